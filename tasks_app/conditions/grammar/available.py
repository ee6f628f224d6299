"""Conditions about something that can be had, entered or visited now."""

import re

from tasks_app.conditions import moments
from tasks_app.conditions.grammar.text import DENIES, head_and_tail, small_words, subject_of
from tasks_app.conditions.lexicon import asking_availability as ask
from tasks_app.conditions.lexicon import availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Available, Condition, Topic

_HAD = alternatives(every(ask.CAN_BE_HAD, availability.IN_STOCK))
_NOT_HAD = alternatives(every(availability.OUT_OF_STOCK))
_ENTRY = alternatives(every(ask.ENTRY_NOUNS))
_ENTERED = alternatives(every(ask.CAN_BE_ENTERED))
# These ask for an entry without a noun for it.
_ENTERING = alternatives(
    (
        "can register",
        "can sign up",
        "can apply",
        "can enrol",
        "can enroll",
        "possible to register",
        "possible to sign up",
        "possible to apply",
        "possible to enter",
        "possible to enrol",
        "is accepting new",
        "taking new",
        "accepting applications",
        "anmelden",
        "bewerben",
        "einschreiben",
        "s'inscrire",
        "inscribirse",
        "iscriversi",
        "zapisać się",
    )
)
_NOT_ENTERED = alternatives(every(ask.NOT_ENTERED))
_OPEN, _CLOSED = alternatives(every(ask.IS_OPEN)), alternatives(every(ask.IS_CLOSED))
_TIMES = alternatives(every(ask.TIMES))
_ENTRY_WORDS = {
    word for table in (ask.ENTRY_NOUNS, ask.CAN_BE_ENTERED) for saying in every(table) for word in words(saying)
} | {"register", "registering", "accepted", "new"}
_TAKEN = {word for saying in every(ask.CAN_BE_HAD) for word in words(saying)} | {
    "only",
    "having",
    "left",
    "available",
    "delivery",
}
_VISITING = {"visitors", "traffic", "public", "hikers", "guests", "business"}
_UNITS = {fold(noun) for noun in every(availability.UNITS_TO_HAVE)}
# Text that may follow the predicate: more of the subject, or a word for now.
_TAIL = alternatives(
    (
        "in",
        "for",
        "at",
        "on",
        "of",
        "to",
        "with",
        "by",
        "as",
        "again",
        "now",
        "still",
        "right now",
        "here",
        "from",
        "and ships",
        "left",
        "für",
        "bei",
        "wieder",
        "jetzt",
        "mit",
        "zu",
        "als",
        "pour",
        "de",
        "à",
        "en",
        "au",
        "para",
        "del",
        "el",
        "la",
        "per",
        "di",
        "da",
        "voor",
        "weer",
        "na",
        "do",
        "w",
        "för",
        "till",
        "til",
        "pro",
        "v",
        "los",
        "las",
        "le",
        "il",
        "med",
        "a",
    )
)


def read_available(text: str) -> Condition | None:
    """The thing that is to be had, or not to be had; None where that is not asked, or is asked of a certain time."""
    folded = fold(text)
    if moments.dates(folded) or _TIMES.search(folded) or set(words(folded)) & moments.weekdays():
        return None
    found = _predicate(folded)
    if found is None:
        return None
    topic, span, is_had = found
    head, tail = head_and_tail(text, span)
    if subject_of(head) and tail and not _ENTERING.search(folded) and not _TAIL.match(fold(tail)):
        return None
    is_denied = is_had and _is_denied(folded, span)
    return Available(_subject(head, tail, topic), topic, wanted=is_had and not is_denied)


def _subject(head: str, tail: str, topic: Topic) -> str:
    taken = {Topic.GOODS: _TAKEN, Topic.ENTRY: _TAKEN | _ENTRY_WORDS, Topic.OPENING: _VISITING}[topic]
    parts = (subject_of(_without_units(part), taken) for part in (head, tail))
    return " ".join(part for part in parts if part)


def _without_units(text: str) -> str:
    """Without the units in which a thing is had ("a ticket for"), unless a word beside them makes a name of them."""
    written = text.split()
    small = small_words(text)
    kept = []
    for place, word in enumerate(written):
        beside = written[max(place - 1, 0) : place] + written[place + 1 : place + 2]
        is_unit = fold(word) in _UNITS and all(fold(other).strip(",.") in small for other in beside)
        if not is_unit:
            kept.append(word)
    return " ".join(kept)


def _predicate(folded: str) -> tuple[Topic, tuple[int, int], bool] | None:
    """The topic, the place of the saying, and whether it says that the thing can be had."""
    is_entry = _ENTRY.search(folded) is not None or _ENTERING.search(folded) is not None
    readers: tuple[tuple[Topic, re.Pattern[str], bool], ...] = (
        (Topic.GOODS, _NOT_HAD, False),
        (Topic.GOODS, _HAD, True),
        (Topic.OPENING, _CLOSED, False),
        (Topic.OPENING, _OPEN, True),
    )
    if is_entry:
        readers = ((Topic.ENTRY, _NOT_ENTERED, False), (Topic.ENTRY, _ENTERED, True), *readers[:2])
    for topic, pattern, is_had in readers:
        match = max(pattern.finditer(folded), key=lambda found: found.end() - found.start(), default=None)
        if match:
            return topic, match.span(), is_had
    return None


def _is_denied(folded: str, span: tuple[int, int]) -> bool:
    near = " ".join(folded[: span[0]].split()[-3:]) + " " + folded[span[0] : span[1]]
    return DENIES.search(near) is not None

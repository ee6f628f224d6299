"""Conditions about a date that becomes known, and about an entry with a number."""

import re

from tasks_app.conditions import moments
from tasks_app.conditions.grammar.text import DENIES, subject_of, without
from tasks_app.conditions.lexicon import asking, knowing
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Condition, Known, Moment, Numbered

_DATE = alternatives(every(knowing.DATE_NOUNS))
_KNOWN = alternatives(every(knowing.IS_KNOWN))
_STATED_WHEN = re.compile(r"^it is (?:officially )?(?:stated|known|announced|said) when (?P<what>.+)$")
_MOMENTS = (
    (Moment.START, alternatives(set(every(knowing.OF_START, asking.STARTS)) - {"open"})),
    (Moment.END, alternatives(every(asking.ENDS))),
    (Moment.ARRIVAL, alternatives(every(asking.ARRIVES))),
)
_NEW = alternatives(every(asking.NEW))
_VERBS = {
    word for table in (asking.STARTS, asking.ENDS, asking.ARRIVES) for saying in every(table) for word in words(saying)
}
_TAKEN = {word for saying in every(knowing.OF_START) for word in words(saying)} | {
    *("exact", "specific", "official", "officially", "finally", "public", "made", "which", "when", "being", "next"),
    *("takes", "place", "held", "final", "new"),
}
_HAS_ANNOUNCED = re.compile(r"(?<!\w)(?:(?:has|have)\s+(?:\w+\s+)?announced|announces)(?!\w)")
_ABOUT = re.compile(r"(?<!\w)(?:for|of|on which|when)\s+")
# The noun of what is numbered: "episode 120", "issue no. 12".
_NUMBERED = re.compile(
    r"(?<!\w)(?P<noun>episode|season|issue|chapter|volume|part|folge|staffel|ausgabe|kapitel|épisode|saison|numéro|chapitre"
    r"|episodio|temporada|capítulo|stagione|capitolo|puntata|aflevering|hoofdstuk|episódio|odcinek|rozdział|avsnitt|kapitel"
    r"|afsnit|díl|epizoda|kapitola|第)\s*(?:no\.?|nr\.?|number|n°|#)?\s*(?P<number>\d{1,5})(?:話|回|巻)?(?!\w|[.,]\d)"
)
_OUT = alternatives(every(asking.RELEASES, asking.APPEARS))


def read_known(text: str) -> Condition | None:
    """The moment whose date is to become known, or None where that is not asked."""
    folded = fold(text)
    if moments.dates(folded) or DENIES.search(folded):
        return None
    asked = _asked(text, folded)
    if not asked:
        return None
    found = words(asked)
    verb = found[-1] if found and found[-1] in _VERBS else ""
    subject = subject_of(asked, _TAKEN | ({verb} if verb else set()))
    moment = Moment.START if verb == "open" else _moment(verb or folded)
    return Known(subject, moment) if subject else None


def _asked(text: str, folded: str) -> str:
    """The words for the thing and its moment, or an empty text where no date is to become known.

    Where it is said who announces the date, what it is for must be said too.
    """
    stated = _STATED_WHEN.match(folded)
    if stated:
        return text[stated.start("what") :]
    noun, known = _DATE.search(folded), _KNOWN.search(folded)
    if noun is None or known is None or _NEW.search(folded[: noun.start()][-12:]):
        return ""
    if _HAS_ANNOUNCED.search(folded):
        about = _ABOUT.search(folded, noun.end())
        return text[about.end() :] if about else ""
    return without(text, noun.span(), known.span())


def _moment(folded: str) -> Moment:
    found = [(match.end(), moment) for moment, pattern in _MOMENTS for match in pattern.finditer(folded)]
    return max(found)[1] if found else Moment.EVENT


def read_numbered(text: str) -> Condition | None:
    """The entry with a number that is to be out, or None where none is asked for."""
    folded = fold(text)
    found = list(_NUMBERED.finditer(folded))
    if len(found) != 1 or DENIES.search(folded) or not _OUT.search(folded):
        return None
    match = found[0]
    taken = {word for saying in every(asking.RELEASES, asking.APPEARS) for word in words(saying)} | {match["noun"]}
    subject = subject_of(f"{text[: match.start()]} {text[match.end() :]}", taken)
    return Numbered(subject, match["noun"], int(match["number"]))

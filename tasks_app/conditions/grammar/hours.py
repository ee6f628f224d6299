"""Conditions about usual opening hours: "the library is open on Sundays"."""

from tasks_app.conditions import moments
from tasks_app.conditions.grammar.text import DENIES, head_and_tail, subject_of
from tasks_app.conditions.lexicon import asking_availability as ask
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Condition, Hours
from tasks_app.conditions.weekdays import days_in

_OPEN, _CLOSED = alternatives(every(ask.IS_OPEN)), alternatives(every(ask.IS_CLOSED))
_VISITING = {"visitors", "public", "guests", "every", "usually"}
# "Next Sunday" is one day, of which no usual hours tell.
_ONE_DAY = frozenset({"next", "this", "nächsten", "diesen", "kommenden", "prochain", "próximo", "prossimo", "volgende"})


def read_hours(text: str) -> Condition | None:
    """The days on which something is to be open, or closed; None where no day of the week is named."""
    folded = fold(text)
    days = days_in(folded, short=False)
    if not days or moments.dates(folded) or any(letter.isdigit() for letter in folded):
        return None
    bare = " ".join(word for word in text.split() if not days_in(fold(word).strip(",."), short=False))
    closed, opened = _CLOSED.search(fold(bare)), _OPEN.search(fold(bare))
    said = closed or opened
    if said is None or DENIES.search(folded) or _ONE_DAY & set(words(folded)):
        return None
    parts = (subject_of(part, _VISITING) for part in head_and_tail(bare, said.span()))
    return Hours(" ".join(filter(None, parts)), days, wanted=closed is None)

"""Conditions about the date of something."""

from tasks_app.conditions import moments
from tasks_app.conditions.grammar.text import DENIES, subject_of, without
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Condition, Dated, Moment, Relation

_RELATIONS = {
    saying: relation
    for relation, table in (
        (Relation.SINCE, asking.SINCE),
        (Relation.UNTIL, asking.UNTIL),
        (Relation.AFTER, asking.AFTER),
        (Relation.BEFORE, asking.BEFORE),
    )
    for saying in map(fold, every(table))
}
_RELATION = alternatives(_RELATIONS)
_ON = alternatives(
    (
        "on",
        "in",
        "on the",
        "am",
        "im",
        "le",
        "el",
        "il",
        "op",
        "em",
        "w",
        "dnia",
        "den",
        "i",
        "v",
        "the",
        "at",
        "é",
        "de",
        "of",
    )
)
_MOMENTS = tuple(
    (moment, alternatives(every(table)))
    for moment, table in (
        (Moment.END, asking.ENDS),
        (Moment.ARRIVAL, asking.ARRIVES),
        (Moment.START, asking.STARTS),
        (Moment.EVENT, asking.TAKES_PLACE),
    )
)
_SLOTS = alternatives(
    ("slot", "appointment", "termin", "rendez-vous", "cita", "appuntamento", "afspraak", "tid", "free", "frei")
)
_TAKEN = {
    word
    for table in (asking.ENDS, asking.ARRIVES, asking.STARTS, asking.SINCE, asking.UNTIL, asking.AFTER, asking.BEFORE)
    for saying in every(table)
    for word in words(saying)
} | {"takes", "place", "held", "runs", "offers", "slot", "appointment", "free", "earlier", "scheduled", "be"}


def read_date(text: str) -> Condition | None:
    """The date that something is to have, or None where no single date and moment are asked for."""
    folded = fold(text)
    when = moments.on(folded)
    if when is None or when.is_range or when.other or DENIES.search(folded):
        return None
    before = folded[: when.start].rstrip()
    related = next((found for found in _RELATION.finditer(before) if _reaches(before[found.end() :])), None)
    relation = _RELATIONS[" ".join(related[0].split())] if related else Relation.EXACTLY
    rest = without(text, (related.start() if related else when.start, when.end))
    moment = _moment(fold(rest), relation)
    is_slot = _SLOTS.search(folded) is not None and relation not in (Relation.BEFORE, Relation.UNTIL)
    if moment is None or is_slot:
        return None
    return Dated(subject_of(rest, _TAKEN), relation, when.first, when.last, moment)


def _reaches(between: str) -> bool:
    """Return True when nothing but small words stands between the relation and the date."""
    return all(
        _ON.fullmatch(word) or word in ("dem", "der", "zum", "the", "le", "el", "il") for word in between.split()
    )


def _moment(rest: str, relation: Relation) -> Moment | None:
    """The moment whose word stands last in what is asked, since that is the verb next to the date."""
    found = [(match.end(), moment) for moment, pattern in _MOMENTS for match in pattern.finditer(rest)]
    if found:
        return max(found)[1]
    return Moment.EVENT if relation is not Relation.EXACTLY and _SLOTS.search(rest) else None

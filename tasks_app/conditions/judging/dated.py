"""Dates: the date that a page gives for the moment of something, against the one that is asked for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.doubts import CALLED_OFF
from tasks_app.conditions.moments import OPEN_YEAR, When
from tasks_app.conditions.naming import names_others
from tasks_app.conditions.page import Page
from tasks_app.conditions.scope import Piece, Scope, has, scope_of
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Dated, Moment, Relation
from tasks_app.documents.types import BlockKind

_SAYS = {
    Moment.START: alternatives(every(asking.STARTS)),
    Moment.END: alternatives(every(asking.ENDS)),
    Moment.ARRIVAL: alternatives(every(asking.ARRIVES)),
    Moment.EVENT: alternatives(every(asking.TAKES_PLACE)),
}
_FORMER = alternatives(
    (
        "moved from",
        "was",
        "originally",
        "instead of",
        "former",
        "formerly",
        "previously",
        "postponed from",
        "not",
        "ursprünglich",
        "statt",
        "verschoben vom",
        "au lieu du",
        "initialement",
        "anziché",
        "en lugar del",
        "in plaats van",
        "zamiast",
    )
)
_CALLED_OFF = alternatives(every(CALLED_OFF))
_META = alternatives(
    (
        "last updated",
        "updated",
        "last changed",
        "stand",
        "published",
        "posted",
        "as of",
        "mis à jour",
        "actualizado",
        "aggiornato",
        "bijgewerkt",
        "atualizado",
        "aktualizacja",
        "aktualisiert",
        "uppdaterad",
        "opdateret",
        "aktualizováno",
        "最終更新日",
        "copyright",
        "©",
    )
)


@dataclass(frozen=True, slots=True)
class _Found:
    when: When
    quote: str
    is_named: bool


def judge_date(condition: Dated, page: Page) -> Judgement:
    """Judge one page; dates that could be read in two ways, or that disagree, are silent."""
    scope = scope_of(page, condition.subject)
    if scope is None:
        return unsure(f"The page does not speak of {condition.subject}.", page)
    found = _candidates(condition, scope.preferred, scope) or _candidates(condition, scope.pieces, scope)
    if not found:
        return unsure("The page gives no date for it.", page)
    answers = {answer for each in found for answer in _answers(condition, each.when)}
    quote = found[0].quote
    if len(answers) != 1 or None in answers:
        return unsure("The page's dates leave it open.", page, quote)
    if answers == {True}:
        return met(
            page, "The page gives such a date.", quote, found[0].when.first.isoformat(), found[0].when.last.isoformat()
        )
    return not_met(page, "The page gives another date.", quote)


def _candidates(condition: Dated, pieces: Iterable[Piece], scope: Scope) -> list[_Found]:
    found = list(_dates(condition, pieces, scope))
    labelled = [each for each in found if each.is_named and ":" in each.quote[:40]]
    named = labelled or [each for each in found if each.is_named]
    return named or (
        found
        if condition.moment is not Moment.ARRIVAL and _agree(found)
        else found[:1]
        if _is_heading_date(condition, found)
        else []
    )


def _agree(found: list[_Found]) -> bool:
    return len({(each.when.first, each.when.last) for each in found}) == 1


def _is_heading_date(condition: Dated, found: list[_Found]) -> bool:
    """Return True when the first date of the page is a span, which tells when the thing itself begins and ends."""
    return bool(found) and found[0].when.is_range and condition.moment in (Moment.START, Moment.END, Moment.EVENT)


def _dates(condition: Dated, pieces: Iterable[Piece], scope: Scope) -> Iterator[_Found]:
    says = _SAYS[condition.moment]
    for piece in pieces:
        folded = fold(piece.text)
        if piece.kind is BlockKind.BUTTON or doubts.asks(folded) or _META.search(folded):
            continue
        for when in moments.dates(folded):
            before = (
                folded[: when.start].rpartition(", ")[2]
                if ", " in folded[: when.start] and len(folded[: when.start]) > 60
                else folded[: when.start]
            )
            if _FORMER.search(before[-25:]) or _is_doubted(folded, when):
                continue
            said = says.search(before[-60:])
            is_named = said is not None or (
                piece.row is None and condition.moment is Moment.EVENT and _names(condition, folded)
            )
            if scope.is_whole and piece.row is None and _is_of_another(folded, when, said, scope):
                continue
            yield _Found(when, piece.text, is_named)


def _is_doubted(folded: str, when: When) -> bool:
    """Return True for a date that is only supposed, hoped for, or taken back; one that is planned is a date."""
    doubt = doubts.unsaid(folded, when.start, when.end, far=False)
    is_off = _CALLED_OFF.search(folded) is not None or doubts.denied(folded, when.start, when.end)
    return is_off or doubt not in ("", "something to come", "something past")


def _is_of_another(folded: str, when: When, said: re.Match[str] | None, scope: Scope) -> bool:
    """Return True where other words than the subject's stand before the verb: "our café opens on 3 May".

    Without a verb for the moment, the line may name nothing but the subject and the date.
    """
    if said is None:
        bare = moments.without_dates(folded)
    else:
        clause = re.split(r"[.;:,!]\s", folded[: when.start])[-1]
        found = list(re.finditer(re.escape(said[0]), clause))
        bare = clause[: found[-1].start()] if found else ""
    return names_others(bare, scope, counts=said is None)


def _names(condition: Dated, folded: str) -> bool:
    """Return True for a text that names the thing itself, with all the words of the condition."""
    said = words(folded)
    return bool(condition.subject) and all(has(word, said) for word in words(condition.subject))


def _answers(condition: Dated, when: When) -> Iterator[bool | None]:
    for first, last in ((when.first, when.last), *(((when.other, when.other),) if when.other else ())):
        yield _answer(condition, first, last, when.is_range)


def _answer(condition: Dated, first: date, last: date, is_range: bool) -> bool | None:
    """True or False, or None where the page's span leaves it open."""
    if is_range:
        first = last = last if condition.moment is Moment.END else first
    lower, upper = _bounds(condition, first)
    if lower is None or upper is None or first.year == OPEN_YEAR:
        return None
    match condition.relation:
        case Relation.BEFORE:
            return _both(first < lower, last < lower)
        case Relation.UNTIL:
            return _both(first <= upper, last <= upper)
        case Relation.AFTER:
            return _both(first > upper, last > upper)
        case Relation.SINCE:
            return _both(first >= lower, last >= lower)
        case _:
            return True if lower <= first and last <= upper else None if first <= upper and lower <= last else False


def _bounds(condition: Dated, near: date) -> tuple[date | None, date | None]:
    if condition.first.year != OPEN_YEAR:
        return condition.first, condition.last
    return moments.in_year(condition.first, near.year), moments.in_year(condition.last, near.year)


def _both(first: bool, last: bool) -> bool | None:
    return first if first == last else None

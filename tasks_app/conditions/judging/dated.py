"""Dates: the date that a page gives for the moment of something, against the one that is asked for."""

from collections.abc import Iterator
from datetime import date

from tasks_app.conditions import moments
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.judging.bound_dates import Found, dates_for
from tasks_app.conditions.moments import OPEN_YEAR, When
from tasks_app.conditions.page import Page
from tasks_app.conditions.scope import Scope, scope_of
from tasks_app.conditions.types import Dated, Moment, Relation


def judge_date(condition: Dated, page: Page) -> Judgement:
    """Judge one page; dates that could be read in two ways, or that disagree, are silent."""
    scope = scope_of(page, condition.subject)
    found = _candidates(condition, scope) if scope else _of_the_only_thing(condition, page)
    if scope is None and not found:
        return unsure(f"The page does not speak of {condition.subject}.", page)
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


def _candidates(condition: Dated, scope: Scope) -> list[Found]:
    found = dates_for(condition.subject, condition.moment, scope)
    labelled = [each for each in found if each.is_named and ":" in each.quote[:40]]
    named = labelled or [each for each in found if each.is_named]
    return named or (
        found
        if condition.moment is not Moment.ARRIVAL and _agree(found)
        else found[:1]
        if _is_heading_date(condition, found)
        else []
    )


def _of_the_only_thing(condition: Dated, page: Page) -> list[Found]:
    """The date that a page gives for the moment, where only one does and the subject has no name to be missed."""
    scope = scope_of(page, "")
    if scope is None or any(letter.isupper() or letter.isdigit() for letter in condition.subject):
        return []
    moment = condition.moment
    sought = (moment, Moment.EVENT) if moment is Moment.START else (moment,)
    found = [each for kind in sought for each in dates_for("", kind, scope) if each.is_named]
    return found[:1] if _agree(found) else []


def _agree(found: list[Found]) -> bool:
    return len({(each.when.first, each.when.last) for each in found}) == 1


def _is_heading_date(condition: Dated, found: list[Found]) -> bool:
    """Return True when the first date of the page is a span, which tells when the thing itself begins and ends."""
    return bool(found) and found[0].when.is_range and condition.moment in (Moment.START, Moment.END, Moment.EVENT)


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

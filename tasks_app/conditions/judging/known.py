"""Dates that become known: whether a page gives a day for the moment of something, or says that there is none yet."""

from tasks_app.conditions import doubts
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.judging.bound_dates import Found, dates_for
from tasks_app.conditions.lexicon import knowing
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.page import Page
from tasks_app.conditions.scope import Scope, scope_of
from tasks_app.conditions.text import alternatives, fold
from tasks_app.conditions.types import Known

_TENTATIVE = alternatives(every(knowing.TENTATIVE))
_UNKNOWN = alternatives(every(knowing.IS_UNKNOWN))


def judge_known(condition: Known, page: Page) -> Judgement:
    """Judge one page: met by one day for the moment, not met where the page says that there is none yet."""
    scope = scope_of(page, condition.subject)
    if scope is None:
        return unsure(f"The page does not speak of {condition.subject}.", page)
    unknown = _says_unknown(scope)
    found = [each for each in dates_for(condition.subject, condition.moment, scope) if _is_a_day_ahead(each, page)]
    days = {each.when.first for each in found}
    if unknown and not found:
        return not_met(page, "The page says that there is no date yet.", unknown)
    if len(days) != 1 or unknown:
        return unsure("The page leaves it open whether there is a date.", page, unknown)
    return met(page, "The page gives the date.", found[0].quote, days.pop().isoformat())


def _says_unknown(scope: Scope) -> str:
    return next((piece.text for piece in scope.pieces if _UNKNOWN.search(fold(piece.text))), "")


def _is_a_day_ahead(found: Found, page: Page) -> bool:
    """Return True for one day with its year that has not gone by: a month or a season is no date yet."""
    when = found.when
    is_a_day = (when.first == when.last or when.is_range) and when.has_year and not when.other
    is_past = page.today is None or when.last < page.today
    folded = fold(found.quote)
    is_loose = _TENTATIVE.search(folded) is not None or doubts.doubted(folded, when.start, when.end) == "something past"
    return found.is_named and is_a_day and not is_past and not is_loose

"""Opening hours: whether a page gives hours for a day of the week, or says that it is closed on it."""

import re
from collections.abc import Iterator

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.judging.availability import is_closed_now
from tasks_app.conditions.lexicon import availability, times
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.doubts import RESTRICTED
from tasks_app.conditions.naming import names_others
from tasks_app.conditions.page import Page
from tasks_app.conditions.scope import Piece, Scope, scope_of
from tasks_app.conditions.text import alternatives, fold
from tasks_app.conditions.types import Hours
from tasks_app.conditions.weekdays import days_in

_TO = "-|to|bis|till|until|à|a|al|alle|tot|do|til"
_HOUR = r"\d{1,2}(?:[:.h]\d{2})?\s?(?:am|pm|uhr|h)?"
_TIMES = re.compile(rf"(?<![\d/]){_HOUR}\s?(?:{_TO})\s?\d{{1,2}}")
_SHUT = alternatives((*every(availability.CLOSED), "ruhetag", "fermeture"))
_SEASONS = alternatives(set(every(times.OTHER_TIMES)) - {"weekend", "weekends", "weekdays", "week-end", "werktags"})
_YEAR = re.compile(r"(?<![\w.,:/])(?:19|20|21)\d\d(?![\w:/])")
_RESTRICTED = alternatives(every(RESTRICTED))
_LABELS = frozenset(
    {
        *("opening", "hours", "times", "öffnungszeiten", "heures", "ouverture", "horario", "orari", "openingstijden"),
        *("closed", "open", "geschlossen", "geöffnet", "also", "usual", "our", "bank", "public"),
    }
)


def judge_hours(condition: Hours, page: Page) -> Judgement:
    """Judge one page: met where every day asked for has hours, not met where one of them is closed."""
    scope = scope_of(page, condition.subject)
    if scope is None:
        return unsure(f"The page does not speak of {condition.subject}.", page)
    if is_closed_now(scope):
        return unsure("The page says that it is closed at present.", page)
    said = list(_said(scope))
    opened = {day for is_open, days, _ in said if is_open for day in days}
    closed = {day for is_open, days, _ in said if not is_open for day in days}
    quote = next((text for _, days, text in said if days & condition.days), "")
    if not quote or (opened & closed & condition.days):
        return unsure("The page gives no hours for that day.", page, quote)
    if condition.days <= opened:
        return (met if condition.wanted else not_met)(page, "The page gives hours for that day.", quote)
    if condition.days <= closed:
        return (not_met if condition.wanted else met)(page, "The page says that it is closed on that day.", quote)
    return unsure("The page gives hours for some of those days only.", page, quote)


def _said(scope: Scope) -> Iterator[tuple[bool, frozenset[int], str]]:
    """Yield open or closed, the days, and the text that says so."""
    for piece in scope.pieces:
        folded = fold(piece.text)
        days = days_in(folded)
        if not days or _is_other(piece, folded, scope):
            continue
        shut, hours = _SHUT.search(folded), _TIMES.search(folded)
        if bool(shut) != bool(hours):
            yield hours is not None, days, piece.text


def _is_other(piece: Piece, folded: str, scope: Scope) -> bool:
    """Return True for the hours of another thing, season or day."""
    with_days = " ; ".join(part for part in folded.split(", ") if days_in(part))
    if _YEAR.search(folded) or _RESTRICTED.search(folded):
        return True
    if doubts.asks(folded) or moments.dates(folded) or _SEASONS.search(_without_days(with_days)):
        return True
    clause = re.split(r"[.;]\s", folded)[0]
    bare = " ".join(word for word in re.split(r"[\s,:|()-]+", clause) if not days_in(word) and word not in _LABELS)
    return names_others(_TIMES.sub(" ", _SHUT.split(bare)[0]), scope)


def _without_days(folded: str) -> str:
    return " ".join(word for word in folded.split() if not days_in(word.strip(",.:")))

"""Changes: this look at a page against the last one that was read."""

import re
from collections.abc import Iterable

from tasks_app.conditions import moments
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.judging.figure import figures
from tasks_app.conditions.judging.version import final_versions
from tasks_app.conditions.lexicon import surroundings
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.looks import MOST_ENTRIES, MOST_LINES, PageLook, digest, digests
from tasks_app.conditions.page import Page
from tasks_app.conditions.rows import Row
from tasks_app.conditions.scope import has, scope_of
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Change, Figure, Range, Watched

_BASELINE = "This is the first look: later ones are compared with it."
_ADVERT = alternatives(every(surroundings.ADVERT))
MOST_QUOTED = 300


def judge_change(condition: Change, page: Page, last: PageLook | None) -> tuple[Judgement, PageLook]:
    """Judge one page, and say what to keep of it for the next look."""
    match condition.watched:
        case Watched.PRICE | Watched.DATE:
            return _of_value(condition, page, last)
        case Watched.ENTRIES:
            return _of_entries(condition, page, last)
        case Watched.VERSIONS:
            return _of_versions(condition, page, last)
        case _:
            return _of_texts(condition, page, last)


def _of_texts(condition: Change, page: Page, last: PageLook | None) -> tuple[Judgement, PageLook]:
    texts = _watched_texts(condition, page)
    if not texts:
        return unsure(f"The page does not speak of {condition.subject}.", page), last or PageLook()
    now = digests(texts)
    look = PageLook(lines=tuple(now))
    if last is None or not last.lines:
        return not_met(page, _BASELINE), look
    added = [text for key, text in now.items() if key not in last.lines]
    removed = [key for key in last.lines if key not in now]
    if not added and not removed:
        return not_met(page, "Nothing has changed since the last look."), look
    if added:
        return met(page, "This is new since the last look.", added[0][:MOST_QUOTED]), look
    return met(page, "Something has been removed since the last look.", _beginning(page)), look


def _beginning(page: Page) -> str:
    return page.document.heading or (page.lines[0].text if page.lines else page.document.title)


def _watched_texts(condition: Change, page: Page) -> list[str]:
    if condition.watched is Watched.PAGE:
        return [block.text for _, block in page.blocks if not _ADVERT.match(fold(block.text))]
    scope = scope_of(page, condition.subject)
    if scope is None:
        return []
    return [piece.text for piece in (scope.preferred or scope.pieces)]


def _of_entries(condition: Change, page: Page, last: PageLook | None) -> tuple[Judgement, PageLook]:
    rows = [row for row in page.rows if _is_wanted(condition, page, row)]
    if not rows:
        return unsure("The page has no list of entries.", page), last or PageLook()
    known = frozenset(last.entries) if last else frozenset()
    new = [row for row in rows if not known & _keys(row)]
    keys = dict.fromkeys(key for row in rows for key in sorted(_keys(row)))
    shapes = tuple(digest(re.sub(r"\d+", "#", fold(_title(row)))) for row in rows[:MOST_LINES])
    kept = dict.fromkeys([*keys, *(last.entries if last else ())])
    look = PageLook(lines=shapes, entries=tuple(kept)[:MOST_ENTRIES])
    if last is None or not last.entries:
        return not_met(page, _BASELINE), look
    if not new or _only_figures_differ(rows, shapes, last):
        return not_met(page, "There is no new entry since the last look."), look
    return met(page, "This entry is new since the last look.", _title(new[0])), look


def _of_versions(condition: Change, page: Page, last: PageLook | None) -> tuple[Judgement, PageLook]:
    scope = scope_of(page, condition.subject)
    found = final_versions(scope) if scope else {}
    if not found:
        return unsure("The page lists no version.", page), last or PageLook()
    known = last.entries if last else ()
    look = PageLook(entries=tuple(dict.fromkeys((*found, *known)))[:MOST_ENTRIES])
    if not known:
        return not_met(page, _BASELINE), look
    new = [version for number, version in found.items() if number not in known]
    if not new:
        return not_met(page, "There is no new version since the last look."), look
    newest = max(new, key=lambda version: version.number)
    return met(page, f"Version {newest.number} is new since the last look.", newest.quote), look


def _only_figures_differ(rows: list[Row], shapes: tuple[str, ...], last: PageLook) -> bool:
    """Return True where undated entries are the last look's but for their figures: counters, not news."""
    return not any(row.date for row in rows) and sorted(shapes) == sorted(last.lines)


def _keys(row: Row) -> frozenset[str]:
    """An entry is known by its id or by its title."""
    title = digest(" ".join(words(_title(row))))
    return frozenset({title, digest(row.id)}) if row.id else frozenset({title})


def _title(row: Row) -> str:
    return (row.title or row.text)[:MOST_QUOTED]


def _is_wanted(condition: Change, page: Page, row: Row) -> bool:
    """Return True for an entry with every word of the condition that is not the page's own name."""
    asked = [word for word in words(condition.subject) if not has(word, page.name)]
    anywhere = [word for word in asked if has(word, page.words)]
    return all(
        has(word, row.words) for word in (anywhere or asked if any(has(word, row.words) for word in asked) else ())
    )


def _of_value(condition: Change, page: Page, last: PageLook | None) -> tuple[Judgement, PageLook]:
    values = _prices(condition, page) if condition.watched is Watched.PRICE else _dates(condition, page)
    if len(set(values)) != 1:
        return unsure("The page does not give one such value.", page), last or PageLook()
    value, quote = values[0]
    look = PageLook(figure=value)
    if last is None or not last.figure:
        return not_met(page, _BASELINE, quote), look
    if last.figure == value:
        return not_met(page, "It is the same as at the last look.", quote), look
    return met(page, f"It was {last.figure}, and is {value} now.", quote), look


def _prices(condition: Change, page: Page) -> list[tuple[str, str]]:
    scope = scope_of(page, condition.subject)
    if scope is None:
        return []
    found = figures(Figure(condition.subject, Range(), is_price=True), scope)
    distinct = {f"{candidate.value.normalize():f}": candidate.quote for candidate in found}
    return list(distinct.items())


def _dates(condition: Change, page: Page) -> list[tuple[str, str]]:
    scope = scope_of(page, condition.subject)
    pieces: Iterable[str] = [piece.text for piece in (scope.preferred or scope.pieces)] if scope else []
    distinct = {when.first.isoformat(): text for text in pieces for when in moments.dates(text)}
    return list(distinct.items())

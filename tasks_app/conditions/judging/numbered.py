"""Numbers of entries: whether a feed or a list has the episode, issue or chapter with a number."""

import re
from collections.abc import Iterator

from tasks_app.conditions import doubts
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.lexicon import releases
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.page import Page
from tasks_app.conditions.rows import Row
from tasks_app.conditions.scope import has
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Numbered

_UNFINISHED = alternatives(every(releases.UNFINISHED))
_NUMBER = (
    r"(?:^|(?<=\s)|(?<=[(\[]))(?:#|no\.?\s?|nr\.?\s?|n°\s?|{noun}\s*(?:no\.?|nr\.?|#)?\s*)(?P<n>\d{{1,5}})(?!\w|[.,]\d)"
)
_LEADING = re.compile(r"^(?P<n>\d{1,5})\s?[:.)-]\s")


def judge_numbered(condition: Numbered, page: Page) -> Judgement:
    """Judge one page: met where an entry has the number, not met where all of several have smaller ones."""
    asked = [word for word in words(condition.subject) if not has(word, page.name)]
    rows = [row for row in page.rows if all(has(word, row.words) for word in asked)]
    found = list(_numbered(condition, rows))
    for number, row in found:
        if number == condition.number:
            return met(page, f"There is an entry with the number {number}.", _title(row), _title(row))
    if len(found) > 1 and all(number < condition.number for number, _ in found):
        newest = max(found, key=lambda each: each[0])
        return not_met(page, f"The newest entry has the number {newest[0]}.", _title(newest[1]))
    return unsure("The page lists no entry with that number.", page)


def _numbered(condition: Numbered, rows: list[Row]) -> Iterator[tuple[int, Row]]:
    pattern = re.compile(_NUMBER.format(noun=re.escape(condition.noun)))
    for row in rows:
        folded = fold(_title(row))
        match = pattern.search(folded) or _LEADING.match(folded)
        if match and not _UNFINISHED.search(folded) and not doubts.unsaid(folded, *match.span("n")):
            yield int(match["n"]), row


def _title(row: Row) -> str:
    return row.title or row.text

"""Judging: what pages say of a condition, by the judge of its kind, joined by and, or, not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tasks_app.conditions import news
from tasks_app.conditions.judgement import Judgement, met, unsure
from tasks_app.conditions.judging.availability import judge_availability
from tasks_app.conditions.judging.change import judge_change
from tasks_app.conditions.judging.dated import judge_date
from tasks_app.conditions.judging.figure import judge_figure
from tasks_app.conditions.judging.hours import judge_hours
from tasks_app.conditions.judging.known import judge_known
from tasks_app.conditions.judging.numbered import judge_numbered
from tasks_app.conditions.judging.statement import NEEDS_MODEL, judge_statement
from tasks_app.conditions.judging.version import judge_version
from tasks_app.conditions.judging.words import judge_words
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.looks import Look
from tasks_app.conditions.page import Page
from tasks_app.conditions.text import alternatives, fold
from tasks_app.conditions.types import (
    AllOf,
    AnyOf,
    Available,
    Change,
    Condition,
    Dated,
    Figure,
    Hours,
    Known,
    Not,
    Numbered,
    Version,
    Words,
)
from tasks_app.documents.types import Document
from tasks_app.pipeline.types import Verdict

_EVERYWHERE = alternatives(every(asking.ALL_PLACES))
_JUDGES: dict[type, Callable[[Any, Page], Judgement]] = {
    Words: judge_words,
    Figure: judge_figure,
    Available: judge_availability,
    Version: judge_version,
    Dated: judge_date,
    Known: judge_known,
    Numbered: judge_numbered,
    Hours: judge_hours,
}
_OTHER = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET, Verdict.INCONCLUSIVE: Verdict.INCONCLUSIVE}


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages that were read. `is_complete`: all that were asked for, so that absence says something."""

    pages: tuple[Page, ...]
    is_complete: bool
    asks_for_all: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement, and the look to keep.

    `is_new`: it was met before as well, and is met by something else now.
    """

    judgement: Judgement
    look: Look
    is_new: bool = False


def judge(
    condition: Condition | None,
    text: str,
    documents: tuple[Document, ...],
    *,
    is_complete: bool,
    last: Look | None = None,
    told: tuple[str, ...] = (),
    today: date | None = None,
) -> Judged:
    """Judge documents by a condition as it was understood; by its text alone where it was not.

    Documents with a barrier show nothing, and leave the reading incomplete. `last` is the look that `Judged` gave
    for the same condition before, `told` what its owner has been told. Without `today` no date is to come or past.
    """
    read = tuple(Page(document, today) for document in documents if document.was_read)
    complete = is_complete and len(read) == len(documents)
    if not read:
        return Judged(unsure(_barred(documents)), last or Look())
    reading = Reading(read, complete, asks_for_all=len(read) > 1 and _EVERYWHERE.search(fold(text)) is not None)
    watch = _Watch(last or Look())
    if condition is None:
        judgement = _by_each(reading, lambda page: judge_statement(text, page), absence_counts=False)
    else:
        judgement = _judged(condition, reading, watch)
    return _remembered(judgement, watch, told)


def _remembered(judgement: Judgement, watch: "_Watch", told: tuple[str, ...]) -> Judged:
    """Keep the findings while the condition is met, and drop them when it no longer is."""
    if judgement.verdict is not Verdict.MET:
        findings = () if judgement.verdict is Verdict.NOT_MET else watch.kept.findings
        return Judged(judgement, replace(watch.kept, findings=findings))
    earlier = watch.last.findings
    new = news.fresh(judgement.finding, (*earlier, *told))
    shown = replace(judgement, quote=new[0]) if new and judgement.is_quoted else judgement
    look = replace(watch.kept, findings=news.remembered(judgement.finding, earlier))
    return Judged(shown, look, is_new=bool(new) or watch.has_changed)


def _barred(documents: tuple[Document, ...]) -> str:
    barrier = next((document.barrier for document in documents if document.barrier), None)
    shown = f" ({barrier.kind.value.replace('_', ' ')}: “{barrier.words[:80]}”)" if barrier else ""
    return f"The page itself was not shown{shown}."


class _Watch:
    """The looks of one judging: the last ones, and those to keep."""

    def __init__(self, last: Look) -> None:
        self.last = last
        self.kept = last
        self.has_changed = False

    def judge(self, condition: Change, page: Page) -> Judgement:
        judgement, look = judge_change(condition, page, self.last.of(page.document.url))
        self.kept = self.kept.with_page(page.document.url, look)
        self.has_changed = self.has_changed or judgement.verdict is Verdict.MET
        return judgement


def _judged(condition: Condition, reading: Reading, watch: _Watch) -> Judgement:
    match condition:
        case Not():
            return _turned(condition, _judged(condition.part, reading, watch), reading)
        case AllOf():
            return _all([_judged(part, reading, watch) for part in condition.parts])
        case AnyOf():
            return _any([_judged(part, reading, watch) for part in condition.parts])
    return _by_each(reading, lambda page: _by_kind(condition, page, watch))


def _by_kind(condition: Condition, page: Page, watch: _Watch) -> Judgement:
    if isinstance(condition, Change):
        return watch.judge(condition, page)
    judge_page = _JUDGES.get(type(condition))
    return judge_page(condition, page) if judge_page else unsure(NEEDS_MODEL)


def _by_each(reading: Reading, judge_page: Callable[[Page], Judgement], *, absence_counts: bool = True) -> Judgement:
    """Met where one page meets it (all of them, if all are asked for); not met where every page says so."""
    each = [judge_page(page) for page in reading.pages]
    if reading.asks_for_all:
        return _all(each)
    joined = _any(each)
    if joined.verdict is Verdict.NOT_MET and not (reading.is_complete and absence_counts):
        return unsure("Not on the pages that were read, and others could not be read.")
    return joined


def _all(each: list[Judgement]) -> Judgement:
    for verdict in (Verdict.NOT_MET, Verdict.INCONCLUSIVE):
        found = next((judgement for judgement in each if judgement.verdict is verdict), None)
        if found:
            return found
    return replace(
        each[0],
        reason=" ".join(dict.fromkeys(judgement.reason for judgement in each)),
        finding=tuple(mark for judgement in each for mark in judgement.finding),
    )


def _any(each: list[Judgement]) -> Judgement:
    for verdict in (Verdict.MET, Verdict.INCONCLUSIVE):
        found = next((judgement for judgement in each if judgement.verdict is verdict), None)
        if found:
            return found
    return each[0]


def _turned(condition: Not, judgement: Judgement, reading: Reading) -> Judgement:
    """The opposite verdict. Absence has no words of its own: it shows how the page begins instead."""
    verdict = _OTHER[judgement.verdict]
    if verdict is Verdict.MET and not judgement.quote:
        page = reading.pages[0]
        beginning = next((line.text for line in page.lines), page.document.heading or page.document.title)
        return replace(met(page, f"{judgement.reason}", beginning), by_absence=True)
    if verdict is Verdict.NOT_MET and isinstance(condition.part, Words):
        return replace(judgement, verdict=verdict, reason=f"The page still says “{condition.part.text}”.", finding=())
    return replace(judgement, verdict=verdict, finding=())

"""Executions as people read them: what came of each, in words, with links that are safe to show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tasks_app.models import Execution
from tasks_app.pipeline.types import parse_time
from tasks_app.selectors.overview import Result
from webapp.results import WORDS
from webapp.suggestions import framed

MAX_SOURCES = 20
# Measures of the drawing in its own units.
HEIGHT, BAR, STEP, SHORTEST = 40, 6, 8, 4


@dataclass(frozen=True, slots=True)
class Link:
    """A source. Without `url` it is no web page, and is shown as text; `host` tells where a title leads."""

    title: str
    url: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One execution. `headline` is what its owner was told, `suggestions` the document of a frame, or nothing."""

    id: UUID
    moment: datetime
    result: Result
    is_manual: bool
    duration_ms: int | None
    headline: str
    answer: str
    reasoning: str
    sources: tuple[Link, ...]
    error: str
    # Note for the owner about the delivery.
    note: str
    suggestions: str
    unread: tuple[str, ...] = ()
    evidence: str = ""
    next_run: datetime | None = None
    next_run_reason: str = ""

    @property
    def duration(self) -> str:
        return "" if self.duration_ms is None else in_words(self.duration_ms)

    @property
    def words(self) -> str:
        return str(WORDS[self.result])

    @property
    def has_details(self) -> bool:
        return bool(self.answer or self.reasoning or self.sources)


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: float
    height: float
    result: Result
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """How long each execution took, the oldest first, drawn; and the same in words."""

    width: int
    bars: tuple[Bar, ...]
    words: str


def entry(execution: Execution, *, for_owner: bool) -> Entry:
    """Return the entry of an execution. Only the owner sees errors and their reasons."""
    result = execution.result if isinstance(execution.result, dict) else {}
    return Entry(
        id=execution.pk,
        moment=execution.completed_at or execution.started_at,
        result=Result.of(execution.status, execution.condition_met),
        is_manual=execution.trigger == Execution.Trigger.MANUAL,
        duration_ms=execution.duration_ms,
        headline=execution.notification or "",
        answer=_text(result, "answer"),
        reasoning=_text(result, "reasoning"),
        sources=links(execution.grounding_sources),
        error=(execution.error_message or "") if for_owner else "",
        note=_note(execution) if for_owner else "",
        unread=_texts(result, "unread") if for_owner else (),
        evidence=_text(result, "evidence"),
        next_run=parse_time(result.get("next_run")),
        next_run_reason=_text(result, "next_run_reason"),
        suggestions=framed(_text(result, "search_suggestions")),
    )


def _note(execution: Execution) -> str:
    if execution.suppressed:
        return _("A trial: nobody was to be told.")
    return _("Nobody was told: this task had no channel then.") if execution.nobody_to_tell else ""


def _text(result: dict[str, Any], name: str) -> str:
    value = result.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(result: dict[str, Any], name: str) -> tuple[str, ...]:
    values = result.get(name)
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def links(sources: object) -> tuple[Link, ...]:
    """At most `MAX_SOURCES`; whatever is not `{"uri", "title"}` is left out."""
    listed = sources if isinstance(sources, list) else []
    usable = [source for source in listed if isinstance(source, dict) and isinstance(source.get("uri"), str)]
    return tuple(_link(source["uri"], str(source.get("title") or "")) for source in usable[:MAX_SOURCES])


def _link(uri: str, title: str) -> Link:
    try:
        parts = urlsplit(uri)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_page = False
    if not is_page:
        return Link(title=title or uri, url=None, host="")
    host = str(parts.hostname).removeprefix("www.")
    return Link(title=title or host, url=uri, host="" if title in ("", host) else host)


def in_words(milliseconds: float) -> str:
    """`4.1 s`, `1 min 5 s`; on one line, whatever the width."""
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f}\N{NO-BREAK SPACE}s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}\N{NO-BREAK SPACE}min {seconds}\N{NO-BREAK SPACE}s"


def chart(entries: Sequence[Entry]) -> Chart | None:
    """None where there is too little to draw. `entries` are the newest first."""
    ended = [entry for entry in reversed(entries) if entry.duration_ms is not None]
    if len(ended) < 2:
        return None
    longest = max(entry.duration_ms or 0 for entry in ended) or 1
    bars = tuple(_bar(number, entry, longest) for number, entry in enumerate(ended))
    return Chart(width=STEP * len(ended) - (STEP - BAR), bars=bars, words=_summary(ended))


def _bar(number: int, entry: Entry, longest: int) -> Bar:
    height = round(SHORTEST + (HEIGHT - SHORTEST) * (entry.duration_ms or 0) / longest, 1)
    title = f"{date_format(timezone.localtime(entry.moment), 'DATETIME_FORMAT')}: {entry.words}, {entry.duration}"
    return Bar(x=STEP * number, y=round(HEIGHT - height, 1), height=height, result=entry.result, title=title)


def _summary(ended: Sequence[Entry]) -> str:
    counts = Counter(entry.result for entry in ended)
    results = ", ".join(f"{counts[result]} {str(WORDS[result]).lower()}" for result in Result if counts[result])
    usual = in_words(median(entry.duration_ms or 0 for entry in ended))
    return _("The last %(count)s: %(results)s; usually in %(time)s.") % {
        "count": len(ended),
        "results": results,
        "time": usual,
    }


def newest_answer(entries: Iterable[Entry]) -> Entry | None:
    """The newest that found something out, one way or the other."""
    return next((entry for entry in entries if entry.answer), None)

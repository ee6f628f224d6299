"""Search queries of all users, with the outcomes of their executions."""

from dataclasses import dataclass

from django.db.models import QuerySet

from adminapi import books
from adminapi.models import QueryTotal
from adminapi.selectors.pages import Page, Slice, sliced


@dataclass(frozen=True)
class QueryFigures:
    """One search query: its tasks, and their executions that have succeeded or failed.

    `success_rate` is 0 to 1 and `avg_duration_ms` of successful ones. Both are 0 without executions.
    """

    search_query: str
    total_tasks: int
    active_tasks: int
    total_executions: int
    failed_executions: int
    success_rate: float
    avg_duration_ms: int


def query_page(part: Slice, *, active_only: bool) -> Page[QueryFigures]:
    """Return a page of queries, those of most tasks first. `active_only` keeps queries of active tasks."""
    books.fold()
    asked = QueryTotal.objects.filter(active_tasks__gt=0) if active_only else QueryTotal.objects.filter(tasks__gt=0)
    rows = sliced(asked.order_by("-tasks", "query"), QueryTotal.objects.all(), part)
    return Page(rows=[figures_of(row) for row in rows], total=asked.count())


def popular_queries(limit: int) -> "QuerySet[QueryTotal]":
    return QueryTotal.objects.filter(tasks__gt=0).order_by("-tasks", "query")[:limit]


def figures_of(row: QueryTotal) -> QueryFigures:
    executions = row.successes + row.failures
    return QueryFigures(
        search_query=row.search_query,
        total_tasks=row.tasks,
        active_tasks=row.active_tasks,
        total_executions=executions,
        failed_executions=row.failures,
        success_rate=round(row.successes / executions, 4) if executions else 0.0,
        avg_duration_ms=round(row.duration_ms / row.successes) if row.successes else 0,
    )

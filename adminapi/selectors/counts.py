"""Count the executions that started in a window, by outcome."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import cast

from django.db import connection
from django.db.models import Count, Sum

from adminapi import books
from tasks_app.models import ERROR_STATUSES, Execution

Status = Execution.Status
# Statuses that figures count: an attempt has ended.
ANSWERED_STATUSES = (Status.SUCCESS.value, *ERROR_STATUSES)

# Full hours are in the book. The part of the window before the first full hour is counted in the index, as are the
# few that are open.
COUNT = """
SELECT status, error_type, sum(executions)::bigint, sum(duration_ms)::bigint FROM (
    SELECT status, error_type, executions, duration_ms FROM adminapi_hourlytotal WHERE hour >= %(first_hour)s
    UNION ALL
    SELECT status, CASE WHEN status IN ('failed', 'retrying') THEN error_type ELSE '' END, count(*),
           coalesce(sum(duration_ms) FILTER (WHERE status = 'success'), 0)
    FROM tasks_app_execution
    WHERE started_at >= %(since)s AND started_at < %(first_hour)s AND status NOT IN ('pending', 'running')
    GROUP BY 1, 2
    UNION ALL
    SELECT status, '', count(*), 0 FROM tasks_app_execution
    WHERE status IN ('pending', 'running') AND started_at >= %(since)s GROUP BY status
) AS counted
GROUP BY status, error_type HAVING sum(executions) > 0
"""


@dataclass(frozen=True)
class Counts:
    """Executions by status and kind of error. A failed attempt counts as failed while it waits for its retry.

    `duration_ms` is the sum over successful ones.
    """

    by_kind: Mapping[tuple[str, str], int]
    duration_ms: int

    @cached_property
    def by_status(self) -> Counter[str]:
        return _summed((status, count) for (status, _), count in self.by_kind.items())

    @cached_property
    def error_types(self) -> dict[str, int]:
        """Failed executions by kind of error, most frequent first."""
        failed = ((kind, count) for (status, kind), count in self.by_kind.items() if status in ERROR_STATUSES)
        return dict(sorted(_summed(failed).items(), key=lambda each: (-each[1], each[0])))

    def of_status(self, status: str | None) -> "Counts":
        """Return the counts of one status, or all counts for None."""
        if status is None:
            return self
        by_kind = {kind: count for kind, count in self.by_kind.items() if kind[0] == status}
        return Counts(by_kind=by_kind, duration_ms=self.duration_ms if status == Status.SUCCESS else 0)

    @property
    def succeeded(self) -> int:
        return self.by_status[Status.SUCCESS]

    @property
    def failed(self) -> int:
        return sum(self.by_status[status] for status in ERROR_STATUSES)

    @property
    def answered(self) -> int:
        """Executions that succeeded or failed. All others are open or were cancelled."""
        return self.succeeded + self.failed

    @property
    def error_rate(self) -> float:
        """Share of failed ones, 0 to 1; 0 where there are none."""
        return self.failed / self.answered if self.answered else 0.0

    @property
    def mean_duration_ms(self) -> int:
        """Mean duration of successful ones; 0 where there are none."""
        return round(self.duration_ms / self.succeeded) if self.succeeded else 0


def executions_since(since: datetime) -> Counts:
    """Count the executions that have started since `since`."""
    (counts,) = executions_since_each([since])
    return counts


def executions_of_task_since(task_id: uuid.UUID, since: datetime) -> Counts:
    """Count one task's executions that have started since `since`. The books know no tasks, so rows are counted."""
    found = Execution.objects.filter(task=task_id, started_at__gte=since).order_by()
    kinds = found.values_list("status", "error_type").annotate(count=Count("*"), duration=Sum("duration_ms"))
    by_kind: Counter[tuple[str, str]] = Counter()
    for status, error_type, count, _ in kinds:
        by_kind[status, error_type if status in ERROR_STATUSES else ""] += count
    duration_ms = sum(duration or 0 for status, _, _, duration in kinds if status == Status.SUCCESS)
    return Counts(by_kind=by_kind, duration_ms=duration_ms)


def executions_since_each(moments: Sequence[datetime]) -> list[Counts]:
    """Count the executions that have started since each of `moments`."""
    books.fold()
    return [_counted(since) for since in moments]


def _counted(since: datetime) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"since": since, "first_hour": _first_hour(since)})
        rows = cast("list[tuple[str, str, int, int]]", cursor.fetchall())
    return Counts(
        by_kind={(status, error_type): count for status, error_type, count, _ in rows},
        duration_ms=sum(duration for *_, duration in rows),
    )


def _first_hour(since: datetime) -> datetime:
    """Return the first full hour at or after `since`."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    return hour if hour == since else hour + timedelta(hours=1)


def _summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for name, count in pairs:
        total[name] += count
    return total

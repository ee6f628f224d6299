"""Lists and figures of the dashboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from adminapi import books
from adminapi.alarms import configuration_error_since
from adminapi.models import HourlyTotal, QueryTotal
from adminapi.selectors.counts import ANSWERED_STATUSES
from adminapi.selectors.executions import NEWEST_FIRST, Failure, failures
from adminapi.selectors.pages import Slice
from adminapi.selectors.queries import QueryFigures, figures_of
from notifications.models import Notification
from tasks_app.models import ERROR_STATUSES, Execution, Task

LATE_AFTER = timedelta(minutes=1)
# Upper bounds: these counts should be zero, so their exact size beyond a bound does not matter.
COUNTED_AT_MOST, LOOKED_AT = 1_000, 500
DAY = timedelta(days=1)
NOTHING = {"succeeded": 0, "failed": 0, "timed": 0, "duration_ms": 0}


@dataclass(frozen=True)
class Hour:
    """Executions that started in the hour from `start` on and have succeeded or failed.

    `mean_duration_ms` is of the successful ones that retention has not deleted; None without any.
    """

    start: datetime
    succeeded: int
    failed: int
    mean_duration_ms: int | None = None

    @property
    def answered(self) -> int:
        return self.succeeded + self.failed

    @property
    def error_rate(self) -> float | None:
        """Share of failed ones, 0 to 1; None without any."""
        return self.failed / self.answered if self.answered else None


@dataclass(frozen=True)
class Late:
    """Active tasks that were due more than a minute ago and that no scheduler has taken.

    Their number is at most `COUNTED_AT_MOST`; those listed wait longest."""

    count: int
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Outbox:
    """Numbers of notifications that wait, that wait for a retry, and that failed for good in the last day.

    Each is at most `COUNTED_AT_MOST`."""

    pending: int
    failing: int
    failed_24h: int


def executions_by_hour(*, now: datetime, hours: int) -> list[Hour]:
    """Return the last `hours` hours, the current one included, oldest first. Rows deleted by retention still count."""
    books.fold()
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [this_hour - timedelta(hours=ago) for ago in reversed(range(hours))]
    failed, succeeded = Q(status__in=ERROR_STATUSES), Q(status=Execution.Status.SUCCESS)
    summed = HourlyTotal.objects.filter(hour__gte=starts[0], status__in=ANSWERED_STATUSES).values("hour")
    summed = summed.annotate(
        succeeded=Sum(F("executions") + F("purged"), filter=succeeded, default=0),
        failed=Sum(F("executions") + F("purged"), filter=failed, default=0),
        timed=Sum("executions", filter=succeeded, default=0),
        duration_ms=Sum("duration_ms", filter=succeeded, default=0),
    )
    known = {row["hour"]: row for row in summed}
    return [_hour(start, known.get(start, NOTHING)) for start in starts]


def _hour(start: datetime, row: Mapping[str, Any]) -> Hour:
    mean = round(row["duration_ms"] / row["timed"]) if row["timed"] else None
    return Hour(start=start, succeeded=row["succeeded"], failed=row["failed"], mean_duration_ms=mean)


def late_schedules(*, now: datetime, limit: int) -> Late:
    late = Task.objects.active().filter(
        periodic_task__enabled=True, periodic_task__clocked__clocked_time__lte=now - LATE_AFTER
    )
    longest = late.select_related("owner").order_by("periodic_task__clocked__clocked_time")[:limit]
    return Late(count=_bounded_count(late), tasks=list(longest))


def outbox(*, now: datetime) -> Outbox:
    pending = Notification.objects.filter(status=Notification.Status.PENDING, digest=None).order_by("publish_at")
    waiting = pending.values_list("attempt_count", "attempts_before", "token")[:COUNTED_AT_MOST]
    failing = [count > before and token is None for count, before, token in waiting]
    failed = Notification.objects.filter(status=Notification.Status.FAILED, created_at__gte=now - DAY)
    return Outbox(pending=len(failing), failing=sum(failing), failed_24h=_bounded_count(failed))


def worst_queries(*, limit: int) -> list[QueryFigures]:
    """Return the queries with most failures."""
    books.fold()
    return [figures_of(row) for row in QueryTotal.objects.filter(failures__gt=0).order_by("-failures", "query")[:limit]]


def latest_errors(*, now: datetime, limit: int) -> list[Failure]:
    """Return failed executions of the last day, newest first, whose task has not been executed again since.

    Looks at the newest `LOOKED_AT` failures.
    """
    newest = Execution.objects.with_error().filter(started_at__gte=now - DAY).order_by(*NEWEST_FIRST)
    looked_at = Execution.objects.filter(pk__in=newest.values("pk")[:LOOKED_AT])
    return failures(looked_at.filter(task__last_execution=F("pk")), part=Slice(limit=limit))


def refusal(*, now: datetime) -> Execution | None:
    """Return the last day's newest execution that failed by configuration, if none has succeeded since."""
    failed = configuration_error_since(now - DAY)
    if failed is None:
        return None
    return None if has_succeeded_since(failed.started_at) else failed


def has_succeeded_since(moment: datetime) -> bool:
    """Return True if an execution that began after `moment` has succeeded."""
    return Execution.objects.filter(status=Execution.Status.SUCCESS, started_at__gt=moment).exists()


def _bounded_count(rows: "QuerySet[Task] | QuerySet[Notification]") -> int:
    return rows.order_by()[:COUNTED_AT_MOST].count()

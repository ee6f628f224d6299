"""What an operator keeps an eye on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, QuerySet, Sum

from adminapi import books
from adminapi.models import HourlyTotal, QueryTotal
from adminapi.selectors.counts import ANSWERED_STATUSES
from adminapi.selectors.executions import Failure, failures_since
from adminapi.selectors.pages import Slice
from adminapi.selectors.queries import QueryFigures, figures_of
from notifications.models import Notification
from tasks_app.models import ERROR_STATUSES, Task

LATE_AFTER = timedelta(minutes=1)
# Where one wants to be none, nobody needs to know how many more there are.
COUNTED_AT_MOST = 1_000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hour:
    """The executions that started in the hour from `start` on, and have succeeded or failed."""

    start: datetime
    succeeded: int
    failed: int

    @property
    def answered(self) -> int:
        return self.succeeded + self.failed


@dataclass(frozen=True)
class Late:
    """Active tasks that were due more than a minute ago, and that no scheduler has taken: how many (at most
    `COUNTED_AT_MOST`), and those that wait longest."""

    count: int
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Outbox:
    """Notifications: those that wait, of them those that have been tried in vain, and those of the last day that have
    failed for good; each at most `COUNTED_AT_MOST`."""

    pending: int
    failing: int
    failed_24h: int


def executions_by_hour(*, now: datetime, hours: int) -> list[Hour]:
    """The last `hours` hours, the one that has begun included, oldest first; those that retention deleted count too."""
    books.fold()
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [this_hour - timedelta(hours=ago) for ago in reversed(range(hours))]
    totals = HourlyTotal.objects.filter(hour__gte=starts[0], status__in=ANSWERED_STATUSES)
    summed = totals.values_list("hour", "status").annotate(count=Sum(F("executions") + F("purged")))
    counts: defaultdict[tuple[datetime, bool], int] = defaultdict(int)
    for hour, status, count in summed:
        counts[hour, status in ERROR_STATUSES] += count
    return [Hour(start=start, succeeded=counts[start, False], failed=counts[start, True]) for start in starts]


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
    """Those with most failures."""
    books.fold()
    return [figures_of(row) for row in QueryTotal.objects.filter(failures__gt=0).order_by("-failures", "query")[:limit]]


def latest_errors(*, now: datetime, limit: int) -> list[Failure]:
    """Of the last day, newest first."""
    return failures_since(now - DAY, part=Slice(limit=limit))


def _bounded_count(rows: "QuerySet[Task] | QuerySet[Notification]") -> int:
    return rows.order_by()[:COUNTED_AT_MOST].count()

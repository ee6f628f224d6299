"""Figures of the dashboard, all read at one moment."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import cast

from redis.exceptions import RedisError

from adminapi import selectors
from core.ops.health import Probe
from tasks_app.models import Execution
from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.providers import standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Rows of each list: as many as one sees at a glance.
SHOWN = 8
# Redis is asked while the database is read; the page waits this long for its answer.
WITHIN_SECONDS = 0.7
BROKER = Probe("dashboard", selectors.broker)
STANDING = Probe("standing", standing.refusal)


@dataclass(frozen=True)
class Figures:
    """Figures of the dashboard. `day` and `hour` count executions that started in the last 24 hours and the last hour.

    `new_errors`: how many more failed in the last hour than in the one before. `broker`: None if it does not answer.
    `refused_at_start`: what a worker was told as it started; None where an execution says more, or one has succeeded.
    """

    at: datetime
    users: selectors.UserTotals
    tasks: selectors.TaskTotals
    notifications: selectors.NotificationTotals
    outbox: selectors.Outbox
    day: selectors.Counts
    hour: selectors.Counts
    new_errors: int
    hours: Sequence[selectors.Hour]
    late: selectors.Late
    worst: Sequence[selectors.QueryFigures]
    errors: Sequence[selectors.Failure]
    refusal: Execution | None
    refused_at_start: standing.Refusal | None
    broker: selectors.Broker | None

    @property
    def is_empty(self) -> bool:
        return not (self.tasks.total or self.day.by_status)


def read(*, now: datetime, hours: int) -> Figures:
    """Read the figures as of `now`; the charts cover the last `hours` hours."""
    asked, standing_asked, end = BROKER.begin(), STANDING.begin(), monotonic() + WITHIN_SECONDS
    day, two_hours, hour = selectors.executions_since_each([now - DAY, now - 2 * HOUR, now - HOUR])
    refusal = selectors.refusal(now=now) if ConfigurationError.__name__ in day.error_types else None
    return Figures(
        at=now,
        day=day,
        hour=hour,
        new_errors=max(0, hour.failed - (two_hours.failed - hour.failed)),
        hours=selectors.executions_by_hour(now=now, hours=hours),
        users=selectors.user_totals(now=now),
        tasks=selectors.task_totals(),
        notifications=selectors.notification_totals(now=now),
        outbox=selectors.outbox(now=now),
        late=selectors.late_schedules(now=now, limit=SHOWN),
        worst=selectors.worst_queries(limit=SHOWN),
        errors=selectors.latest_errors(now=now, limit=SHOWN),
        refusal=refusal,
        broker=cast("selectors.Broker | None", _answer(asked, end=end)),
        refused_at_start=None if refusal else _lasting(_answer(standing_asked, end=end)),
    )


def _lasting(refusal: object) -> standing.Refusal | None:
    if not isinstance(refusal, standing.Refusal) or selectors.has_succeeded_since(refusal.at):
        return None
    return refusal


def _answer(asked: "Future[object]", *, end: float) -> object:
    """Return Redis's answer, or None if there is none before `end`."""
    try:
        return asked.result(max(0.0, end - monotonic()))
    except (RedisError, TimeoutError):
        return None

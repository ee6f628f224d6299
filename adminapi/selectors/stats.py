"""Totals of the whole platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Value

from accounts.models import User
from adminapi.models import QueryTotal, StateTotal
from adminapi.selectors.counts import Counts, executions_since
from adminapi.selectors.queries import popular_queries
from notifications.models import Notification
from tasks_app.models import Task

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
POPULAR = 10


@dataclass(frozen=True)
class UserTotals:
    """Numbers of users. `active_30d`: users seen in the last 30 days."""

    total: int
    active_30d: int
    new_7d: int


@dataclass(frozen=True)
class TaskTotals:
    active: int
    paused: int
    completed: int

    @property
    def total(self) -> int:
        return self.active + self.paused + self.completed


@dataclass(frozen=True)
class NotificationTotals:
    """Numbers of delivered notifications about tasks."""

    sent_24h: int
    sent_7d: int


@dataclass(frozen=True)
class Stats:
    users: UserTotals
    tasks: TaskTotals
    executions: Counts
    notifications: NotificationTotals
    popular_queries: Sequence[QueryTotal]


def stats(*, now: datetime) -> Stats:
    """Return the figures of now, of the last 24 hours and of the last days."""
    return Stats(
        executions=executions_since(now - DAY),
        users=user_totals(now=now),
        tasks=task_totals(),
        notifications=notification_totals(now=now),
        popular_queries=list(popular_queries(POPULAR)),
    )


def user_totals(*, now: datetime) -> UserTotals:
    users = User.objects.all()
    return UserTotals(
        total=users.count(),
        active_30d=users.filter(last_seen_at__gte=now - MONTH).count(),
        new_7d=users.filter(created_at__gte=now - WEEK).count(),
    )


def task_totals() -> TaskTotals:
    """Return the number of tasks by state, as of the last fold of the journal."""
    totals = dict(StateTotal.objects.values_list("state", "tasks"))
    return TaskTotals(**{state.value: totals.get(state.value, 0) for state in Task.State})


def notification_totals(*, now: datetime) -> NotificationTotals:
    week = Notification.objects.told().filter(sent_at__gte=now - WEEK)
    return NotificationTotals(
        **week.aggregate(sent_7d=Count("*"), sent_24h=Count(Value(1), filter=Q(sent_at__gte=now - DAY)))
    )

"""Users with their tasks, executions and notifications."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Value

from accounts.models import User
from adminapi.selectors.counts import ANSWERED_STATUSES
from adminapi.selectors.pages import Page, Slice, sliced
from notifications.models import Notification
from tasks_app.models import Execution, Task

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class UserFigures:
    """A user's figures. `executions_24h` succeeded or failed; `notifications_7d` were delivered."""

    user: User
    tasks_count: int
    active_tasks_count: int
    executions_24h: int
    notifications_7d: int

    @property
    def state(self) -> str:
        return "active" if self.user.is_active else "inactive"


def user_page(*, active_only: bool, part: Slice, now: datetime) -> Page[UserFigures]:
    """Return a page of users, newest first."""
    found = User.objects.filter(is_active=True) if active_only else User.objects.all()
    users = sliced(found.order_by("-created_at", "-id"), User.objects.all(), part)
    return Page(rows=_with_figures(users, now=now), total=found.count())


def _with_figures(users: list[User], *, now: datetime) -> list[UserFigures]:
    ids = [user.pk for user in users]
    tasks = _tasks(ids)
    executions, notifications = _executions(ids, since=now - DAY), _notifications(ids, since=now - WEEK)
    return [
        UserFigures(
            user=user,
            tasks_count=tasks.get(user.pk, (0, 0))[0],
            active_tasks_count=tasks.get(user.pk, (0, 0))[1],
            executions_24h=executions.get(user.pk, 0),
            notifications_7d=notifications.get(user.pk, 0),
        )
        for user in users
    ]


def _tasks(owners: list[uuid.UUID]) -> Mapping[uuid.UUID, tuple[int, int]]:
    """Return the numbers of all and of active tasks for each owner."""
    tasks = Task.objects.filter(owner__in=owners).order_by().values_list("owner")
    counted = tasks.annotate(count=Count("*"), active=Count(Value(1), filter=Q(state=Task.State.ACTIVE)))
    return {owner: (count, active) for owner, count, active in counted}


def _executions(owners: list[uuid.UUID], *, since: datetime) -> Mapping[uuid.UUID, int]:
    executions = Execution.objects.filter(task__owner__in=owners, started_at__gte=since, status__in=ANSWERED_STATUSES)
    return dict(executions.order_by().values_list("task__owner").annotate(count=Count("*")))


def _notifications(owners: list[uuid.UUID], *, since: datetime) -> Mapping[uuid.UUID, int]:
    told = Notification.objects.told().filter(owner__in=owners, sent_at__gte=since)
    return dict(told.order_by().values_list("owner").annotate(count=Count("*")))

"""Rows of every model that the Django admin shows, as many as a test of its lists wants."""

import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from accounts.models import ApiKey, User
from adminapi.models import AuditEntry
from notifications.models import Attempt, EmailAddress, Notification, Webhook
from tasks_app.models import Execution, Task
from tests.conftest import member
from tests.notifications.make import email_to, record, webhook_to
from tests.tasks_app.make import begin, make_task

_numbers = itertools.count()


def _owner() -> User:
    return member(f"user{next(_numbers)}@example.com")


def _task() -> Task:
    return make_task(_owner(), name=f"task {next(_numbers)}")


def _notification() -> Notification:
    owner = _owner()
    made = record(owner, email_to(owner, owner.email), now=timezone.now())
    attempt = {"started_at": timezone.now(), "duration_ms": 5, "error": "The server said no."}
    Attempt.objects.create(notification=made, number=1, **attempt)
    return made


def _email_address() -> EmailAddress:
    owner = _owner()
    email_to(owner, owner.email)
    return EmailAddress.objects.get(owner=owner)


def _webhook() -> Webhook:
    webhook = webhook_to(_owner(), "https://receiver.example/hook", headers={"Authorization": "Bearer sesame"}).webhook
    assert webhook is not None
    return webhook


def _entry() -> AuditEntry:
    return AuditEntry.objects.create(
        at=timezone.now() - timedelta(hours=next(_numbers)),
        actor_id=uuid.uuid4(),
        actor_email="root@example.com",
        credential="session",
        address="127.0.0.1",
        method="POST",
        path="/admin/tasks_app/task/",
        action="tasks_app.task: pause",
        touched=[{"type": "tasks_app.task", "id": "7"}, {"type": "tasks_app.task", "id": "8"}],
        status_code=302,
        outcome="done",
    )


MAKERS: dict[type[Model], Callable[[], Model]] = {
    User: _owner,
    ApiKey: lambda: ApiKey.issue(user=_owner(), name="laptop")[1],
    Task: _task,
    Execution: lambda: begin(_task()),
    PeriodicTask: lambda: _task().periodic_task,
    IntervalSchedule: lambda: IntervalSchedule.objects.create(every=next(_numbers) + 1, period="hours"),
    CrontabSchedule: lambda: CrontabSchedule.objects.create(day_of_month=str(next(_numbers) % 28 + 1)),
    Notification: _notification,
    EmailAddress: _email_address,
    Webhook: _webhook,
    AuditEntry: _entry,
}


def make(model: type[Model], count: int) -> list[Model]:
    return [MAKERS[model]() for _ in range(count)]

"""A platform with something of every kind, for the figures of operators."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework.test import APIClient

from accounts.models import User
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.services import outcomes, tasks
from tests.notifications.make import record, webhook_to
from tests.tasks_app.make import begin, make_task, outcome, taken

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def get(client: APIClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/admin/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def succeed(task: Task, *, at: datetime, seconds: float = 4) -> Execution:
    execution = begin(task, now=at)
    ended = at + seconds * SECOND
    assert outcomes.record_outcome(claim=taken(execution, now=at), outcome=outcome(now=ended), now=ended)
    execution.refresh_from_db()
    return execution


def fail(task: Task, error: errors.PipelineError, *, at: datetime) -> Execution:
    execution = begin(task, now=at)
    assert outcomes.record_failure(claim=taken(execution, now=at), error=error, now=at + 2 * SECOND)
    execution.refresh_from_db()
    return execution


def fail_for_good(task: Task, error: errors.PipelineError, *, at: datetime) -> Execution:
    execution = begin(task, now=at)
    Execution.objects.filter(pk=execution.pk).update(retry_count=error.max_retries)
    assert outcomes.record_failure(claim=taken(execution, now=at), error=error, now=at + 2 * SECOND)
    execution.refresh_from_db()
    return execution


def told(owner: User, *, at: datetime) -> Notification:
    notification = record(owner, webhook_to(owner, "https://hooks.example.com/x"), now=at)
    ended = {"status": "sent", "next_attempt_at": None, "publish_at": None, "token": None}
    Notification.objects.filter(pk=notification.pk).update(**ended, sent_at=at)
    return notification


class Platform:
    """Two owners, four tasks and an execution of every kind."""

    def __init__(self, owner: User, stranger: User, now: datetime) -> None:
        self.owner, self.stranger, self.now = owner, stranger, now
        early = now - 30 * HOUR
        self.phone = make_task(owner, search_query="iPhone?", now=early)
        self.other_phone = make_task(stranger, search_query="iPhone?", now=early, state="paused")
        self.cron = make_task(stranger, search_query="Stock?", now=early, schedule="0 9 * * *")
        self.done = make_task(owner, search_query="Done?", now=early)
        self.old = succeed(self.phone, at=now - 25 * HOUR, seconds=100)
        self.good = succeed(self.phone, at=now - 3 * HOUR, seconds=4)
        self.better = succeed(self.other_phone, at=now - 2 * HOUR, seconds=2)
        self.failed = fail_for_good(self.cron, errors.NetworkError("no route"), at=now - HOUR)
        self.timed_out = fail_for_good(self.other_phone, errors.TimeoutError("too slow"), at=now - HOUR / 2)
        self.retrying = fail(self.cron, errors.RateLimitError("Slow down."), at=now - HOUR / 4)
        self.cancelled = begin(self.done, now=now - HOUR / 3)
        tasks.update_task(owner=None, task_id=self.done.pk, changes={"state": "completed"}, now=now - HOUR / 4)
        self.running = begin(self.phone, now=now - 10 * SECOND)
        taken(self.running, now=now - 10 * SECOND)
        told(owner, at=now - HOUR)
        told(owner, at=now - 50 * HOUR)
        told(owner, at=now - 200 * HOUR)

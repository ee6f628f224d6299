"""A person with tasks of all kinds, for tests that look at every page and for the pictures in the documents."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from core.jobs import heartbeat, queues
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tests.notifications.make import record, webhook_to
from tests.tasks_app.make import make_task

HOOK = "https://hooks.example.com/torale"
# Name, query, condition, results of the looks from the oldest to the newest, answer.
TASKS = (
    (
        "Python 3.15 is released",
        "https://www.python.org/downloads/",
        "Python 3.15 is released",
        "n" * 24 + "uunnnm",
        "Python 3.15.0 was released on 1 October 2026.",
    ),
    (
        "Lamp below 40 euros",
        "https://shop.example.com/lamp",
        "The price of the lamp is below 40 euros",
        "n" * 22 + "nnnnunnm",
        "The lamp costs 37.90 euros now; it was 49 euros before.",
    ),
    (
        "Camera in stock",
        "https://shop.example.com/camera",
        "The camera is in stock",
        "n" * 25 + "uufff",
        "The page could not be read.",
    ),
    (
        "Concert tickets on sale",
        "https://tickets.example.com/concert",
        "The page says “on sale”",
        "n" * 30,
        "The page says “coming soon”.",
    ),
    (
        "Incident at the hosting company",
        "https://status.example.com",
        "The page no longer says “All Systems Operational”",
        "n" * 28 + "un",
        "All systems are operational.",
    ),
    (
        "Jobs for data engineers in Berlin",
        "https://company.example.com/jobs",
        "The page says “data engineer”",
        "n" * 12,
        "Eleven jobs are listed, none of them for data engineers.",
    ),
    ("Savings above 3 %", "https://bank.example.com/savings", "The interest rate is above 3 %", "", ""),
)
VERDICTS: dict[str, dict[str, Any]] = {
    "m": {"condition_met": True},
    "n": {"condition_met": False},
    "u": {"condition_met": None},
    "f": {"condition_met": None, "status": "failed", "error_type": "ReadError", "error_message": "It answered 503."},
}


def furnish(owner: User, *, now: datetime | None = None) -> list[Task]:
    """Give `owner` the tasks, their looks, a webhook and deliveries; the first task is public."""
    now = now or timezone.now()
    made = [_task(owner, *row, now=now) for row in TASKS]
    Task.objects.filter(pk=made[0].pk).update(is_public=True, subscriber_count=12, view_count=340)
    Task.objects.filter(pk=made[2].pk).update(failures_in_row=3)
    Task.objects.filter(pk=made[5].pk).update(state="paused", next_run=None)
    webhook = webhook_to(owner, HOOK)
    for number in range(3):
        record(owner, webhook, now=now - timedelta(hours=number))
    return made


def seem_running() -> None:
    """Give the signs of life of all workers and the scheduler, once."""
    heartbeat.record_workers(queues.ALL)
    heartbeat.record_scheduler()


def _task(owner: User, name: str, query: str, condition: str, looks: str, answer: str, *, now: datetime) -> Task:
    began = now - timedelta(hours=8 * (len(looks) + 1))
    channels = ChannelConfigs(email=owner.email)
    task = make_task(
        owner, now=began, name=name, search_query=query, condition_description=condition, channels=channels
    )
    rows = [_look(task.pk, each, answer, at=now - timedelta(hours=8 * n, minutes=7)) for n, each in _newest(looks)]
    Execution.objects.bulk_create(rows)
    if rows:
        newest = rows[0]
        known = {"condition_met": newest.condition_met, "answer": answer, "evidence": answer}
        Task.objects.filter(pk=task.pk).update(
            last_execution=newest, next_run=now + timedelta(hours=7), last_known_state=known
        )
    return task


def _newest(looks: str) -> "enumerate[str]":
    return enumerate(reversed(looks))


def _look(task_id: UUID, letter: str, answer: str, *, at: datetime) -> Execution:
    is_met = letter == "m"
    fields: dict[str, Any] = {"status": "success", **VERDICTS[letter]}
    return Execution(
        task_id=task_id,
        question_version=1,
        trigger="schedule",
        scheduled_for=at,
        created_at=at,
        queued_at=at,
        started_at=at,
        completed_at=at + timedelta(seconds=3),
        duration_ms=3100,
        notification=answer if is_met else None,
        result={"answer": answer, "reasoning": answer, "evidence": answer, "confidence": 95},
        grounding_sources=[{"uri": "https://news.example.com/it", "url": "https://news.example.com/it", "title": "It"}],
        **fields,
    )

"""Data for the requests: one user with 50 tasks, one of them with 200 executions, and 200 other users."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import ApiKey, User
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tasks_app.models.task import DEFAULT_NAME
from tasks_app.services import tasks

OTHERS, TASKS, EXECUTIONS, ALL_EXECUTIONS = 200, 50, 200, 100_000
PAGE = {"url": "https://news.example.com/2026/an-article-about-it", "title": "An article about what was asked"}
SENTENCE = "The maker has said nothing of a date, and what is written about one rests on a single report. "
FORGET_TASKS = """
WITH task AS (DELETE FROM tasks_app_task WHERE name = %s RETURNING periodic_task_id),
schedule AS (DELETE FROM django_celery_beat_periodictask USING task WHERE id = periodic_task_id RETURNING clocked_id)
DELETE FROM django_celery_beat_clockedschedule USING schedule WHERE id = clocked_id
"""
FORGET_EXECUTIONS = """
WITH gone AS (DELETE FROM tasks_app_execution WHERE trigger = 'manual' RETURNING id)
UPDATE tasks_app_task AS task SET last_execution_id = (
    SELECT id FROM tasks_app_execution WHERE task_id = task.id AND trigger = 'schedule' ORDER BY created_at DESC LIMIT 1
) FROM gone WHERE task.last_execution_id = gone.id
"""


@dataclass(frozen=True)
class Stage:
    """An admin's key, and their tasks, the first of which has the 200 executions."""

    key: str
    task_ids: list[uuid.UUID]


def build() -> Stage:
    now = timezone.now()
    user = User.objects.create_user(f"bench-{now.timestamp()}@example.com", role=User.Role.ADMIN)
    key, _ = ApiKey.issue(user=user, name="bench")
    own = [_task(user) for _ in range(TASKS)]
    others = [_task(User.objects.create_user(f"other-{n}-{now.timestamp()}@example.com")) for n in range(OTHERS)]
    _add(own, each=1)
    _add(own[:1], each=EXECUTIONS - 1)
    each, more = divmod(ALL_EXECUTIONS - Execution.objects.count(), OTHERS)
    _add(others, each=each)
    _add(others[:more], each=1)
    for task in own:
        Task.objects.filter(pk=task.pk).update(last_execution=task.executions.first())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Stage(key=key, task_ids=[task.pk for task in own])


def forget_added() -> None:
    """Take away what the requests have added, once the last have ended, and what that has left in the tables."""
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("LOCK TABLE tasks_app_task, tasks_app_execution IN EXCLUSIVE MODE")
            cursor.execute(FORGET_EXECUTIONS)
            cursor.execute(FORGET_TASKS, [DEFAULT_NAME])
        cursor.execute("VACUUM ANALYZE")


def _task(owner: User) -> Task:
    return tasks.create_task(
        owner=owner,
        name="Release date",
        search_query="When is the next iPhone being released?",
        condition_description="Apple has announced a specific date",
        state="active",
        schedule=None,
        notifications=ChannelConfigs(),
        now=timezone.now(),
    )


def _add(owners: list[Task], *, each: int) -> None:
    rows = (_execution(task, n) for task in owners for n in range(each))
    Execution.objects.bulk_create(rows, batch_size=2000)


def _execution(task: Task, n: int) -> Execution:
    began = timezone.now() - timedelta(minutes=10 * (n + 1))
    ended: dict[str, Any] = {"completed_at": began + timedelta(seconds=4), "duration_ms": 4000}
    return Execution(
        task=task,
        question_version=1,
        status=Execution.Status.SUCCESS,
        trigger=Execution.Trigger.SCHEDULE,
        scheduled_for=began,
        created_at=began,
        started_at=began,
        queued_at=began,
        condition_met=False,
        result=_result(),
        grounding_sources=[{"uri": PAGE["url"], **PAGE} for _ in range(3)],
        **ended,
    )


def _result() -> dict[str, Any]:
    """About 2.5 kB, as a search brings home."""
    return {
        "answer": SENTENCE * 4,
        "reasoning": SENTENCE * 5,
        "evidence": SENTENCE * 5,
        "confidence": 90,
        "sources": [PAGE] * 3,
        "search_queries": ["iphone release date", "apple announcement"],
        "next_run": "2026-11-22T09:00:00Z",
        "next_run_reason": SENTENCE,
        "provider": "gemini",
        "model": "gemini-2.5-flash",
        "usage": {"prompt_tokens": 1000, "tool_tokens": 0, "answer_tokens": 300, "thought_tokens": 200}
        | {"total_tokens": 1500, "search_queries": 2, "requests": 2},
    }

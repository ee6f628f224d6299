"""What is due becomes executions on the queue.

Rows are committed first and published after, so a lost message loses nothing: the row is found again by its index.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from config import broker
from tasks_app import schedules
from tasks_app.models import Execution, Task

RUN_JOB = "executions.run"
# How far a claim moves a schedule ahead: the end of the execution sets the real next time.
CLAIM_LEASE = timedelta(minutes=10)
# When a task whose due time met an open execution is looked at again, if cron does not say.
SKIP_FOR = timedelta(minutes=1)
# A message that nobody has taken for so long is sent again; a second copy does no harm.
RESEND_AFTER = timedelta(minutes=1)

# FOR NO KEY UPDATE of both rows at once, SKIP LOCKED: a service locks the task before its schedule, and so
# neither waits for the other; a second beat passes over what the first one holds.
CLAIM_DUE = """
WITH due AS (
    SELECT clocked.id AS clocked_id, clocked.clocked_time AS due_at, task.id AS task_id,
           task.question_version, task.schedule AS cron
    FROM django_celery_beat_clockedschedule clocked
    JOIN django_celery_beat_periodictask periodic ON periodic.clocked_id = clocked.id AND periodic.enabled
    JOIN tasks_app_task task ON task.periodic_task_id = periodic.id AND task.state = 'active'
    WHERE clocked.clocked_time <= %(now)s
    ORDER BY clocked.clocked_time
    LIMIT %(limit)s
    FOR NO KEY UPDATE OF clocked, task SKIP LOCKED
), moved AS (
    UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = %(leased_until)s
    FROM due WHERE clocked.id = due.clocked_id
), added AS (
    INSERT INTO tasks_app_execution
        (id, task_id, question_version, status, trigger, scheduled_for, created_at, started_at, queued_at, retry_count,
         error_type)
    SELECT gen_random_uuid(), task_id, question_version, 'pending', 'schedule', due_at, %(now)s, %(now)s, %(now)s, 0, ''
    FROM due
    ON CONFLICT (task_id) WHERE status IN ('pending', 'running', 'retrying') DO NOTHING
    RETURNING id, task_id
), pointed AS (
    UPDATE tasks_app_task task SET last_execution_id = added.id FROM added WHERE task.id = added.task_id
)
SELECT due.task_id, due.cron, added.id FROM due LEFT JOIN added USING (task_id)
"""


@dataclass(frozen=True)
class Claimed:
    """How many schedules were due, and the executions that came of them."""

    due: int
    execution_ids: Sequence[uuid.UUID]


def claim_due(*, now: datetime, limit: int) -> Claimed:
    """Make an execution of each task that is due, the longest overdue first, and move its schedule out of the way.

    A due time that meets an open execution of its task is skipped.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CLAIM_DUE, {"now": now, "limit": limit, "leased_until": now + CLAIM_LEASE})
            rows: list[tuple[uuid.UUID, str | None, uuid.UUID | None]] = cursor.fetchall()
        for task_id, cron, execution_id in rows:
            if execution_id is None:
                _skip(task_id=task_id, cron=cron, now=now)
    return Claimed(due=len(rows), execution_ids=[execution_id for _, _, execution_id in rows if execution_id])


def _skip(*, task_id: uuid.UUID, cron: str | None, now: datetime) -> None:
    next_run = schedules.next_cron(cron, after=now) if cron else now + SKIP_FOR
    periodic_task_id = Task.objects.values_list("periodic_task_id", flat=True).get(pk=task_id)
    schedules.move(periodic_task_id=periodic_task_id, next_run=next_run)
    Task.objects.filter(pk=task_id).update(next_run=next_run)


def requeue_due_retries(*, now: datetime, limit: int) -> list[uuid.UUID]:
    """The failed attempts whose wait is over become pending again."""
    with transaction.atomic():
        ids = _locked_ids(Execution.objects.retry_due(now).order_by("retry_at")[:limit])
        Execution.objects.filter(pk__in=ids).update(status=Execution.Status.PENDING, retry_at=None, queued_at=now)
    return ids


def requeue_unheard(*, now: datetime, limit: int) -> list[uuid.UUID]:
    """The pending executions whose message seems to be lost are sent once more."""
    with transaction.atomic():
        ids = _locked_ids(Execution.objects.unheard_since(now - RESEND_AFTER).order_by("queued_at")[:limit])
        Execution.objects.filter(pk__in=ids).update(queued_at=now)
    return ids


def _locked_ids(executions: "Iterable[Execution]") -> list[uuid.UUID]:
    return [execution.pk for execution in executions.select_for_update(skip_locked=True).only("pk")]  # type: ignore[attr-defined]


def publish(execution_ids: Sequence[uuid.UUID]) -> None:
    broker.publish(RUN_JOB, execution_ids)


def publish_after_commit(execution_id: uuid.UUID) -> None:
    transaction.on_commit(lambda: publish([execution_id]))

"""How an execution begins: by its schedule or by hand, by being claimed, and by being called off.

How it ends is in `services.outcomes`.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from config import metrics, statements
from config.errors import ConflictError
from config.rows import Insert, fresh
from tasks_app import dispatch, schedules
from tasks_app.models import Execution, Task
from tasks_app.models.execution import OPEN_STATUSES
from tasks_app.pipeline.types import Known, Question
from tasks_app.services.locking import LOCK_OPEN_EXECUTION, lock_task

STUCK_PENDING_AFTER = timedelta(minutes=10)
# When a task without a cron expression runs whose scheduled execution was called off, or failed for the first time.
FIRST_PAUSE = timedelta(hours=1)
# One statement: the evaluation is shown the newest few findings that have been told already, and how late a scheduled
# execution is counts at its first attempt alone. What waits for its retry is the scheduler's to queue, within the
# limits, whatever older copies of its message say.
CLAIM = """
UPDATE tasks_app_execution execution
SET status = 'running', token = %(token)s, started_at = %(now)s, duration_ms = NULL,
    lease_expires_at = %(leased_until)s, question_version = task.question_version
FROM tasks_app_task task
WHERE execution.id = %(id)s AND task.id = execution.task_id AND execution.status = 'pending'
RETURNING task.id, task.search_query, task.condition_description, task.last_known_state, task.schedule,
    ARRAY(
        SELECT earlier.notification FROM tasks_app_execution earlier
        WHERE earlier.task_id = task.id AND earlier.condition_met AND earlier.notification > ''
          AND earlier.question_version = task.question_version
        ORDER BY earlier.created_at DESC, earlier.id DESC LIMIT 5
    ),
    (
        SELECT kept.look FROM tasks_app_lastlook kept
        WHERE kept.task_id = task.id AND kept.question_version = task.question_version
    ),
    CASE WHEN execution.trigger = 'schedule' AND execution.retry_count = 0 THEN execution.scheduled_for END
"""
# The newest is its task's last.
ADD_EXECUTION = Insert(
    Execution,
    begins="WITH task AS (UPDATE tasks_app_task SET last_execution_id = %(id)s WHERE id = %(of_task)s RETURNING id)",
    source="task",
    taken="task_id",
)
CANCEL = f"""
UPDATE tasks_app_execution
SET status = 'cancelled', completed_at = %(now)s, token = NULL, lease_expires_at = NULL, retry_at = NULL
WHERE task_id = ANY(%(tasks)s) AND status IN {OPEN_STATUSES} RETURNING id
"""  # noqa: S608


@dataclass(frozen=True)
class Claim:
    """An execution in the hands of one worker, as long as `token` is the row's."""

    execution_id: uuid.UUID
    task_id: uuid.UUID
    token: uuid.UUID
    question: Question


def execute_now(
    *, owner: User | None, task_id: uuid.UUID, force: bool, now: datetime, suppressed: bool = False
) -> Execution:
    """Begin an execution by hand, whatever the task's state; it never moves a next run that is still to come.

    A `suppressed` one tells nobody, and leaves what is known of the task as it is.

    Raises ConflictError while another one is pending or running, unless `force` or that one is stuck; and to an
    operator (`owner=None`) when the owner is deactivated.
    """
    with transaction.atomic():
        task = lock_task(owner=owner, task_id=task_id)
        if owner is None:
            refuse_deactivated(task)
        current = LOCK_OPEN_EXECUTION(task.pk)
        if current and not (force or _gives_way(current, now=now)):
            raise ConflictError("Task is already running or pending. Use force=true to override.")
        if current:
            call_off(current, task=task, now=now)
        return _begin(task, trigger=Execution.Trigger.MANUAL, now=now, suppressed=suppressed)


def run_first(*, task: Task, now: datetime) -> Execution:
    """Run a new task at once: the first run of its own schedule brought forward, where there is one to bring.

    A paused task, and one whose times cron decides, runs once by hand instead.
    """
    if not task.is_active or task.schedule:
        return execute_now(owner=task.owner, task_id=task.pk, force=False, now=now)
    with transaction.atomic():
        task = lock_task(owner=None, task_id=task.pk)
        execution = _begin(task, trigger=Execution.Trigger.SCHEDULE, now=now)
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=now + dispatch.CLAIM_LEASE)
    return execution


def start_scheduled(*, task_id: uuid.UUID, now: datetime) -> Execution | None:
    """Begin what a task's schedule asks for, unless one is open: what a stock scheduler would ask a worker to do."""
    with transaction.atomic():
        task = lock_task(owner=None, task_id=task_id)
        if not task.is_active or Execution.objects.open().filter(task=task).exists():
            return None
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=now + dispatch.CLAIM_LEASE)
        return _begin(task, trigger=Execution.Trigger.SCHEDULE, now=now)


def refuse_deactivated(task: Task) -> None:
    """Raises ConflictError: what belongs to a deactivated user is neither run nor resumed."""
    if not task.owner.is_active:
        raise ConflictError("The account of this task's owner is deactivated.")


def _gives_way(execution: Execution, *, now: datetime) -> bool:
    """Whether a new execution may take the place of this one: it waits for a retry, or is stuck."""
    match execution.status:
        case Execution.Status.PENDING:
            return execution.created_at <= now - STUCK_PENDING_AFTER
        case Execution.Status.RUNNING:
            return execution.lease_expires_at is not None and execution.lease_expires_at <= now
    return True


def _begin(task: Task, *, trigger: Execution.Trigger, now: datetime, suppressed: bool = False) -> Execution:
    execution = fresh(
        Execution,
        question_version=task.question_version,
        trigger=trigger,
        scheduled_for=now,
        created_at=now,
        started_at=now,
        queued_at=now,
        suppressed=suppressed,
    )
    ADD_EXECUTION(execution, of_task=task.pk)
    execution.task = task
    dispatch.publish_after_commit(execution.pk)
    return execution


def call_off(execution: Execution, *, task: Task, now: datetime) -> None:
    """Cancel an open execution of a task that goes on.

    One that was scheduled held the schedule: in its place comes the next of the cron expression, or one in an hour.
    """
    cancel_open(task=task, now=now)
    if task.is_active and execution.trigger == Execution.Trigger.SCHEDULE:
        task.next_run = schedules.next_time(task.schedule, after=now, otherwise=now + FIRST_PAUSE)
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)
        task.save(update_fields=["next_run"])


def cancel_open(*, task: Task, now: datetime) -> None:
    """Call off what is open of a task; a worker that holds it finds its token gone."""
    cancel_open_of([task], now=now)


def cancel_open_of(tasks: Iterable[Task], *, now: datetime) -> None:
    cancelled = statements.run(CANCEL, {"tasks": [task.pk for task in tasks], "now": now})
    transaction.on_commit(lambda: metrics.EXECUTIONS.labels("cancelled", "").inc(len(cancelled)))


def claim(*, execution_id: uuid.UUID, now: datetime) -> Claim | None:
    """Take an execution to work on it; None when another worker has it, or it is no longer to be done.

    The question is read with the claim: what is answered is what is asked now.
    """
    token = uuid.uuid4()
    leased_until = now + timedelta(seconds=settings.TORALE_EXECUTION_LEASE)
    values = {"id": execution_id, "token": token, "now": now, "leased_until": leased_until}
    claimed = statements.run(CLAIM, values)
    if not claimed:
        return None
    ((task_id, query, condition, known, cron, told, look, due_at),) = claimed
    if due_at is not None:
        metrics.DUE_LAG.observe(max(0.0, (now - due_at).total_seconds()))
    question = Question(
        search_query=query,
        condition=condition,
        asked_at=now,
        known=Known.from_json(json.loads(known) if known else None),
        told=tuple(told),
        cadence_fixed=bool(cron),
        last_look=json.loads(look) if look else None,
    )
    return Claim(execution_id=execution_id, task_id=task_id, token=token, question=question)

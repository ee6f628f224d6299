"""How an execution begins: by its schedule or by hand, by being claimed, and by being called off.

How it ends is in `services.outcomes`.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from config import metrics
from config.errors import ConflictError
from tasks_app import dispatch, schedules
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Known, Question

STUCK_PENDING_AFTER = timedelta(minutes=10)
# How many findings, the newest first, the evaluation is shown as already told.
TOLD_SHOWN = 5


@dataclass(frozen=True)
class Claim:
    """An execution in the hands of one worker, as long as `token` is the row's."""

    execution_id: uuid.UUID
    task_id: uuid.UUID
    token: uuid.UUID
    question: Question


def execute_now(*, owner: User | None, task_id: uuid.UUID, force: bool, now: datetime) -> Execution:
    """Begin an execution by hand, whatever the task's state; it never moves the next run.

    Raises ConflictError while another one is pending or running, unless `force` or that one is stuck.
    """
    with transaction.atomic():
        task = Task.objects.lock(owner=owner, task_id=task_id)
        current = Execution.objects.open().filter(task=task).select_for_update(no_key=True).first()
        if current and not (force or _gives_way(current, now=now)):
            raise ConflictError("Task is already running or pending. Use force=true to override.")
        if current:
            cancel_open(task=task, now=now)
        return _begin(task, trigger=Execution.Trigger.MANUAL, now=now)


def run_first(*, task: Task, now: datetime) -> Execution:
    """Run a new task at once: the first run of its own schedule brought forward, where there is one to bring.

    A paused task, and one whose times cron decides, runs once by hand instead.
    """
    if not task.is_active or task.schedule:
        return execute_now(owner=None, task_id=task.pk, force=False, now=now)
    with transaction.atomic():
        task = Task.objects.lock(owner=None, task_id=task.pk)
        execution = _begin(task, trigger=Execution.Trigger.SCHEDULE, now=now)
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=now + dispatch.CLAIM_LEASE)
    return execution


def start_scheduled(*, task_id: uuid.UUID, now: datetime) -> Execution | None:
    """Begin what a task's schedule asks for, unless one is open: what a stock scheduler would ask a worker to do."""
    with transaction.atomic():
        task = Task.objects.lock(owner=None, task_id=task_id)
        if not task.is_active or Execution.objects.open().filter(task=task).exists():
            return None
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=now + dispatch.CLAIM_LEASE)
        return _begin(task, trigger=Execution.Trigger.SCHEDULE, now=now)


def _gives_way(execution: Execution, *, now: datetime) -> bool:
    """Whether a new execution may take the place of this one: it waits for a retry, or is stuck."""
    match execution.status:
        case Execution.Status.PENDING:
            return execution.created_at <= now - STUCK_PENDING_AFTER
        case Execution.Status.RUNNING:
            return execution.lease_expires_at is not None and execution.lease_expires_at <= now
    return True


def _begin(task: Task, *, trigger: Execution.Trigger, now: datetime) -> Execution:
    execution = Execution.objects.create(
        task=task,
        question_version=task.question_version,
        trigger=trigger,
        scheduled_for=now,
        created_at=now,
        started_at=now,
        queued_at=now,
    )
    Task.objects.filter(pk=task.pk).update(last_execution=execution)
    dispatch.publish_after_commit(execution.pk)
    return execution


def cancel_open(*, task: Task, now: datetime) -> None:
    """Call off what is open of a task; a worker that holds it finds its token gone."""
    cancel_open_of([task], now=now)


def cancel_open_of(tasks: Iterable[Task], *, now: datetime) -> None:
    cancelled = (
        Execution.objects.open()
        .filter(task__in=tasks)
        .update(status=Execution.Status.CANCELLED, completed_at=now, token=None, lease_expires_at=None, retry_at=None)
    )
    transaction.on_commit(lambda: metrics.EXECUTIONS.labels("cancelled", "").inc(cancelled))


def claim(*, execution_id: uuid.UUID, now: datetime) -> Claim | None:
    """Take an execution to work on it; None when another worker has it, or it is no longer to be done.

    The question is read after the claim: what is answered is what is asked now.
    """
    token = uuid.uuid4()
    free = Q(status=Execution.Status.PENDING) | Q(status=Execution.Status.RETRYING, retry_at__lte=now)
    claimed = Execution.objects.filter(free, pk=execution_id).update(
        status=Execution.Status.RUNNING,
        token=token,
        started_at=now,
        duration_ms=None,
        lease_expires_at=now + timedelta(seconds=settings.TORALE_EXECUTION_LEASE),
        retry_at=None,
    )
    if not claimed:
        return None
    execution = Execution.objects.select_related("task").get(pk=execution_id)
    task = execution.task
    Execution.objects.filter(pk=execution_id, token=token).update(question_version=task.question_version)
    if execution.trigger == Execution.Trigger.SCHEDULE and not execution.retry_count:
        metrics.DUE_LAG.observe(max(0.0, (now - execution.scheduled_for).total_seconds()))
    return Claim(execution_id=execution_id, task_id=task.pk, token=token, question=_question(task, now=now))


def _question(task: Task, *, now: datetime) -> Question:
    asked = Execution.objects.filter(task=task, question_version=task.question_version)
    told = asked.condition_met().exclude(notification=None)
    return Question(
        search_query=task.search_query,
        condition=task.condition_description,
        asked_at=now,
        known=Known.from_json(task.last_known_state),
        told=tuple(text for text in told.values_list("notification", flat=True)[:TOLD_SHOWN] if text),
        cadence_fixed=bool(task.schedule),
    )

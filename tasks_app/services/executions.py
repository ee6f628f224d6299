"""How an execution begins: by its schedule or by hand, by being claimed, given back or called off.

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
from core.db import statements
from core.db.rows import Insert, new_row, save_changes
from core.db.statements import Row, Statement
from core.errors import ConflictError, LimitExceededError
from tasks_app import metrics
from tasks_app.models import Execution, Task
from tasks_app.models.execution import OPEN_STATUSES
from tasks_app.models.task import DEFAULT_NAME
from tasks_app.pipeline.types import Known, Question
from tasks_app.scheduling import dispatch, schedules
from tasks_app.scheduling.fairness import Due
from tasks_app.services.locking import LOCK_OPEN_EXECUTION, LOCK_OWNER, lock_task

STUCK_PENDING_AFTER = timedelta(minutes=10)
# When a task without a cron expression runs whose scheduled execution was called off, or failed for the first time.
FIRST_PAUSE = timedelta(hours=1)
# One statement: the evaluation is shown the newest few findings that have been told already, and how late a scheduled
# execution is counts at its first attempt alone. What waits for its retry is the scheduler's to queue, within the
# limits, whatever older copies of its message say.
CLAIM = """
UPDATE tasks_app_execution execution
SET status = 'running', token = %(token)s, started_at = %(now)s, duration_ms = NULL,
    queued_at = coalesce(execution.queued_at, %(now)s),
    lease_expires_at = %(leased_until)s, question_version = task.question_version
FROM tasks_app_task task
WHERE execution.id = %(id)s AND task.id = execution.task_id AND execution.status = 'pending'
RETURNING task.id, task.owner_id, task.search_query, task.condition_description, task.last_known_state, task.schedule,
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
    CASE WHEN execution.trigger = 'schedule' AND execution.retry_count = 0 THEN execution.scheduled_for END,
    EXISTS (SELECT FROM accounts_user other WHERE other.is_active AND other.id <> task.owner_id),
    task.name, execution.by_hand
"""
# Back among those that wait for their turn: no attempt was made.
GIVE_BACK = """
UPDATE tasks_app_execution
SET status = 'pending', token = NULL, lease_expires_at = NULL, queued_at = NULL
WHERE id = %(id)s AND token = %(token)s AND status = 'running'
"""
# Counts the owner's other tasks: the task's own open execution ends for the new one.
COUNT_OPEN_BY_HAND = f"""
SELECT count(*) FROM tasks_app_task task JOIN tasks_app_execution execution ON execution.task_id = task.id
WHERE task.owner_id = %(owner)s AND task.id <> %(task)s AND execution.by_hand AND execution.status IN {OPEN_STATUSES}
"""  # noqa: S608
# Seconds after which an owner whose executions by hand are too many may ask again: some may have ended.
ASK_AGAIN_AFTER = 10
# The newest is its task's last.
INSERT_EXECUTION = Insert(
    Execution,
    cte="WITH task AS (UPDATE tasks_app_task SET last_execution_id = %(id)s WHERE id = %(of_task)s RETURNING id)",
    from_cte="task",
    fk_column="task_id",
)
CANCEL = f"""
UPDATE tasks_app_execution
SET status = 'cancelled', completed_at = %(now)s, token = NULL, lease_expires_at = NULL, retry_at = NULL
WHERE task_id = ANY(%(tasks)s) AND status IN {OPEN_STATUSES} RETURNING id
"""  # noqa: S608


@dataclass(frozen=True)
class Claim:
    """An execution in the hands of one worker, as long as `token` is the row's.

    `is_shared`: there are other users than its owner, who may need the worker. `by_hand`: somebody asked for it.
    """

    execution_id: uuid.UUID
    task_id: uuid.UUID
    token: uuid.UUID
    question: Question
    owner_id: uuid.UUID
    is_shared: bool
    by_hand: bool


def execute_now(
    *, owner: User | None, task_id: uuid.UUID, force: bool, now: datetime, suppressed: bool = False
) -> Execution:
    """Begin an execution as `execute_and_read` does."""
    return execute_and_read(owner=owner, task_id=task_id, force=force, suppressed=suppressed, reading=None, now=now)[0]


def execute_and_read(
    *,
    owner: User | None,
    task_id: uuid.UUID,
    force: bool,
    suppressed: bool,
    reading: Statement | None,
    now: datetime,
) -> tuple[Execution, Row]:
    """Begin an execution by hand, whatever the task's state; it never moves a next run that is still to come.

    It goes on the queue where there is room, else it waits for its turn. A `suppressed` one tells nobody, and leaves
    what is known of the task as it is. The row is what `reading`, whose argument is the id, finds as it begins.

    Raises ConflictError while another one is pending or running, unless `force` or that one is stuck;
    LimitExceededError where the owner has as many open as one may have; and ConflictError to an operator
    (`owner=None`), who has no such limit, when the owner is deactivated.
    """
    with transaction.atomic():
        if owner:
            LOCK_OWNER.rows(owner.pk)
        task = lock_task(owner=owner, task_id=task_id)
        if owner is None:
            refuse_deactivated(task)
        else:
            _refuse_too_many_open(task)
        current = LOCK_OPEN_EXECUTION(task.pk)
        if current and not (force or _gives_way(current, now=now)):
            raise ConflictError("Task is already running or pending. Use force=true to override.")
        if current:
            call_off(current, task=task, now=now)
        return _begin(task, trigger=Execution.Trigger.MANUAL, now=now, suppressed=suppressed, reading=reading)


def _refuse_too_many_open(task: Task) -> None:
    """Exact while the owner's row is locked. Raises LimitExceededError."""
    most = settings.TORALE_MAX_OPEN_MANUAL
    ((number,),) = statements.run(COUNT_OPEN_BY_HAND, {"owner": task.owner_id, "task": task.pk})
    if number >= most:
        raise LimitExceededError(
            ASK_AGAIN_AFTER,
            f"You have {most} manual executions under way, as many as one user may have here. Wait for one to end.",
        )


def run_first(*, task: Task, now: datetime) -> Execution:
    """Run a new task at once: the first run of its own schedule brought forward, where there is one to bring.

    A paused task, and one whose times cron decides, runs once by hand instead. Raises what `execute_now` does.
    """
    if not task.is_active or task.schedule:
        return execute_now(owner=task.owner, task_id=task.pk, force=False, now=now)
    with transaction.atomic():
        LOCK_OWNER.rows(task.owner_id)
        task = lock_task(owner=None, task_id=task.pk)
        _refuse_too_many_open(task)
        execution, _ = _begin(task, trigger=Execution.Trigger.SCHEDULE, now=now)
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=now + dispatch.CLAIM_LEASE)
    return execution


def start_scheduled(*, task_id: uuid.UUID, now: datetime) -> Execution | None:
    """Begin what a task's schedule asks for, unless one is open: what a stock scheduler would ask a worker to do."""
    with transaction.atomic():
        task = lock_task(owner=None, task_id=task_id)
        if not task.is_active or Execution.objects.open().filter(task=task).exists():
            return None
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=now + dispatch.CLAIM_LEASE)
        execution, _ = _begin(task, trigger=Execution.Trigger.SCHEDULE, by_hand=False, now=now)
        return execution


def refuse_deactivated(task: Task) -> None:
    """Raises ConflictError: what belongs to a deactivated user is neither run nor resumed."""
    if not task.owner.is_active:
        raise ConflictError("The account of this task's owner is deactivated.")


def _gives_way(execution: Execution, *, now: datetime) -> bool:
    """Return True if a new execution may replace this one, which waits for a retry or is stuck."""
    match execution.status:
        case Execution.Status.PENDING:
            return execution.created_at <= now - STUCK_PENDING_AFTER
        case Execution.Status.RUNNING:
            return execution.lease_expires_at is not None and execution.lease_expires_at <= now
    return True


def _begin(
    task: Task,
    *,
    trigger: Execution.Trigger,
    now: datetime,
    by_hand: bool = True,
    suppressed: bool = False,
    reading: Statement | None = None,
) -> tuple[Execution, Row]:
    execution = new_row(
        Execution,
        question_version=task.question_version,
        trigger=trigger,
        scheduled_for=now,
        created_at=now,
        started_at=now,
        by_hand=by_hand,
        suppressed=suppressed,
    )
    row = INSERT_EXECUTION(execution, {"of_task": task.pk}, reading, (execution.pk,) if reading else ())
    execution.task = task
    begin_after_commit(execution, task=task, now=now)
    return execution, row or ()


def begin_after_commit(execution: Execution, *, task: Task, now: datetime) -> None:
    """Let a waiting execution begin as soon as there is room."""
    due = Due(execution.created_at, task.owner_id, task.pk, execution_id=execution.pk, by_hand=execution.by_hand)
    dispatch.begin_after_commit(due, now=now)


def call_off(execution: Execution, *, task: Task, now: datetime) -> None:
    """Cancel an open execution of a task that goes on.

    One that was scheduled held the schedule: in its place comes the next of the cron expression, or one in an hour.
    """
    cancel_open(task=task, now=now)
    if task.is_active and execution.trigger == Execution.Trigger.SCHEDULE:
        task.next_run = schedules.next_time(task.schedule, after=now, otherwise=now + FIRST_PAUSE)
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)
        save_changes(task)


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
    ((task_id, owner_id, query, condition, known, cron, told, look, due_at, is_shared, name, by_hand),) = claimed
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
        is_unnamed=name == DEFAULT_NAME,
    )
    return Claim(execution_id, task_id, token, question, owner_id=owner_id, is_shared=is_shared, by_hand=by_hand)


def give_back(claim: Claim) -> None:
    """Let an execution that was claimed wait for its turn again: its owner keeps this worker busy enough."""
    statements.run(GIVE_BACK, {"id": claim.execution_id, "token": claim.token})

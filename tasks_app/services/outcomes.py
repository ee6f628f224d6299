"""How an execution ends: with an outcome, with a failure, or without a word from the worker that held it.

Each end is one transaction: the execution, its task's new state and next run, and what is to be told. A worker whose
token is no longer the row's writes nothing: its lease has passed on, or the execution was called off.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from core.db.rows import save_changes
from notifications import services as notifications
from notifications.messages import Message
from notifications.services import Channels
from tasks_app import metrics
from tasks_app.models import Execution, Task
from tasks_app.models.task import DEFAULT_NAME
from tasks_app.pipeline import errors
from tasks_app.pipeline.errors import PipelineError
from tasks_app.pipeline.types import Outcome, Verdict, in_utc
from tasks_app.pipeline.wording import name_of
from tasks_app.scheduling import schedules
from tasks_app.services import looks, messages
from tasks_app.services.executions import FIRST_PAUSE, Claim
from tasks_app.services.locking import LOCK_FREE_TASK, LOCK_HELD_EXECUTION, LOCK_TASK

logger = logging.getLogger(__name__)

FAILING_AFTER = 3
INCONCLUSIVE_FOR = timedelta(hours=24)
# A failed task without a cron expression looks again after an hour, doubled with each failure in a row, up to this.
LONGEST_PAUSE = timedelta(days=1)
LONGEST_DURATION = 2**31 - 1

NOT_ENOUGH = "The searches succeed, but what they find has not been enough to tell for more than a day."
NEVER_DECIDED = (
    "Torale cannot judge this condition here: it needs a model for it. Change the condition to one that is understood "
    "without a model, or ask the operator to configure one."
)


def record_outcome(*, claim: Claim, outcome: Outcome, now: datetime) -> bool:
    """End an execution with what it found. Returns False when it was no longer this worker's to end."""
    with transaction.atomic():
        task, execution = _held(claim)
        if task is None or execution is None:
            return False
        current = _counts(task, execution)
        _end(execution, Execution.Status.SUCCESS, now=now)
        execution.error_type, execution.error_message = "", None
        execution.condition_met = outcome.condition_met
        execution.result = outcome.result()
        execution.grounding_sources = outcome.grounding_sources()
        execution.notification = outcome.decision.notification if current and outcome.decision.notify else None
        if current:
            _apply(task, execution, outcome, now=now)
        else:
            _ask_anew(task, execution, now=now)
        save_changes(execution)
    metrics.EXECUTIONS.labels(outcome.decision.verdict.value, "").inc()
    metrics.EXECUTION_DURATION.observe((execution.duration_ms or 0) / 1000)
    return True


def record_failure(*, claim: Claim, error: PipelineError, now: datetime) -> bool:
    """End an attempt that failed: the execution waits for its retry, or has failed for good.

    Returns False when it was no longer this worker's to end.
    """
    with transaction.atomic():
        task, execution = _held(claim)
        if task is None or execution is None:
            return False
        _fail(task, execution, error, now=now)
    return True


def expire_leases(*, now: datetime, limit: int) -> int:
    """End the attempts of workers that have not been heard of in time, as timed out. Returns how many.

    Those whose task is locked are left for another time.
    """
    expired = Execution.objects.lease_expired(now).order_by("lease_expires_at").only("pk", "task_id", "token")[:limit]
    return sum(_expire(execution, now=now) for execution in expired)


def _expire(seen: Execution, *, now: datetime) -> bool:
    error = errors.TimeoutError("The worker that ran this was lost, or took longer than it may.")
    with transaction.atomic():
        # A task that is locked, perhaps for long, is left to the next tick: the scheduler must not wait.
        task = LOCK_FREE_TASK(seen.task_id)
        execution = LOCK_HELD_EXECUTION(seen.pk, seen.token)
        if task is None or execution is None or not _is_expired(execution, now=now):
            return False
        _fail(task, execution, error, now=now)
    return True


def _is_expired(execution: Execution, *, now: datetime) -> bool:
    """Return False if its worker has renewed the lease since it was seen."""
    return execution.lease_expires_at is not None and execution.lease_expires_at <= now


def _held(claim: Claim) -> tuple[Task | None, Execution | None]:
    """The task and the execution, locked in this order, if the claim still holds."""
    return LOCK_TASK(claim.task_id), LOCK_HELD_EXECUTION(claim.execution_id, claim.token)


def _end(execution: Execution, status: Execution.Status, *, now: datetime) -> None:
    execution.status = status
    execution.completed_at = now
    execution.duration_ms = _milliseconds(execution, now=now)
    execution.token = execution.lease_expires_at = execution.retry_at = None


def _milliseconds(execution: Execution, *, now: datetime) -> int:
    """As far as the column counts: a lease may be found to have run out after months, or by a clock that was wrong."""
    return min(max(0, round((now - execution.started_at).total_seconds() * 1000)), LONGEST_DURATION)


def _apply(task: Task, execution: Execution, outcome: Outcome, *, now: datetime) -> None:
    """Apply an outcome to its task, and record its notifications."""
    decision = outcome.decision
    if task.name == DEFAULT_NAME:
        task.name = outcome.evaluation.name or name_of(task.search_query)
    if decision.known:
        task.last_known_state = decision.known.to_json()
    looks.keep(task, outcome.evaluation.look, now=now)
    if decision.finished and task.is_active:
        task.state, task.state_changed_at = Task.State.COMPLETED, now
    _reschedule(task, execution, agent_wants=decision.next_run, now=now)
    if task.schedule and task.next_run and execution.result:
        execution.result["next_run"] = in_utc(task.next_run)
    to_send = [messages.condition_met(task, execution, outcome)] if execution.notification else []
    to_send += _after_success(task, execution, outcome, now=now)
    save_changes(task)
    _tell(task, execution, to_send, now=now)


def _reschedule(task: Task, execution: Execution, *, agent_wants: datetime, now: datetime) -> None:
    """Set the next run; a manual execution leaves it, unless its task has just been completed."""
    if task.is_active and execution.trigger == Execution.Trigger.MANUAL:
        return
    # A clock that was set back meanwhile must not name the same time once more.
    after = max(now, execution.scheduled_for)
    next_run = schedules.next_time(task.schedule, after=after, otherwise=agent_wants)
    task.next_run = next_run if task.is_active else None
    schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)


def _ask_anew(task: Task, execution: Execution, *, now: datetime) -> None:
    """Release the schedule for the new question: the execution that ended was for the one before."""
    if task.next_run is None or execution.trigger == Execution.Trigger.MANUAL:
        return
    if task.next_run <= now:
        after = max(now, execution.scheduled_for)
        task.next_run = schedules.next_time(task.schedule, after=after, otherwise=after + schedules.FIRST_RUN_AFTER)
        save_changes(task)
    schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)


def _after_success(task: Task, execution: Execution, outcome: Outcome, *, now: datetime) -> list[Message]:
    task.failures_in_row = 0
    decided_later = not outcome.evaluation.never_decided
    if outcome.decision.verdict is Verdict.INCONCLUSIVE:
        task.inconclusive_in_row += 1
        task.inconclusive_since = task.inconclusive_since or now
        lasting = task.inconclusive_in_row >= FAILING_AFTER and now - task.inconclusive_since > INCONCLUSIVE_FOR
        reason = NOT_ENOUGH if decided_later else NEVER_DECIDED
        return _failing(task, execution, reason, now=now) if lasting else []
    task.inconclusive_in_row, task.inconclusive_since = 0, None
    was_failing, task.told_failing_at = task.told_failing_at, None
    return [messages.recovered(task, execution)] if was_failing else []


def _fail(task: Task, execution: Execution, error: PipelineError, *, now: datetime) -> None:
    execution.error_type, execution.error_message = error.error_type, error.message
    is_over = execution.retry_count >= error.max_retries
    transaction.on_commit(lambda: metrics.attempt_failed(error, is_over=is_over))
    if not is_over:
        _end_attempt(execution, retry_at=now + timedelta(seconds=error.wait(execution.retry_count)), now=now)
        return
    _end(execution, Execution.Status.FAILED, now=now)
    if isinstance(error, errors.ConfigurationError):
        logger.error("execution %s failed by configuration, an operator must act: %s", execution.pk, error.message)
    if _counts(task, execution):
        _note_failure(task, execution, error, now=now)
    else:
        _ask_anew(task, execution, now=now)
    save_changes(execution)


def _counts(task: Task, execution: Execution) -> bool:
    """False for what was asked before the question changed, and for what tells nobody: neither changes the task.

    What a suppressed execution finds is still news to the owner, so the next one must be able to tell it.
    """
    return execution.question_version == task.question_version and not execution.suppressed


def _note_failure(task: Task, execution: Execution, error: PipelineError, *, now: datetime) -> None:
    task.failures_in_row += 1
    pause = min(FIRST_PAUSE * 2 ** min(task.failures_in_row - 1, 5), LONGEST_PAUSE)
    _reschedule(task, execution, agent_wants=now + pause, now=now)
    to_send = _failing(task, execution, error.message, now=now) if task.failures_in_row >= FAILING_AFTER else []
    save_changes(task)
    _tell(task, execution, to_send, now=now)


def _end_attempt(execution: Execution, *, retry_at: datetime, now: datetime) -> None:
    execution.status = Execution.Status.RETRYING
    execution.duration_ms = _milliseconds(execution, now=now)
    execution.retry_at = retry_at
    execution.retry_count += 1
    execution.token = execution.lease_expires_at = None
    save_changes(execution)


def _failing(task: Task, execution: Execution, reason: str, *, now: datetime) -> list[Message]:
    """Tell the owner, once until the task has recovered."""
    if task.told_failing_at:
        return []
    task.told_failing_at = now
    return [messages.failing(task, execution, reason)]


def _tell(task: Task, execution: Execution, to_send: list[Message], *, now: datetime) -> None:
    """Record what is to be told; the caller saves the execution, which says if there is nobody to tell."""
    if not to_send:
        return
    own = Channels(email=task.email, webhook=task.webhook)
    channels = notifications.with_defaults(owner_id=task.owner_id, channels=own, now=now)
    execution.nobody_to_tell = not channels.reach_somebody
    for message in to_send:
        notifications.record(message=message, owner_id=task.owner_id, channels=channels, now=now)

"""Celery jobs of tasks. A job carries an id; the database has the state."""

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from typing import Any

from celery import shared_task, signals
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from redis.exceptions import RedisError

from core.errors import NotFoundError
from core.jobs import children, inquiries
from core.work import CalledOffError
from tasks_app import metrics
from tasks_app.pipeline import errors, progress, runner
from tasks_app.pipeline.errors import PipelineError, as_pipeline_error
from tasks_app.pipeline.progress import Step
from tasks_app.pipeline.types import Deadline, Outcome
from tasks_app.providers import standing
from tasks_app.providers.registry import current_provider
from tasks_app.scheduling import dispatch, schedules
from tasks_app.services import calling_off, executions, live, outcomes, previews
from tasks_app.worker_threads import threads

logger = logging.getLogger(__name__)

# Seconds. Their sum and the deadline together are less than the lease.
RECORD_AGAIN_AFTER = (0.5, 1.0, 2.0, 4.0, 8.0)


@signals.worker_init.connect
def load_provider(**options: Any) -> None:
    """Build the provider before the first job, ask it for its model, and start the child processes that read pages.

    Sixty threads that begin at once would each import its libraries and build a client.
    """
    standing.check_at_start(now=timezone.now())
    children.start()


@signals.worker_init.connect
@signals.worker_process_init.connect
def end_what_is_called_off(**options: Any) -> None:
    """Start watching for cancelled executions of this process. In a pool of processes each has a watch."""
    calling_off.start()


@signals.worker_init.connect
def share_threads(sender: Any, **options: Any) -> None:
    """Count the threads of this worker. A pool of processes has its limit in the scheduler alone."""
    if "thread" in sender.pool_cls.__module__:
        threads.number = sender.concurrency


@shared_task(name=dispatch.RUN_JOB)
def run_execution(execution_id: str) -> None:
    """Search, evaluate, decide and record: one attempt of one execution."""
    claim = executions.claim(execution_id=uuid.UUID(execution_id), now=timezone.now())
    if claim is None:
        logger.info("execution %s is not to be run (any more)", execution_id)
        return
    with threads.held(claim.owner_id, is_shared=claim.is_shared) as is_held:
        if is_held:
            _run(claim)
        else:
            executions.give_back(claim)
            logger.info("execution %s waits: its owner has enough of this worker's threads", execution_id)


def _run(claim: executions.Claim) -> None:
    _give_back_connection()
    ended = _answer(claim)
    with metrics.step("record"):
        kept = _record(claim, ended, now=timezone.now())
    if not kept:
        metrics.EXECUTIONS.labels("discarded", "").inc()
        logger.info("execution %s was called off or taken over; its outcome is discarded", claim.execution_id)


def _give_back_connection() -> None:
    """Return the connection to the pool: more executions wait for their provider than there are connections."""
    if not connection.in_atomic_block:
        connection.close()


def _record(claim: executions.Claim, ended: Outcome | PipelineError, *, now: datetime) -> bool:
    """Record the outcome, retrying while the database restarts. The claim's token tells whether it is still wanted."""
    for seconds in RECORD_AGAIN_AFTER:
        try:
            return _record_once(claim, ended, now=now)
        except (OperationalError, InterfaceError) as error:
            logger.warning("execution %s cannot be recorded yet: %s", claim.execution_id, error)
            _give_back_connection()
            time.sleep(seconds)
    return _record_once(claim, ended, now=now)


def _record_once(claim: executions.Claim, ended: Outcome | PipelineError, *, now: datetime) -> bool:
    if isinstance(ended, Outcome):
        return outcomes.record_outcome(claim=claim, outcome=ended, now=now)
    return outcomes.record_failure(claim=claim, error=ended, now=now)


def _answer(claim: executions.Claim) -> Outcome | PipelineError:
    deadline = Deadline.after(settings.TORALE_EXECUTION_DEADLINE)
    try:
        with calling_off.watched(claim, deadline), _shown_live(claim):
            return runner.answer(claim.question, current_provider(), deadline=deadline)
    except CalledOffError:
        return errors.TimeoutError("The search and its evaluation were ended: they took longer than they may.")
    except PipelineError as error:
        logger.warning("execution %s: %s: %s", claim.execution_id, error.error_type, error.message)
        return error
    except Exception as error:
        logger.exception("execution %s failed in a way nobody foresaw", claim.execution_id)
        return as_pipeline_error(error)


def _shown_live(claim: executions.Claim) -> AbstractContextManager[None]:
    """Note the steps of what somebody asked for, and perhaps waits for."""
    return progress.told_to(live.Listener(claim.execution_id)) if claim.by_hand else nullcontext()


@shared_task(name=schedules.START_JOB)
def start_execution(task_id: str) -> None:
    """Begin a task's scheduled execution: the job that its PeriodicTask names."""
    try:
        executions.start_scheduled(task_id=uuid.UUID(task_id), now=timezone.now())
    except NotFoundError:
        logger.info("task %s is gone", task_id)


@shared_task(name=previews.PREVIEW_JOB)
def preview(inquiry_id: str) -> None:
    """Preview a task for a client that waits."""
    _inquire(inquiry_id, previews.make_preview)


@shared_task(name=previews.DRAFT_JOB)
def draft(inquiry_id: str) -> None:
    """Draft a task from a wish for a client that waits."""
    _inquire(inquiry_id, previews.make_draft)


def _inquire(inquiry_id: str, work: Callable[..., dict[str, Any]]) -> None:
    inquiry = inquiries.take(inquiry_id)
    if inquiry is None:
        logger.info("nobody waits for inquiry %s (any more)", inquiry_id)
        return
    deadline = Deadline.after(inquiry.seconds)

    def note(step: Step, pages: int) -> None:
        with suppress(RedisError):
            inquiries.note(inquiry_id, {"step": step, "pages": pages})

    try:
        with progress.told_to(note):
            reply = {"answer": work(inquiry.asked, current_provider(), deadline=deadline, now=timezone.now())}
    except PipelineError as error:
        logger.warning("inquiry %s: %s: %s", inquiry_id, error.error_type, error.message)
        reply = {"failure": previews.failure(error)}
    except Exception as error:
        logger.exception("inquiry %s failed in a way nobody foresaw", inquiry_id)
        reply = {"failure": previews.failure(as_pipeline_error(error))}
    inquiries.reply(inquiry_id, reply)

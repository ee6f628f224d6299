"""Operators call executions off, and have what failed tried again."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from core.errors import ConflictError, NotFoundError
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.services import executions, interventions, outcomes
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

LATER = NOW + timedelta(minutes=1)


def failed_once(task: Task) -> Execution:
    execution = begin(task)
    outcomes.record_failure(claim=taken(execution), error=errors.NetworkError("No connection."), now=NOW)
    execution.refresh_from_db()
    assert execution.status == "retrying"
    return execution


def test_what_is_cancelled_while_it_runs_is_discarded(owner: User) -> None:
    execution = begin(make_task(owner))
    claim = taken(execution)
    interventions.cancel_execution(execution_id=execution.pk, now=LATER)
    assert not outcomes.record_outcome(claim=claim, outcome=outcome(), now=LATER)
    execution.refresh_from_db()
    assert (execution.status, execution.completed_at) == ("cancelled", LATER)


@pytest.mark.parametrize(
    ("schedule", "next_run"), [(None, LATER + timedelta(hours=1)), ("0 18 * * *", NOW.replace(hour=18))]
)
def test_after_a_cancelled_scheduled_execution_comes_the_next(owner: User, schedule: str, next_run: object) -> None:
    task = make_task(owner, schedule=schedule)
    scheduled = executions.start_scheduled(task_id=task.pk, now=NOW)
    assert scheduled is not None
    interventions.cancel_execution(execution_id=scheduled.pk, now=LATER)
    task.refresh_from_db()
    assert task.next_run == task.periodic_task.clocked.clocked_time == next_run


def test_cancelling_by_hand_what_was_begun_by_hand_leaves_the_next_run(owner: User) -> None:
    task = make_task(owner)
    interventions.cancel_execution(execution_id=begin(task).pk, now=LATER)
    assert Task.objects.get().next_run == task.next_run


def test_what_waits_for_its_retry_is_retried_now(owner: User) -> None:
    execution = failed_once(make_task(owner))
    assert interventions.retry_execution(execution_id=execution.pk, now=LATER) == execution
    assert taken(execution, now=LATER).execution_id == execution.pk


def test_what_has_failed_is_run_again_as_a_new_execution(owner: User) -> None:
    execution = begin(make_task(owner))
    outcomes.record_failure(claim=taken(execution), error=errors.ConfigurationError("Bad key."), now=NOW)
    again = interventions.retry_execution(execution_id=execution.pk, now=LATER)
    assert (again.task_id, again.status, again.trigger) == (execution.task_id, "pending", "manual")
    with pytest.raises(ConflictError, match="already running"):
        interventions.retry_execution(execution_id=execution.pk, now=LATER)


def test_what_has_ended_is_not_cancelled_and_what_has_not_failed_is_not_retried(owner: User) -> None:
    execution = begin(make_task(owner))
    with pytest.raises(ConflictError, match="is pending"):
        interventions.retry_execution(execution_id=execution.pk, now=LATER)
    interventions.cancel_execution(execution_id=execution.pk, now=LATER)
    with pytest.raises(ConflictError, match="ended already: cancelled"):
        interventions.cancel_execution(execution_id=execution.pk, now=LATER)


def test_what_is_not_there_is_not_found(db: None) -> None:
    with pytest.raises(NotFoundError):
        interventions.retry_execution(execution_id=uuid.uuid4(), now=timezone.now())

"""An execution begins once, is held by one worker at a time, and ends once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.errors import ConflictError
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import ConfigurationError, RateLimitError
from tasks_app.pipeline.errors import TimeoutError as OverDeadlineError
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import executions, outcomes, tasks
from tests.tasks_app.make import NOW, begin, make_task, taken

LATER = NOW + timedelta(seconds=30)


def test_a_second_execution_is_refused_while_one_is_open(owner: User) -> None:
    task = make_task(owner)
    begin(task)
    with pytest.raises(ConflictError, match="already running or pending"):
        begin(task)


def test_force_calls_off_the_open_one_and_begins_another(owner: User) -> None:
    task = make_task(owner)
    first = begin(task)
    second = executions.execute_now(owner=owner, task_id=task.pk, force=True, now=LATER)
    first.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "pending")


@pytest.mark.parametrize(
    ("schedule", "next_run"), [(None, LATER + timedelta(hours=1)), ("0 9 * * *", NOW.replace(day=2, hour=9))]
)
def test_what_takes_the_place_of_a_scheduled_one_gives_its_schedule_a_next_run(
    owner: User, schedule: str | None, next_run: datetime
) -> None:
    task = make_task(owner, schedule=schedule)
    executions.start_scheduled(task_id=task.pk, now=NOW)
    executions.execute_now(owner=owner, task_id=task.pk, force=True, now=LATER)
    task = Task.objects.get()
    assert (task.next_run, task.periodic_task.clocked.clocked_time) == (next_run, next_run)


@pytest.mark.parametrize(
    ("state", "waited", "gives_way"),
    [
        ("pending", timedelta(minutes=9), False),
        ("pending", timedelta(minutes=10), True),
        ("running", timedelta(seconds=60), False),
        ("running", timedelta(seconds=91), True),
        ("retrying", timedelta(seconds=1), True),
    ],
)
def test_only_one_that_is_stuck_or_waits_gives_way_unforced(
    owner: User, state: str, waited: timedelta, *, gives_way: bool
) -> None:
    task = make_task(owner)
    execution = begin(task)
    if state != "pending":
        claim = taken(execution)
        if state == "retrying":
            outcomes.record_failure(claim=claim, error=RateLimitError("busy"), now=NOW)
    if gives_way:
        begin(task, now=NOW + waited)
        assert list(Execution.objects.values_list("status", flat=True)) == ["pending", "cancelled"]
    else:
        with pytest.raises(ConflictError):
            begin(task, now=NOW + waited)


def test_a_manual_execution_works_in_every_state(owner: User) -> None:
    task = make_task(owner, state="paused")
    assert begin(task).trigger == "manual"


def test_an_execution_is_claimed_once(owner: User) -> None:
    execution = begin(make_task(owner))
    assert executions.claim(execution_id=execution.pk, now=NOW) is not None
    assert executions.claim(execution_id=execution.pk, now=NOW) is None


def test_a_claim_asks_what_is_asked_now(owner: User) -> None:
    task = make_task(owner)
    execution = begin(task)
    tasks.update_task(owner=owner, task_id=task.pk, changes={"search_query": "Something else?"}, now=NOW)
    assert taken(execution).question.search_query == "Something else?"
    execution.refresh_from_db()
    assert execution.question_version == 2


def test_a_retry_waits_for_its_time_and_keeps_its_id(owner: User) -> None:
    execution = begin(make_task(owner))
    outcomes.record_failure(claim=taken(execution), error=RateLimitError("busy"), now=NOW)
    execution.refresh_from_db()
    assert (execution.status, execution.retry_count, execution.error_message) == ("retrying", 1, "busy")
    assert execution.retry_at == NOW + timedelta(seconds=30)
    assert executions.claim(execution_id=execution.pk, now=LATER) is None, "a second copy of its message"
    begun = [
        dispatch.claim_due(now=moment, limit=10, limits=Limits()).execution_ids
        for moment in (LATER - timedelta(seconds=1), LATER, LATER)
    ]
    assert begun == [[], [execution.pk], []]
    taken(execution, now=LATER)


def test_waits_between_retries_grow_until_the_execution_has_failed(owner: User) -> None:
    execution, now, waits = begin(make_task(owner)), NOW, []
    while True:
        outcomes.record_failure(claim=taken(execution, now=now), error=RateLimitError("busy"), now=now)
        execution.refresh_from_db()
        if execution.retry_at is None:
            break
        waits.append((execution.retry_at - now).total_seconds())
        now = execution.retry_at
    assert waits == [30, 120, 480, 1920, 3600]
    assert (execution.status, execution.error_type, execution.completed_at) == ("failed", "RateLimitError", now)


def test_what_an_operator_must_mend_is_not_retried(owner: User) -> None:
    execution = begin(make_task(owner))
    outcomes.record_failure(claim=taken(execution), error=ConfigurationError("no key"), now=NOW)
    execution.refresh_from_db()
    assert (execution.status, execution.retry_count) == ("failed", 0)


def test_an_expired_lease_is_a_timed_out_attempt_and_its_worker_writes_nothing_more(owner: User) -> None:
    execution = begin(make_task(owner))
    lost = taken(execution)
    after = NOW + timedelta(seconds=91)
    assert outcomes.expire_leases(now=after, limit=10) == 1
    execution.refresh_from_db()
    assert (execution.status, execution.error_type) == ("retrying", "TimeoutError")
    assert execution.retry_at == after + timedelta(seconds=10)
    assert not outcomes.record_failure(claim=lost, error=OverDeadlineError("late"), now=after)
    again = taken(execution, now=after + timedelta(seconds=10))
    assert again.token != lost.token
    assert not outcomes.record_failure(claim=lost, error=OverDeadlineError("late"), now=after)


def test_a_lease_that_holds_is_left_alone(owner: User) -> None:
    taken(begin(make_task(owner)))
    assert outcomes.expire_leases(now=NOW + timedelta(seconds=89), limit=10) == 0


def test_a_message_that_nobody_took_is_sent_again_once_a_minute(owner: User) -> None:
    execution = begin(make_task(owner))
    assert dispatch.requeue_unheard(now=NOW + timedelta(seconds=59), limit=10) == []
    assert dispatch.requeue_unheard(now=NOW + timedelta(seconds=60), limit=10) == [execution.pk]
    assert dispatch.requeue_unheard(now=NOW + timedelta(seconds=61), limit=10) == []


def test_run_first_brings_the_first_scheduled_run_forward(owner: User) -> None:
    task = make_task(owner)
    execution = executions.run_first(task=task, now=NOW)
    assert execution.trigger == "schedule"
    claimed = dispatch.claim_due(now=NOW + timedelta(minutes=2), limit=10, limits=Limits())
    assert claimed.execution_ids == [execution.pk], "and no other"


@pytest.mark.parametrize("fields", [{"state": "paused"}, {"schedule": "0 9 * * *"}])
def test_run_first_runs_by_hand_what_has_no_run_to_bring_forward(owner: User, fields: dict[str, Any]) -> None:
    task = make_task(owner, **fields)
    assert executions.run_first(task=task, now=NOW).trigger == "manual"
    assert Task.objects.get().next_run == task.next_run


def test_the_last_execution_is_the_one_begun_last(owner: User) -> None:
    task = make_task(owner)
    execution = begin(task)
    assert Task.objects.get().last_execution == execution

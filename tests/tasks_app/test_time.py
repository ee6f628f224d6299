"""Time as it really goes: clocks that are set back, leap days, outages, and tasks that change while they are due."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from tasks_app.models import Execution, Task
from tasks_app.scheduling import dispatch, schedules
from tasks_app.scheduling.capacity import Limits
from tasks_app.scheduling.fairness import FIRST_OWNER
from tasks_app.services import outcomes, tasks
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

DUE = NOW + timedelta(minutes=1)
BACK = timedelta(seconds=90)
WIDE = Limits(capacity=1000)


def claim(now: datetime, limits: Limits = WIDE) -> list[Execution]:
    claimed = dispatch.claim_due(now=now, limit=100, limits=limits)
    by_id = Execution.objects.in_bulk(claimed.execution_ids)
    return [by_id[execution_id] for execution_id in claimed.execution_ids]


def end(execution: Execution, *, now: datetime, took: timedelta = timedelta()) -> None:
    held = taken(execution, now=now)
    assert outcomes.record_outcome(claim=held, outcome=outcome(now=now), now=now + took)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2025, 3, 1, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2028, 2, 28, 23, 59, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2096, 3, 1, tzinfo=UTC), datetime(2104, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_leap_day_comes_when_there_is_one(after: datetime, expected: datetime) -> None:
    assert schedules.next_cron("0 0 29 2 *", after=after) == expected


def test_a_clock_set_back_does_not_name_the_same_time_twice(owner: User) -> None:
    task = make_task(owner, schedule="0 13 * * *")
    nine = NOW.replace(hour=13)
    (execution,) = claim(nine)
    end(execution, now=nine, took=-BACK)
    assert Task.objects.get(pk=task.pk).next_run == nine + timedelta(days=1)
    assert claim(nine) == []


def test_a_clock_set_back_after_a_claim_changes_nothing(owner: User) -> None:
    make_task(owner)
    assert [len(claim(now)) for now in (DUE, DUE - BACK, DUE)] == [1, 0, 0]


def test_a_lease_runs_out_once_whatever_the_clock_does(owner: User) -> None:
    taken(begin(make_task(owner)))
    after = NOW + timedelta(seconds=91)
    expired = [outcomes.expire_leases(now=now, limit=10) for now in (after - BACK, after, after - BACK, after)]
    assert expired == [0, 1, 0, 0]


def test_a_lease_that_ran_out_months_ago_runs_out(owner: User) -> None:
    taken(begin(make_task(owner)))
    assert outcomes.expire_leases(now=NOW + timedelta(days=100), limit=10) == 1
    assert Execution.objects.get().status == "retrying"


def test_an_execution_that_ends_before_it_began_by_the_clock_took_no_time(owner: User) -> None:
    execution = begin(make_task(owner))
    end(execution, now=NOW, took=-BACK)
    execution.refresh_from_db()
    assert (execution.status, execution.duration_ms) == ("success", 0)


def test_what_is_edited_while_it_is_due_is_asked_as_it_is_now(owner: User) -> None:
    task = make_task(owner)
    tasks.update_task(owner=owner, task_id=task.pk, changes={"search_query": "Something else?"}, now=DUE + BACK)
    (execution,) = claim(DUE + 3 * BACK)
    assert taken(execution, now=DUE + 3 * BACK).question.search_query == "Something else?"


def test_what_is_paused_while_it_is_due_does_not_run_until_it_is_resumed(owner: User) -> None:
    task = make_task(owner)
    late = DUE + timedelta(hours=1)
    tasks.update_task(owner=owner, task_id=task.pk, changes={"state": "paused"}, now=late)
    assert claim(late) == []
    tasks.update_task(owner=owner, task_id=task.pk, changes={"state": "active"}, now=late)
    assert claim(late) == []
    assert len(claim(late + schedules.FIRST_RUN_AFTER)) == 1


def test_what_is_deleted_while_it_is_due_is_gone(owner: User) -> None:
    task = make_task(owner)
    tasks.delete_task(owner=owner, task_id=task.pk)
    assert claim(DUE) == []


def test_what_was_disabled_past_us_is_met_once_and_then_out_of_the_way(owner: User) -> None:
    task = make_task(owner)
    task.periodic_task.__class__.objects.filter(pk=task.periodic_task_id).update(enabled=False)
    assert dispatch.waiting(now=DUE).due
    assert claim(DUE) == []
    assert not dispatch.waiting(now=DUE).due


def test_after_an_outage_all_is_caught_up_once_and_oldest_first(owner: User) -> None:
    made = [make_task(owner, now=NOW + timedelta(minutes=minute)) for minute in (50, 10, 40, 20, 30, 0)]
    now, limits, began = NOW + timedelta(hours=2), Limits(concurrent=2), []
    for _ in made:
        for execution in claim(now, limits):
            began.append(execution)
            end(execution, now=now)
    assert {execution.task_id for execution in began} == {task.pk for task in made}
    assert len(began) == len(made)
    times = [execution.scheduled_for for execution in began]
    assert times == sorted(times)


def test_what_comes_due_while_another_catches_up_does_not_wait_for_it(owner: User, stranger: User) -> None:
    for _ in range(8):
        make_task(owner)
    now, limits = NOW + timedelta(hours=2), Limits(concurrent=1)
    new = make_task(stranger, now=now - schedules.FIRST_RUN_AFTER)
    began, last_owner = [], FIRST_OWNER
    for _ in range(2):
        claimed = dispatch.claim_due(now=now, limit=100, limits=limits, last_owner=last_owner)
        last_owner = claimed.last_owner
        for execution in Execution.objects.filter(pk__in=claimed.execution_ids):
            began.append(execution.task_id)
            end(execution, now=now)
    assert new.pk in began

"""What is due becomes executions, once each."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django_celery_beat.models import ClockedSchedule

from accounts.models import User
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import RateLimitError
from tasks_app.scheduling import dispatch, schedules
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import outcomes, tasks
from tests.conftest import member
from tests.tasks_app.make import NOW, begin, make_task, taken

DUE = NOW + timedelta(minutes=1)
WIDE = Limits(capacity=10_000)


def claim(now: datetime = DUE, limit: int = 100, limits: Limits = WIDE) -> dispatch.Claimed:
    return dispatch.claim_due(now=now, limit=limit, limits=limits)


def test_nothing_is_claimed_before_it_is_due(owner: User) -> None:
    make_task(owner)
    assert claim(now=DUE - timedelta(seconds=1)).due == 0


def test_what_is_due_becomes_one_pending_execution(owner: User) -> None:
    task = make_task(owner)
    assert len(claim().execution_ids) == 1
    execution = Execution.objects.get()
    assert (execution.status, execution.trigger, execution.scheduled_for) == ("pending", "schedule", task.next_run)
    assert Task.objects.get().last_execution == execution
    assert claim().due == 0


def test_after_an_outage_a_task_runs_once_and_not_once_for_each_missed_time(owner: User) -> None:
    make_task(owner, schedule="* * * * *")
    assert len(claim(now=NOW + timedelta(hours=2)).execution_ids) == 1
    assert claim(now=NOW + timedelta(hours=2)).due == 0


def test_paused_and_deleted_tasks_are_not_due(owner: User) -> None:
    paused, deleted = make_task(owner), make_task(owner)
    tasks.update_task(owner=owner, task_id=paused.pk, changes={"state": "paused"}, now=NOW)
    tasks.delete_task(owner=owner, task_id=deleted.pk)
    assert claim(now=NOW + timedelta(days=400)).due == 0


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [(None, DUE + dispatch.SKIP_FOR), ("1 12 * * *", NOW.replace(day=2, minute=1))],
)
def test_a_due_time_that_meets_an_open_execution_is_skipped(
    owner: User, schedule: str | None, expected: datetime
) -> None:
    task = make_task(owner, schedule=schedule)
    begin(task)
    assert claim() == dispatch.Claimed(due=1, execution_ids=[])
    assert claim().due == 0
    task = Task.objects.get()
    assert (task.next_run, task.periodic_task.clocked.clocked_time) == (expected, expected)


def test_a_schedule_that_nobody_can_read_stops_no_other(owner: User, caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = make_task(owner, schedule="1 12 * * *"), make_task(owner)
    Task.objects.filter(pk=broken.pk).update(schedule="every morning")
    begin(broken)
    assert len(claim().execution_ids) == 1
    assert Execution.objects.get(trigger="schedule").task == sound
    assert Task.objects.get(pk=broken.pk).next_run == DUE + dispatch.SKIP_FOR
    assert "'every morning'" in caplog.text


def test_a_due_time_that_meets_a_retry_to_come_is_not_looked_at_before_it(owner: User) -> None:
    task = make_task(owner)
    outcomes.record_failure(claim=taken(begin(task)), error=RateLimitError("busy", retry_after=3600), now=NOW)
    assert claim() == dispatch.Claimed(due=1, execution_ids=[])
    assert Task.objects.get().next_run == NOW + timedelta(hours=1) + dispatch.SKIP_FOR


def test_the_longest_overdue_come_first_and_a_batch_is_bounded(owner: User) -> None:
    young, old = make_task(owner), make_task(owner)
    schedules.move(periodic_task_id=old.periodic_task_id, next_run=NOW - timedelta(hours=1))
    schedules.move(periodic_task_id=young.periodic_task_id, next_run=NOW)
    claim(limit=1)
    assert Execution.objects.get().task == old


@pytest.mark.parametrize("statement", [dispatch.WAITING, dispatch.OLDEST], ids=["waiting", "oldest"])
def test_what_is_due_is_found_by_the_index_on_the_time_even_after_much_was_due(owner: User, statement: str) -> None:
    make_task(owner)
    times = [DUE - timedelta(hours=1)] * 300 + [schedules.PARKED] * 3000
    ClockedSchedule.objects.bulk_create(ClockedSchedule(clocked_time=time) for time in times)
    parameters: dict[str, datetime | int | list[str]] = {
        "now": DUE,
        "unheard_since": DUE,
        "limit": 500,
        "full_owners": [],
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE django_celery_beat_clockedschedule")
        if statement == dispatch.OLDEST:
            # Autovacuum may have counted the few rows of the other tables, and found that sorting them is cheaper.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN " + statement, parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "clockedschedule_time" in plan
    assert "Seq Scan on django_celery_beat_clockedschedule" not in plan


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_claim_each_schedule_once() -> None:
    user = member("alice@example.com")
    for _ in range(40):
        make_task(user)
    claimed: list[object] = []

    def beat() -> None:
        while ids := claim(limit=5).execution_ids:
            claimed.extend(ids)
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(4)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert len(claimed) == len(set(claimed)) == Execution.objects.count() == 40


@contextmanager
def held_by_a_service() -> Iterator[None]:
    """The one task, locked by another session."""
    held, release = threading.Event(), threading.Event()

    def service() -> None:
        with transaction.atomic():
            Task.objects.select_for_update().get()
            held.set()
            release.wait(10)
        connection.close()

    thread = threading.Thread(target=service)
    thread.start()
    assert held.wait(10)
    yield
    release.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_task_that_a_service_holds_is_passed_over_and_not_waited_for() -> None:
    make_task(member("alice@example.com"))
    with held_by_a_service():
        assert claim().execution_ids == []
    assert len(claim().execution_ids) == 1


@pytest.mark.django_db(transaction=True)
def test_a_lease_that_has_run_out_does_not_hold_up_what_is_due() -> None:
    taken(begin(make_task(member("alice@example.com"))))
    late = NOW + timedelta(minutes=5)
    with held_by_a_service():
        assert outcomes.expire_leases(now=late, limit=10) == 0
    assert outcomes.expire_leases(now=late, limit=10) == 1

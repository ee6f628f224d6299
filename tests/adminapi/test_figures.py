"""The books say what the rows say, whatever happened to those, in whatever order, and whoever wrote them."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from adminapi import books
from adminapi.models import HourlyTotal, JournalEntry, QueryTotal, StateTotal
from core.errors import DomainError
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import executions, outcomes, owners, tasks
from tests.conftest import member
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

pytestmark = pytest.mark.django_db

QUERIES = ["Is it out?", "Is it in stock?", "What does it cost?"]
ERRORS = [errors.NetworkError("no route"), errors.TimeoutError("slow"), errors.ConfigurationError("bad key")]


class World:
    """Two users, what they do, and a clock that each step moves."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = NOW
        self.admin = member(f"admin-{seed}@example.com", User.Role.ADMIN)
        self.users = [member(f"user-{n}-{seed}@example.com") for n in range(2)]
        self.purged = 0

    def task(self) -> Task | None:
        found = list(Task.objects.order_by("created_at", "id"))
        return self.random.choice(found) if found else None

    def open_execution(self) -> Execution | None:
        return Execution.objects.open().order_by("created_at", "id").first()

    # ── What may happen ──

    def create(self) -> None:
        owner = self.random.choice(list(User.objects.exclude(pk=self.admin.pk)) or [self.admin])
        state = self.random.choice(["active", "paused"])
        make_task(owner, search_query=self.random.choice(QUERIES), state=state, now=self.now)

    def ask_otherwise(self) -> None:
        """The task that has run most, since its executions go along."""
        if task := Task.objects.annotate(count=Count("executions")).order_by("-count").first():
            query = self.random.choice([query for query in QUERIES if query != task.search_query])
            tasks.update_task(owner=None, task_id=task.pk, changes={"search_query": query}, now=self.now)

    def change_state(self) -> None:
        if task := self.task():
            state = self.random.choice(["active", "paused", "completed"])
            tasks.update_task(owner=None, task_id=task.pk, changes={"state": state}, now=self.now)

    def execute(self) -> None:
        if task := self.task():
            force = self.random.random() < 0.3
            executions.execute_now(owner=None, task_id=task.pk, force=force, now=self.now)

    def tick(self) -> None:
        dispatch.claim_due(now=self.now, limit=10, limits=Limits())
        outcomes.expire_leases(now=self.now, limit=10)

    def succeed(self) -> None:
        if claim := self._claim():
            outcomes.record_outcome(claim=claim, outcome=outcome(now=self._later()), now=self.now)

    def fail(self) -> None:
        if claim := self._claim():
            outcomes.record_failure(claim=claim, error=self.random.choice(ERRORS), now=self._later())

    def begin_and_be_lost(self) -> None:
        self._claim()

    def delete_task(self) -> None:
        if task := self.task():
            tasks.delete_task(owner=None, task_id=task.pk)

    def deactivate(self) -> None:
        if user := User.objects.exclude(pk=self.admin.pk).first():
            owners.deactivate(user_id=user.pk, by=self.admin, now=self.now)

    def delete_user(self) -> None:
        if user := User.objects.exclude(pk=self.admin.pk).last():
            user.delete()

    def delete_a_task_before_its_executions(self) -> None:
        if task := self.task():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM tasks_app_task WHERE id = %s", [task.pk])
                cursor.execute("DELETE FROM tasks_app_execution WHERE task_id = %s", [task.pk])

    def purge(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL torale.purging = 'on'")
            ended = list(Execution.objects.exclude(completed_at=None).values_list("pk", flat=True)[:2])
            Execution.objects.filter(pk__in=ended).delete()
            cursor.execute("SET LOCAL torale.purging = 'off'")
        self.purged += len(ended)

    def fold_a_little(self) -> None:
        books.fold(limit=self.random.choice([1, 2, 3]))

    def _claim(self) -> executions.Claim | None:
        execution = self.open_execution()
        return executions.claim(execution_id=execution.pk, now=self._later()) if execution else None

    def _later(self) -> datetime:
        self.now += timedelta(minutes=self.random.choice([0, 1, 20, 70]))
        return self.now


STEPS: Sequence[Callable[[World], None]] = (
    *(World.create, World.ask_otherwise, World.change_state, World.execute, World.succeed, World.fail) * 3,
    *(World.tick, World.purge, World.fold_a_little) * 2,
    World.begin_and_be_lost,
    World.delete_task,
    World.deactivate,
    World.delete_user,
    World.delete_a_task_before_its_executions,
)
START: Sequence[Callable[[World], None]] = (World.create, World.create, World.execute, World.fail, World.create)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(STEPS), min_size=5, max_size=15), seed=st.integers(0, 10**6))
def test_the_books_agree_with_the_rows_after_every_step(
    db: None, steps: list[Callable[[World], None]], seed: int
) -> None:
    with transaction.atomic():
        world = World(seed)
        for step in (*START, *steps):
            with suppress(DomainError):  # not allowed as things are, and so nothing happens
                step(world)
            assert books.differences() == [], step.__name__
        books.fold_all()
        assert not JournalEntry.objects.exists()
        assert books.differences() == []
        assert sum(HourlyTotal.objects.values_list("purged", flat=True)) == world.purged
        assert set(QueryTotal.objects.values_list("search_query", flat=True)) == _asked()
        transaction.set_rollback(True)


def _asked() -> set[str]:
    return set(Task.objects.values_list("search_query", flat=True))


def test_what_retention_deletes_stays_in_its_hour_and_leaves_the_query(owner: User) -> None:
    task = make_task(owner)
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(), now=NOW + timedelta(seconds=4))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL torale.purging = 'on'")
        Execution.objects.all().delete()
        cursor.execute("SET LOCAL torale.purging = 'off'")
    books.fold()

    hour = HourlyTotal.objects.get()
    assert (hour.hour, hour.status, hour.executions, hour.purged) == (NOW, "success", 0, 1)
    assert QueryTotal.objects.get().successes == 0
    assert books.differences() == []


def test_a_query_that_changes_takes_its_executions_along(owner: User) -> None:
    task = make_task(owner)
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(), now=NOW + timedelta(seconds=4))
    tasks.update_task(owner=owner, task_id=task.pk, changes={"search_query": "Another one?"}, now=NOW)
    books.fold()

    total = QueryTotal.objects.get()
    assert (total.search_query, total.tasks, total.successes, total.duration_ms) == ("Another one?", 1, 1, 4000)
    assert books.differences() == []


def test_rows_that_are_there_before_the_books_are_booked(owner: User) -> None:
    task = make_task(owner)
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(), now=NOW + timedelta(seconds=4))
    make_task(owner, search_query="Another one?", state="paused")
    for book in (JournalEntry, HourlyTotal, QueryTotal, StateTotal):
        book.objects.all().delete()
    assert len(books.differences()) == 5

    with connection.cursor() as cursor:
        cursor.execute(import_module("adminapi.migrations.0002_ledger").EXISTING)

    assert books.differences() == []
    books.fold()
    assert books.differences() == []


def test_rows_that_are_written_at_once_are_booked(owner: User) -> None:
    task = make_task(owner)
    done = {"task": task, "question_version": 1, "trigger": "manual", "scheduled_for": NOW, "created_at": NOW}
    done |= {"started_at": NOW, "queued_at": NOW, "completed_at": NOW, "duration_ms": 5}
    Execution.objects.bulk_create(
        [Execution(**done, status="success"), Execution(**done, status="failed", error_type="NetworkError")]
    )
    assert books.differences() == []
    books.fold()

    total = QueryTotal.objects.get()
    assert (total.successes, total.failures, total.duration_ms) == (1, 1, 5)


# ── The command ──


def _spoil(owner: User) -> None:
    task = make_task(owner)
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(), now=NOW + timedelta(seconds=4))
    books.fold()
    HourlyTotal.objects.update(executions=7)
    QueryTotal.objects.update(tasks=0, duration_ms=1)
    StateTotal.objects.all().delete()


def test_the_command_says_what_differs(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    _spoil(owner)

    with pytest.raises(CommandError, match=r"^3 differ.$"):
        call_command("figures")

    said = capsys.readouterr().out
    assert "adminapi_hourlytotal 2026-03-01 12:00:00+00:00 success: executions -6" in said
    assert "adminapi_querytotal When is the next iPhone being released?: tasks +1, duration_ms +3999" in said
    assert "adminapi_statetotal active: tasks +1" in said
    assert len(books.differences()) == 3


def test_the_command_mends_what_differs(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    _spoil(owner)

    with pytest.raises(CommandError, match=r"^3 differ, and are mended.$"):
        call_command("figures", rebuild=True)
    call_command("figures")

    assert capsys.readouterr().out.endswith("All figures agree with the rows.\n")

"""The scheduler that celery-beat runs: it claims, publishes, and outlives its database and its broker."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.models import User
from config.celery import app
from core.jobs import broker, heartbeat
from tasks_app.models import Execution
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.beat import DueScheduler
from tasks_app.services import outcomes
from tests.tasks_app.make import begin, make_task, taken


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The ids that went to the broker."""
    ids: list[Any] = []
    monkeypatch.setattr(dispatch, "publish", ids.extend)
    return ids


@pytest.fixture
def scheduler(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[DueScheduler]:
    # The stock scheduler closes old connections, which a test's transaction would not survive.
    monkeypatch.setattr("django_celery_beat.schedulers.close_old_connections", lambda: None)
    kept = connection.settings_dict["CONN_MAX_AGE"]
    yield DueScheduler(app=app, lazy=True)
    connection.settings_dict["CONN_MAX_AGE"] = kept


def test_a_tick_makes_executions_of_what_is_due_and_publishes_them(
    scheduler: DueScheduler, owner: User, published: list[Any]
) -> None:
    make_task(owner, now=timezone.now() - timedelta(minutes=1))
    wait = scheduler.tick()
    assert published == [Execution.objects.get().pk]
    assert 0 < wait <= 1


def test_a_full_batch_is_followed_by_the_next_at_once(
    scheduler: DueScheduler, owner: User, published: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks_app.scheduling.beat.BATCH", 2)
    for _ in range(3):
        make_task(owner, now=timezone.now() - timedelta(minutes=1))
    assert scheduler.tick() == 0
    assert scheduler.tick() > 0
    assert len(published) == 3


def test_what_was_lost_is_published_again_to_workers_that_live(
    scheduler: DueScheduler, owner: User, published: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_task(owner, now=timezone.now() - timedelta(minutes=1))
    scheduler.tick()
    Execution.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
    monkeypatch.setattr(heartbeat, "capacity", lambda queue: None)
    scheduler.tick()
    assert len(published) == 1
    monkeypatch.setattr(heartbeat, "capacity", lambda queue: 64)
    scheduler.tick()
    assert len(published) == 2
    assert len(set(published)) == 1


def test_a_tasks_own_schedule_is_never_loaded(scheduler: DueScheduler, owner: User) -> None:
    make_task(owner)
    every_hour = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    static = PeriodicTask.objects.create(name="an operator's own", task="maintenance.none", interval=every_hour)
    assert list(scheduler.enabled_models_qs()) == [static]


def test_maintenance_jobs_that_were_fired_are_not_fired_again_by_whoever_takes_over(
    scheduler: DueScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: list[str] = []
    monkeypatch.setattr(DueScheduler, "send_task", lambda self, name, *_, **__: fired.append(name))
    every_hour = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    for name in ("maintenance.one", "maintenance.two"):
        long_ago = timezone.now() - timedelta(hours=2)
        PeriodicTask.objects.create(name=name, task=name, interval=every_hour, last_run_at=long_ago)
    while scheduler.tick() == 0:
        pass
    assert sorted(fired) == ["maintenance.one", "maintenance.two"]

    DueScheduler(app=app, lazy=True).tick()
    assert len(fired) == 2


def test_a_database_that_is_away_does_not_end_the_scheduler(
    scheduler: DueScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(dispatch, "waiting", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert 0 < scheduler.tick() <= 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("INSERT INTO accounts_user SELECT * FROM accounts_user", "a statement failed with IntegrityError"),
        ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)", "a statement failed with OperationalError"),
        ("SELECT 1 / 0", "a statement failed with DataError"),
        (None, "the database is away"),
    ],
)
def test_the_log_tells_a_failed_statement_from_a_database_that_is_away(
    scheduler: DueScheduler,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    sql: str | None,
    told: str,
) -> None:
    def fail(**_: Any) -> None:
        if sql is None:
            raise OperationalError("the connection is closed")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    monkeypatch.setattr(dispatch, "waiting", fail)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert scheduler.tick() > 0
    assert f"the schedule waits: {told}" in caplog.text


def test_a_lost_execution_that_cannot_be_ended_does_not_keep_others_from_beginning(
    scheduler: DueScheduler, owner: User, published: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: Any) -> None:
        raise IntegrityError("a rule that nobody foresaw")

    monkeypatch.setattr(outcomes, "expire_leases", refused)
    monkeypatch.setattr(connection, "close", lambda: None)
    late = timezone.now() - timedelta(minutes=5)
    lost = begin(make_task(owner, state="paused"), now=late)
    taken(lost, now=late)
    due = make_task(owner, now=late)
    scheduler.tick()
    assert published == [Execution.objects.get(task=due).pk]


def test_a_broker_that_is_away_leaves_the_executions_to_be_found_again(
    scheduler: DueScheduler, owner: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(broker, "app", nowhere)
    make_task(owner, now=timezone.now() - timedelta(minutes=1))
    scheduler.tick()
    assert "the broker is away" in caplog.text
    assert Execution.objects.get().status == "pending"


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_schedulers_fires_the_static_entries() -> None:
    first = DueScheduler(app=app, lazy=True)
    assert first._fires_static_entries()
    assert first._fires_static_entries()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(7261351)")
            assert cursor.fetchone() == (False,)
            connection.close()
            cursor.execute("SELECT pg_advisory_lock(7261351)")
        assert not first._fires_static_entries()
    finally:
        other.close()

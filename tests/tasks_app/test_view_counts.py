"""Views are counted in Redis and written down in batches: no row is written by a read, and none is counted twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from redis import Redis
from redis.exceptions import ConnectionError as LostConnectionError
from rest_framework.test import APIClient

from accounts import counters, readers
from accounts.limits import Scope
from accounts.models import User
from core.api.rates import Rate
from tasks_app.models import Task
from tasks_app.scheduling import beat
from tasks_app.services import view_counts
from tests.conftest import member
from tests.tasks_app.make import NOW, make_task
from tests.tasks_app.test_beat import scheduler

__all__ = ["scheduler"]


@pytest.fixture(autouse=True)
def _own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_counts, "KEY", f"torale:views:{uuid.uuid4()}")
    monkeypatch.setattr(view_counts, "outage", counters.Outage())


@pytest.fixture
def task(owner: User) -> Task:
    return make_task(owner)


def note(task_id: uuid.UUID, reader: str = "") -> None:
    """A read, by somebody new where it is not said by whom."""
    view_counts.note(task_id, reader=reader or str(uuid.uuid4()), now=NOW)


def views(task: Task) -> int:
    return Task.objects.get(pk=task.pk).view_count


def test_a_read_writes_no_row_until_it_is_flushed(task: Task, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for _ in range(3):
            note(task.pk)
    assert views(task) == 0

    with django_assert_num_queries(1):
        assert view_counts.flush() == 1
    assert views(task) == 3


def test_a_flush_of_many_tasks_is_one_statement(owner: User, django_assert_num_queries: Any) -> None:
    tasks = [make_task(owner) for _ in range(5)]
    for number, task in enumerate(tasks):
        for _ in range(number):
            note(task.pk)
    with django_assert_num_queries(1):
        view_counts.flush()
    assert [views(task) for task in tasks] == [0, 1, 2, 3, 4]


def test_a_flush_is_bounded_and_the_rest_follows(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_counts, "FLUSH_BATCH", 2)
    tasks = [make_task(owner) for _ in range(5)]
    for task in tasks:
        note(task.pk)
    assert [view_counts.flush() for _ in range(4)] == [2, 2, 1, 0]
    assert [views(task) for task in tasks] == [1] * 5


def test_nothing_is_counted_twice(task: Task) -> None:
    note(task.pk)
    assert [view_counts.flush() for _ in range(2)] == [1, 0]
    assert views(task) == 1


@pytest.mark.django_db(transaction=True)
def test_a_task_that_somebody_else_is_at_work_on_is_written_down_later_and_not_waited_for() -> None:
    owner = member("alice@example.com")
    busy, free = make_task(owner), make_task(owner)
    for task in (busy, free):
        note(task.pk)

    with transaction.atomic(), ThreadPoolExecutor(1) as others:
        Task.objects.select_for_update().get(pk=busy.pk)
        assert others.submit(flush_apart).result(5) == 1
    assert [views(task) for task in (busy, free)] == [0, 1]

    assert [view_counts.flush() for _ in range(2)] == [1, 0]
    assert [views(task) for task in (busy, free)] == [1, 1]


def flush_apart() -> int:
    """On a connection of its own."""
    try:
        return view_counts.flush()
    finally:
        connection.close()


def test_views_of_a_task_that_is_gone_are_dropped(task: Task) -> None:
    note(uuid.uuid4())
    note(task.pk)
    view_counts.flush()
    assert views(task) == 1


def test_a_database_that_is_away_leaves_the_views_in_redis(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    note(task.pk)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", _away)
        with pytest.raises(OperationalError):
            view_counts.flush()
    note(task.pk)
    view_counts.flush()
    assert views(task) == 2


def _away() -> None:
    raise OperationalError("the database is away")


def test_while_redis_is_away_reading_goes_on_and_nothing_is_raised(
    task: Task, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Redis(host="127.0.0.1", port=1)
    with monkeypatch.context() as patch:
        patch.setattr(view_counts, "client", lambda: nowhere)
        note(task.pk)
        assert view_counts.flush() == 0
    assert "a read is not counted" in caplog.text
    assert "written down later" in caplog.text


def test_a_redis_that_is_away_is_asked_once_a_second(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Away:
        def eval(self, *_: Any) -> None:
            asked.append(1)
            raise LostConnectionError

    monkeypatch.setattr(view_counts, "client", Away)
    for _ in range(5):
        note(task.pk)
    assert len(asked) == 1


def test_the_scheduler_flushes_every_few_seconds(
    scheduler: beat.DueScheduler, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(beat, "monotonic", lambda: now)
    for passed, counted in ((0, 1), (1, 1), (beat.FLUSH_VIEWS_EVERY, 3)):
        now += passed
        note(task.pk)
        scheduler.tick()
        assert views(task) == counted


def test_a_redis_that_is_away_does_not_hold_up_the_scheduler(
    scheduler: beat.DueScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_counts, "client", lambda: Redis(host="127.0.0.1", port=1))
    assert 0 < scheduler.tick() <= 1


@pytest.mark.django_db(transaction=True)
def test_reads_and_flushes_at_the_same_time_lose_nothing_and_count_nothing_twice() -> None:
    owner = member("alice@example.com")
    tasks = [make_task(owner) for _ in range(4)]

    def read(_: int) -> None:
        for task in tasks:
            note(task.pk)

    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(work, n) for n in range(40) for work in (read, lambda _: flush_apart())]
    for each in done:
        each.result()
    view_counts.flush()
    assert [views(task) for task in tasks] == [40, 40, 40, 40]


def test_a_reader_counts_once_a_day(task: Task) -> None:
    for reader in ("user:1", "user:1", "address:203.0.113.1", "user:1"):
        note(task.pk, reader)
    view_counts.note(task.pk, reader="user:1", now=NOW + timedelta(days=1))
    view_counts.flush()
    assert views(task) == 3


def test_many_readers_are_estimated_in_bounded_room(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_counts, "EXACTLY", 50)
    for _ in range(2):
        for number in range(600):
            note(task.pk, f"address:{number}")
    view_counts.flush()
    assert 570 <= views(task) <= 630
    redis: Any = counters.client()
    (key,) = redis.scan_iter(f"{view_counts.KEY}:readers:{task.pk}:*[0-9]")
    assert redis.scard(key) == 50
    assert 0 < redis.ttl(key) <= int(view_counts.REMEMBERED)


def test_reads_by_the_api_and_the_page_count_once_for_each_reader(
    task: Task, as_stranger: APIClient, as_nobody: APIClient, client: Client, stranger: User
) -> None:
    Task.objects.update(is_public=True)
    for _ in range(3):
        for reader in (as_stranger, as_nobody):
            assert reader.get(f"/api/v1/tasks/{task.pk}").status_code == 200
        assert client.get(f"/tasks/{task.pk}").status_code == 200
    client.force_login(stranger)
    client.get(f"/tasks/{task.pk}")
    view_counts.flush()
    assert views(task) == 2


def test_forks_count_once_a_day_for_each_user(task: Task, stranger: User, as_stranger: APIClient) -> None:
    Task.objects.update(is_public=True)
    for number in range(3):
        fork = as_stranger.post(f"/api/v1/tasks/{task.pk}/fork", {"name": f"copy {number}"}, format="json").json()
        as_stranger.delete(f"/api/v1/tasks/{fork['id']}")
    assert Task.objects.get(pk=task.pk).subscriber_count == 1


@pytest.mark.parametrize("path", ["", "/rss"])
def test_pages_that_cost_have_a_limit_for_each_reader(
    task: Task, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    settings.TORALE_RATE_LIMITS = None
    monkeypatch.setattr(counters, "PREFIX", f"test:{uuid.uuid4()}:")
    monkeypatch.setattr(readers, "PAGES", Scope("pages", (Rate(2, 60),)))
    Task.objects.update(is_public=True)
    answers = [client.get(f"/tasks/{task.pk}{path}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get(f"/tasks/{task.pk}{path}", REMOTE_ADDR="203.0.113.9").status_code == 200

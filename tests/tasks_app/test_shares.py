"""One owner, and all executions by hand together, leave places free for others."""

import threading
import uuid
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.models import User
from core.jobs import broker
from tasks_app.models import Execution, Task
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import executions
from tasks_app.worker_threads import Threads
from tests.conftest import client_of, member
from tests.tasks_app.make import NOW, begin, make_task, taken

DUE = NOW + timedelta(minutes=1)
ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def owners_of_begun(limits: Limits, *, limit: int = 100) -> list[str]:
    ids = dispatch.claim_due(now=DUE, limit=limit, limits=limits).execution_ids
    return list(Execution.objects.filter(pk__in=ids).values_list("task__owner__email", flat=True))


def ask(task: Task) -> Execution:
    return executions.execute_now(owner=task.owner, task_id=task.pk, force=False, now=NOW)


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (Limits(capacity=64), 56),
        (Limits(capacity=4), 3),
        (Limits(capacity=1), 1),
        (Limits(concurrent=9), 8),
        (Limits(per_minute=9), 8),
    ],
)
def test_one_owner_leaves_places_to_another(owner: User, stranger: User, limits: Limits, most: int) -> None:
    for _ in range(70):
        make_task(owner)
    assert owners_of_begun(limits) == [owner.email] * most
    assert owners_of_begun(limits) == []
    for execution in Execution.objects.all():
        taken(execution, now=DUE)
    make_task(stranger)
    assert owners_of_begun(limits) == [stranger.email]


def test_what_an_owner_has_no_places_for_does_not_hide_what_others_have_due(owner: User, stranger: User) -> None:
    for _ in range(20):
        make_task(owner)
    owners_of_begun(Limits(capacity=4))
    make_task(stranger, now=NOW + timedelta(seconds=1))
    now = DUE + timedelta(seconds=1)
    claimed = dispatch.claim_due(now=now, limit=5, limits=Limits(capacity=4), last_owner=owner.pk)
    assert [Execution.objects.get(pk=pk).task.owner for pk in claimed.execution_ids] == [stranger]


@pytest.mark.parametrize("limits", [Limits(concurrent=8), Limits(per_minute=8), Limits(capacity=8, concurrent=8)])
def test_executions_by_hand_leave_a_quarter_to_schedules(db: None, limits: Limits) -> None:
    owners = [member(f"user-{number}@example.com") for number in range(4)]
    for each in owners:
        for _ in range(4):
            ask(make_task(each, state="paused"))
    dispatch.claim_due(now=DUE, limit=100, limits=limits)
    assert Execution.objects.exclude(queued_at=None).count() == 5, "and one is left for another's by hand"
    make_task(owners[0])
    make_task(owners[1])
    dispatch.claim_due(now=DUE, limit=100, limits=limits)
    assert Execution.objects.filter(trigger="schedule").count() == 2


def test_owners_come_in_turn_by_hand_too(owner: User, stranger: User) -> None:
    for _ in range(10):
        ask(make_task(owner, state="paused"))
    ask(make_task(stranger, state="paused"))
    assert owners_of_begun(Limits(concurrent=6)).count(stranger.email) == 1


def test_a_run_that_was_cancelled_before_its_turn_uses_nothing_up(owner: User, stranger: User) -> None:
    task, limits = make_task(owner, state="paused"), Limits(per_minute=4)
    for _ in range(8):
        executions.execute_now(owner=owner, task_id=task.pk, force=True, now=DUE)
    make_task(stranger)
    assert sorted(owners_of_begun(limits)) == [owner.email, stranger.email]


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(broker, "publish", lambda job, ids: sent.extend(ids))
    return sent


@pytest.mark.django_db(transaction=True)
def test_a_manual_execution_goes_on_the_queue_at_once_where_there_is_room(published: list[uuid.UUID]) -> None:
    execution = ask(make_task(member("alice@example.com")))
    assert published == [execution.pk]
    assert Execution.objects.get().queued_at == NOW


@pytest.mark.parametrize("queued", [True, False])
@pytest.mark.django_db(transaction=True)
def test_it_waits_where_there_is_none_or_another_was_asked_for_before(
    published: list[uuid.UUID], settings: Any, queued: bool
) -> None:
    user = member("alice@example.com")
    first = begin(make_task(user))
    settings.TORALE_LIMITS = (1 if queued else 9, None)
    if not queued:
        Execution.objects.update(queued_at=None)
    published.clear()
    second = executions.execute_now(owner=user, task_id=make_task(user).pk, force=False, now=NOW + timedelta(seconds=1))
    assert published == []
    assert Execution.objects.get(pk=second.pk).queued_at is None
    assert first.pk != second.pk


@pytest.mark.django_db(transaction=True)
def test_it_is_left_to_the_scheduler_while_another_lets_executions_begin(published: list[uuid.UUID]) -> None:
    task, is_locked, is_asked = make_task(member("alice@example.com")), threading.Event(), threading.Event()

    def hold_the_lock() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [dispatch.CLAIM_LOCK])
            is_locked.set()
            is_asked.wait(10)
        connection.close()

    holder = threading.Thread(target=hold_the_lock)
    holder.start()
    is_locked.wait(10)
    execution = ask(task)
    is_asked.set()
    holder.join()
    assert published == []
    assert dispatch.claim_due(now=NOW, limit=10, limits=Limits()).execution_ids == [execution.pk]


def test_an_owner_has_so_many_open_by_hand_and_no_more(owner: User, stranger: User, settings: Any) -> None:
    settings.TORALE_MAX_OPEN_MANUAL = 2
    client, paths = client_of(owner), [f"/api/v1/tasks/{make_task(owner).pk}/execute" for _ in range(3)]
    assert [client.post(path).status_code for path in paths] == [200, 200, 429]
    refused = client.post(paths[2])
    assert refused.json()["detail"].startswith("You have 2 manual executions under way")
    assert int(refused["Retry-After"]) > 0
    assert client.post(paths[0], {"force": True}, format="json").status_code == 200, "in the place of its own"
    others = f"/api/v1/tasks/{make_task(stranger).pk}/execute"
    assert client_of(stranger).post(others).status_code == 200
    executions.execute_now(owner=None, task_id=uuid.UUID(paths[2].split("/")[4]), force=False, now=NOW)


@pytest.mark.parametrize("fields", [{}, {"state": "paused"}, {"schedule": "0 9 * * *"}])
def test_run_immediately_counts_too(as_owner: APIClient, settings: Any, fields: dict[str, str]) -> None:
    settings.TORALE_MAX_OPEN_MANUAL = 2
    body = {"search_query": "When?", "run_immediately": True, **fields}
    answers = [as_owner.post("/api/v1/tasks", body, format="json").json() for _ in range(3)]
    assert [bool(answer["immediate_execution_error"]) for answer in answers] == [False, False, True]
    assert Execution.objects.count() == 2
    assert Task.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_do_not_pass_the_limit(settings: Any) -> None:
    settings.TORALE_MAX_OPEN_MANUAL = 3
    user = member("alice@example.com")
    client, statuses = client_of(user), []

    def execute(task: Task) -> None:
        statuses.append(client.post(f"/api/v1/tasks/{task.pk}/execute").status_code)
        connection.close()

    threads = [threading.Thread(target=execute, args=[make_task(user)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 3 + [429] * 5


def test_a_worker_leaves_threads_to_others_whatever_the_database_says() -> None:
    threads = Threads(8)
    with ExitStack() as holding:
        held = [holding.enter_context(threads.held(ONE, is_shared=True)) for _ in range(9)]
        assert held == [True] * 7 + [False] * 2
        assert holding.enter_context(threads.held(OTHER, is_shared=True))
    with threads.held(ONE, is_shared=True) as again:
        assert again


def test_a_worker_gives_its_only_user_all_its_threads() -> None:
    threads = Threads(2)
    with threads.held(ONE, is_shared=False) as first, threads.held(ONE, is_shared=False) as second:
        assert first
        assert second


def test_what_a_worker_gives_back_waits_for_its_turn_again(owner: User) -> None:
    claim = taken(begin(make_task(owner)))
    executions.give_back(claim)
    execution = Execution.objects.get()
    assert (execution.status, execution.queued_at, execution.token) == ("pending", None, None)
    assert dispatch.claim_due(now=DUE, limit=10, limits=Limits()).execution_ids == [execution.pk]

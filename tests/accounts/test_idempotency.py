"""`Idempotency-Key`: what is sent again is answered again, and done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import idempotency, jobs
from accounts.models import KeptAnswer, User
from config.celery import app
from core.errors import ConflictError
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tasks_app.services import sharing, tasks
from tests.conftest import client_of, member
from tests.tasks_app.make import NOW, make_task

TASKS = "/api/v1/tasks"
BODY = {"name": "iPhone", "search_query": "When is the next iPhone being released?"}


def post(client: APIClient, path: str = TASKS, body: Any = None, *, key: str = "k-1") -> Any:
    return client.post(path, BODY if body is None else body, format="json", headers={"Idempotency-Key": key})


def only(problems: Any) -> Any:
    [problem] = problems
    return problem


# ── The same again ───────────────────────────────────────────────────────────────────────────────


def test_a_create_that_is_sent_again_is_answered_again_and_makes_one_task(as_owner: APIClient) -> None:
    first, again = post(as_owner), post(as_owner)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Content-Type"] == first["Content-Type"]
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Task.objects.count() == 1


def test_the_answer_stays_what_it_was_when_the_task_changes(as_owner: APIClient) -> None:
    first = post(as_owner)
    as_owner.delete(f"{TASKS}/{first.json()['id']}")

    assert post(as_owner).content == first.content
    assert Task.objects.count() == 0


def test_an_execute_that_is_sent_again_is_no_conflict(as_owner: APIClient, owner: User) -> None:
    path = f"{TASKS}/{make_task(owner).pk}/execute"
    first, again = post(as_owner, path, {}), post(as_owner, path, {})

    assert (first.status_code, again.content) == (200, first.content)
    assert Execution.objects.count() == 1
    assert as_owner.post(path).status_code == 409


def test_a_fork_that_is_sent_again_makes_one_copy(as_stranger: APIClient, owner: User) -> None:
    task = make_task(owner)
    sharing.set_visibility(owner=owner, task_id=task.pk, is_public=True, now=NOW)
    first, again = (post(as_stranger, f"{TASKS}/{task.pk}/fork", {}) for _ in range(2))

    assert (first.status_code, again.content) == (200, first.content)
    assert Task.objects.get(pk=task.pk).subscriber_count == 1


def test_a_test_of_the_webhook_that_is_sent_again_is_one_delivery(as_owner: APIClient) -> None:
    as_owner.put("/api/v1/webhooks/config", {"url": "https://hooks.example.com/x"}, format="json")
    first, again = (post(as_owner, "/api/v1/webhooks/test", {}) for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    delivery = Notification.objects.get()

    redeliver = f"/api/v1/webhooks/deliveries/{delivery.pk}/redeliver"
    first, again = (post(as_owner, redeliver, {}, key="k-2") for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)


def test_fields_in_another_order_and_a_key_in_quotes_are_the_same(as_owner: APIClient) -> None:
    first = post(as_owner, key='"k-1"')
    again = post(as_owner, f"{TASKS}/", dict(reversed(BODY.items())))

    assert again.content == first.content


# ── Something else ───────────────────────────────────────────────────────────────────────────────


def test_a_key_that_was_used_for_another_body_is_refused(as_owner: APIClient) -> None:
    post(as_owner)
    answer = post(as_owner, body=BODY | {"name": "Another"})

    assert answer.status_code == 422
    assert only(answer.json()["detail"]) == {
        "type": "idempotency_key_reused",
        "loc": ["header", "Idempotency-Key"],
        "msg": "This key was used for another request",
    }
    assert Task.objects.count() == 1


def test_a_key_that_was_used_at_another_address_is_refused(as_owner: APIClient, owner: User) -> None:
    path = f"{TASKS}/{make_task(owner).pk}/execute"
    assert post(as_owner, path, {}).status_code == 200
    assert post(as_owner, f"{path}?force=true", {}).status_code == 422
    assert post(as_owner, path.replace("execute", "fork"), {}).status_code == 422


def test_a_key_is_one_users_own(as_owner: APIClient, as_stranger: APIClient) -> None:
    hers, his = post(as_owner), post(as_stranger)

    assert (his.status_code, his.get("Idempotent-Replayed")) == (200, None)
    assert hers.json()["id"] != his.json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel", "a\tb", '""'])
def test_what_is_no_key_is_refused(as_owner: APIClient, key: str) -> None:
    answer = post(as_owner, key=key)
    assert (answer.status_code, only(answer.json()["detail"])["loc"]) == (422, ["header", "Idempotency-Key"])
    assert Task.objects.count() == 0


def test_a_key_may_be_255_characters(as_owner: APIClient) -> None:
    assert post(as_owner, key="x" * 255).content == post(as_owner, key="x" * 255).content


# ── Refusals and failures ────────────────────────────────────────────────────────────────────────


def test_a_refusal_is_not_kept_and_the_key_may_be_used_for_what_is_right(as_owner: APIClient) -> None:
    assert post(as_owner, body={}).status_code == 422
    assert post(as_owner, body=BODY | {"notifications": [{"type": "pigeon"}]}).status_code in (400, 422)
    assert post(as_owner).status_code == 200


def test_a_failure_leaves_nothing_and_the_next_attempt_does_it(as_owner: APIClient) -> None:
    as_owner.raise_request_exception = False
    with mock.patch.object(idempotency, "_keep", side_effect=RuntimeError("killed between the two")):
        assert post(as_owner).status_code == 500
    assert (Task.objects.count(), KeptAnswer.objects.count()) == (0, 0)

    assert post(as_owner).status_code == 200


def test_a_task_that_cannot_run_at_once_is_kept_as_it_was_answered(as_owner: APIClient) -> None:
    with mock.patch("tasks_app.services.executions._begin", side_effect=ConflictError("busy")):
        first = post(as_owner, body=BODY | {"run_immediately": True})
    assert first.json()["immediate_execution_error"] == "busy"
    assert post(as_owner, body=BODY | {"run_immediately": True}).content == first.content


# ── At once ──────────────────────────────────────────────────────────────────────────────────────


def at_once(count: int, ask: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(count)

    def run(_: int) -> Any:
        try:
            barrier.wait(10)
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_done_and_the_others_are_told_to_wait_or_answered_alike() -> None:
    owner = member("alice@example.com")
    answers = at_once(8, lambda: post(client_of(owner)))

    done = [answer for answer in answers if answer.status_code == 200]
    assert done
    assert Task.objects.count() == 1
    assert len({answer.content for answer in done}) == 1
    for answer in answers:
        assert answer.status_code == 200 or (answer.status_code, answer["Retry-After"]) == (409, "1")


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_under_way_the_second_is_a_conflict_and_another_key_is_not() -> None:
    owner = member("alice@example.com")
    seen: list[Any] = []
    create = tasks.create_and_read_task

    def slow(**given: Any) -> tuple[Task, Any]:
        if not seen:
            seen.append(None)
            with ThreadPoolExecutor(1) as thread:
                seen[:] = [thread.submit(run, key).result(10) for key in ("k-1", "k-2")]
        return create(**given)

    def run(key: str) -> Any:
        try:
            return post(client_of(owner), key=key)
        finally:
            connection.close()

    with mock.patch.object(tasks, "create_and_read_task", slow):
        first = post(client_of(owner))

    assert [answer.status_code for answer in (first, *seen)] == [200, 409, 200]
    assert seen[0].json() == {"detail": "A request with this Idempotency-Key is under way."}


# ── What it costs, and how it ends ───────────────────────────────────────────────────────────────


def test_without_the_header_nothing_is_asked_or_kept(as_owner: APIClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        as_owner.post(TASKS, BODY, format="json")
    assert not [query for query in queries if "keptanswer" in query["sql"] or "advisory" in query["sql"]]


def test_after_a_day_the_key_is_free_again(as_owner: APIClient) -> None:
    first = post(as_owner).json()
    KeptAnswer.objects.update(created_at=timezone.now() - idempotency.KEPT_FOR)

    second = post(as_owner, body=BODY | {"name": "Another"})
    assert second.status_code == 200
    assert second.json()["id"] != first["id"]
    assert KeptAnswer.objects.count() == 1
    assert post(as_owner, body=BODY | {"name": "Another"}).content == second.content


def test_the_clockwork_deletes_what_is_older_than_a_day(as_owner: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "FORGET_BATCH", 2)
    for number in range(6):
        post(as_owner, key=f"k-{number}")
    old = KeptAnswer.objects.exclude(key="k-5")
    old.update(created_at=timezone.now() - idempotency.KEPT_FOR - timedelta(seconds=1))

    entry = settings.CELERY_BEAT_SCHEDULE["forget-answers"]
    assert app.tasks[str(entry["task"])] == jobs.forget_answers
    jobs.forget_answers()

    assert [kept.key for kept in KeptAnswer.objects.all()] == ["k-5"]


def test_a_new_key_is_never_kept(as_owner: APIClient) -> None:
    first, second = (post(as_owner, "/auth/api-keys", {"name": "laptop"}) for _ in range(2))

    assert first.json()["key"] != second.json()["key"]
    assert KeptAnswer.objects.count() == 0

"""A task without a channel of its own is told by its owner's defaults, and says by which."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from notifications.models import EmailAddress, Notification, NotificationDefaults
from notifications.services import addresses, parse
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.pipeline.types import Verdict
from tasks_app.services import executions, outcomes
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

TASKS, DEFAULTS = "/api/v1/tasks", "/api/v1/notifications/defaults"
OWN, HOOK = "alice@example.com", "https://hooks.example.com/default"
TO_HOOK = {"type": "webhook", "url": "https://hooks.example.com/own"}
BY_MAIL = {"type": "email", "recipient": OWN, "is_default": True}
BY_HOOK = {"type": "webhook", "recipient": HOOK, "is_default": True}


def find(task: Task, **options: Any) -> Execution:
    """An execution that finds the condition met."""
    execution = executions.execute_now(owner=None, task_id=task.pk, force=False, now=NOW, **options)
    outcomes.record_outcome(claim=taken(execution), outcome=outcome(Verdict.MET), now=NOW)
    execution.refresh_from_db()
    return execution


def told() -> list[str]:
    return [row.recipient for row in Notification.objects.order_by("kind")]


def switch(client: APIClient, *, email: bool) -> None:
    assert client.put(DEFAULTS, {"email": email}, format="json").json() == {"email": email}


def set_hook(client: APIClient, **options: Any) -> None:
    client.put("/api/v1/webhooks/config", {"url": HOOK, **options}, format="json")


def told_by(client: APIClient, task: Task) -> Any:
    """As each way of reading a task says it, which must agree."""
    [listed] = client.get(TASKS).json()
    one = client.get(f"{TASKS}/{task.pk}").json()
    assert listed["told_by"] == one["told_by"] == Task.objects.get(pk=task.pk).told_by
    return one["told_by"]


def test_it_is_told_by_mail_to_the_owner(owner: User, as_owner: APIClient) -> None:
    task = make_task(owner)
    assert told_by(as_owner, task) == [BY_MAIL]
    assert as_owner.get(f"{TASKS}/{task.pk}").json()["notifications"] == []
    assert find(task).nobody_to_tell is False
    assert told() == [OWN]
    assert EmailAddress.objects.get().confirmed_at


def test_the_default_webhook_is_told_beside_it(owner: User, as_owner: APIClient) -> None:
    set_hook(as_owner)
    task = make_task(owner)
    assert told_by(as_owner, task) == [BY_MAIL, BY_HOOK]
    find(task)
    assert told() == [OWN, HOOK]


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (TO_HOOK, [{"type": "webhook", "recipient": TO_HOOK["url"], "is_default": False}]),
        (
            {"type": "email", "address": "bob@example.com"},
            [{"type": "email", "recipient": "bob@example.com", "is_default": False}, BY_HOOK],
        ),
    ],
)
def test_a_channel_of_its_own_takes_the_place_of_mail(
    owner: User, as_owner: APIClient, channel: dict[str, str], expected: list[dict[str, Any]]
) -> None:
    set_hook(as_owner)
    task = make_task(owner, channels=parse([channel]))
    assert told_by(as_owner, task) == expected
    find(task)
    assert {row.recipient for row in Notification.objects.exclude(event="address.confirmation")} == {
        one["recipient"] for one in expected
    }


def test_the_owner_turns_it_off_and_on(owner: User, as_owner: APIClient, as_stranger: APIClient) -> None:
    assert as_owner.get(DEFAULTS).json() == {"email": True}
    switch(as_owner, email=False)
    assert as_owner.get(DEFAULTS).json() == {"email": False}
    assert as_stranger.get(DEFAULTS).json() == {"email": True}
    task = make_task(owner)
    assert told_by(as_owner, task) == []
    switch(as_owner, email=True)
    assert told_by(as_owner, task) == [BY_MAIL]
    for body in ({}, {"email": "no"}, {"email": None}):
        assert as_owner.put(DEFAULTS, body, format="json").status_code == 422


def switched_off(owner: User) -> None:
    NotificationDefaults.objects.create(owner=owner, email=False)


def unverified(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(email_verified_at=None)


def unsubscribed(owner: User) -> None:
    addresses.unsubscribe(email_id=addresses.own(owner=owner, now=NOW).pk, now=NOW)


@pytest.mark.parametrize("obstacle", [switched_off, unverified, unsubscribed])
def test_an_execution_that_has_nobody_to_tell_shows_it(owner: User, as_owner: APIClient, obstacle: Any) -> None:
    obstacle(owner)
    task = make_task(owner)
    assert told_by(as_owner, task) == []
    execution = find(task)
    assert (execution.notification, execution.nobody_to_tell) == ("It is out.", True)
    assert told() == []
    [shown] = as_owner.get(f"{TASKS}/{task.pk}/executions").json()
    assert (shown["nobody_to_tell"], shown["suppressed"]) == (True, False)
    as_owner.force_login(owner)
    assert "Nobody was told" in as_owner.get(f"/tasks/{task.pk}").content.decode()


def test_what_found_nothing_new_has_nobody_to_miss(owner: User) -> None:
    switched_off(owner)
    execution = begin(make_task(owner))
    outcomes.record_outcome(claim=taken(execution), outcome=outcome(), now=NOW)
    execution.refresh_from_db()
    assert execution.nobody_to_tell is False


def test_failing_is_told_by_default_or_shows_that_it_was_not(owner: User, as_owner: APIClient) -> None:
    shown = []
    for obstacle in (None, switched_off):
        if obstacle:
            obstacle(owner)
        task = make_task(owner)
        for _ in range(3):
            execution = begin(task)
            outcomes.record_failure(claim=taken(execution), error=ConfigurationError("no key"), now=NOW)
        execution.refresh_from_db()
        shown.append(execution.nobody_to_tell)
    assert shown == [False, True]
    assert list(Notification.objects.values_list("event", "recipient")) == [("task.failing", OWN)]


def test_a_disabled_webhook_tells_nobody(owner: User, as_owner: APIClient) -> None:
    task = make_task(owner, channels=parse([TO_HOOK]))
    assert task.webhook is not None
    type(task.webhook).objects.update(disabled_at=NOW)
    assert told_by(as_owner, task) == []
    assert find(task).nobody_to_tell is True


def test_the_answers_to_a_create_and_a_fork_say_it_too(as_owner: APIClient) -> None:
    created = as_owner.post(TASKS, {"search_query": "q"}, format="json").json()
    assert (created["told_by"], created["notifications"]) == ([BY_MAIL], [])
    hooked = as_owner.post(TASKS, {"search_query": "q", "notifications": [TO_HOOK]}, format="json").json()
    assert [one["is_default"] for one in hooked["told_by"]] == [False]
    fork = as_owner.post(f"{TASKS}/{created['id']}/fork", {}, format="json").json()
    assert fork["told_by"] == [BY_MAIL]
    at_once = as_owner.post(TASKS, {"search_query": "q", "run_immediately": True}, format="json").json()
    assert at_once["told_by"] == [BY_MAIL]


def test_others_do_not_see_whom_a_public_task_tells(
    owner: User, as_owner: APIClient, as_nobody: APIClient, as_stranger: APIClient
) -> None:
    task = make_task(owner, context={"secret": "of mine"})
    NotificationDefaults.objects.create(owner=owner, email=False)
    assert find(task).nobody_to_tell is True
    as_owner.patch(f"{TASKS}/{task.pk}/visibility", {"is_public": True}, format="json")
    for client in (as_nobody, as_stranger):
        read = client.get(f"{TASKS}/{task.pk}").json()
        assert (read["told_by"], read["context"]) == ([], None)
        assert (read["last_execution"]["suppressed"], read["last_execution"]["nobody_to_tell"]) == (False, False)
        answers = [client.get("/api/v1/public/tasks"), client.get(f"{TASKS}/{task.pk}/executions")]
        assert not any(OWN in answer.content.decode() or "of mine" in answer.content.decode() for answer in answers)
    fork = as_stranger.post(f"{TASKS}/{task.pk}/fork", {}, format="json").json()
    assert (fork["context"], fork["told_by"][0]["recipient"]) == (None, "charlie@example.com")


# ── Trials ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("where", ["query", "body"])
def test_a_suppressed_execution_tells_nobody_and_says_so(owner: User, as_owner: APIClient, where: str) -> None:
    task = make_task(owner)
    path, body = f"{TASKS}/{task.pk}/execute", {"suppress_notifications": True} if where == "body" else {}
    path += "?suppress_notifications=true" if where == "query" else ""
    begun = as_owner.post(path, body, format="json").json()
    assert begun["suppressed"] is True
    outcomes.record_outcome(claim=taken(Execution.objects.get()), outcome=outcome(Verdict.MET), now=NOW)

    [ended] = as_owner.get(f"{TASKS}/{task.pk}/executions").json()
    assert (ended["condition_met"], ended["notification"], ended["suppressed"]) == (True, None, True)
    assert ended["nobody_to_tell"] is False
    assert told() == []


def test_what_a_suppressed_one_found_is_still_told_by_the_next(owner: User) -> None:
    task = make_task(owner)
    find(task, suppressed=True)
    task.refresh_from_db()
    assert (task.last_known_state, task.state) == (None, "active")
    assert find(task).notification == "It is out."
    assert told() == [OWN]


def test_failures_of_suppressed_ones_do_not_count(owner: User) -> None:
    task = make_task(owner)
    for _ in range(3):
        execution = executions.execute_now(owner=None, task_id=task.pk, force=False, now=NOW, suppressed=True)
        outcomes.record_failure(claim=taken(execution), error=ConfigurationError("no key"), now=NOW)
    task.refresh_from_db()
    assert (task.failures_in_row, told()) == (0, [])


# ── Context ──────────────────────────────────────────────────────────────────────────────────────

CONTEXT = {"ticket": 42, "tags": ["a", "é"], "deep": {"null": None, "share": 0.5}}


def test_context_is_kept_and_handed_back(as_owner: APIClient) -> None:
    created = as_owner.post(TASKS, {"search_query": "q", "context": CONTEXT}, format="json").json()
    path = f"{TASKS}/{created['id']}"
    assert created["context"] == as_owner.get(path).json()["context"] == CONTEXT
    assert as_owner.get(TASKS).json()[0]["context"] == CONTEXT
    assert as_owner.put(path, {"name": "other"}, format="json").json()["context"] == CONTEXT
    assert as_owner.post(f"{path}/fork", {}, format="json").json()["context"] == CONTEXT
    assert as_owner.put(path, {"context": {}}, format="json").json()["context"] == {}
    assert as_owner.put(path, {"context": None}, format="json").json()["context"] is None


def test_context_is_in_the_body_of_each_webhook(owner: User) -> None:
    for context in (CONTEXT, None):
        task = make_task(owner, channels=parse([TO_HOOK]), context=context)
        find(task)
        data = Notification.objects.get(task_id=task.pk).message.webhook_body()["data"]
        assert data.get("context", "none") == (context or "none")


@pytest.mark.parametrize(
    "body",
    [
        '{"a": "%s"}' % ("x" * 4100),
        '{"a": 1e999}',
        '{"a": %s}' % ("9" * 30),
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        '{"\\u0000": 1}',
        "[]",
        '"x"',
        "5",
    ],
)
def test_a_context_that_cannot_be_kept_is_refused(as_owner: APIClient, body: str) -> None:
    answer = as_owner.generic("POST", TASKS, f'{{"search_query": "q", "context": {body}}}', "application/json")
    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == ["body", "context"]


def test_four_kilobytes_are_kept(as_owner: APIClient) -> None:
    context = {"a": "x" * 4000}
    assert as_owner.post(TASKS, {"search_query": "q", "context": context}, format="json").json()["context"] == context


def test_reading_takes_no_more_queries(owner: User, as_owner: APIClient, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        make_task(owner, now=timezone.now())
    as_owner.get(TASKS)
    with django_assert_num_queries(2):  # the key, the tasks with what tells of them
        assert len(as_owner.get(TASKS).json()) == 3
    with django_assert_num_queries(2):  # the key, the task
        as_owner.post(TASKS, {"search_query": "q"}, format="json")

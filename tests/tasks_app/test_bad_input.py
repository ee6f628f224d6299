"""Bad input is refused with a 4xx that names the field and the reason, and leaves nothing behind."""

import json
from typing import Any

import pytest
from django_celery_beat.models import ClockedSchedule, PeriodicTask
from rest_framework.test import APIClient

from accounts.models import User
from notifications.models import EmailAddress, Webhook
from tasks_app.models import Execution, Task
from tests.tasks_app.make import make_task

TASKS = "/api/v1/tasks"
QUERY = "When is the next iPhone being released?"
HOOK = {"type": "webhook", "url": "https://hooks.example.com/x"}
NUL, SURROGATE = "a\x00b", "a\ud800b"

Field = tuple[dict[str, Any], list[str | int], str]
FIELDS: list[Field] = [
    ({"name": 5}, ["name"], "string_type"),
    ({"name": None}, ["name"], "string_type"),
    ({"name": ["x"]}, ["name"], "string_type"),
    ({"name": True}, ["name"], "string_type"),
    ({"name": ""}, ["name"], "string_too_short"),
    ({"name": " \n"}, ["name"], "string_too_short"),
    ({"name": "x" * 201}, ["name"], "string_too_long"),
    ({"name": "x" * 900_000}, ["name"], "string_too_long"),
    ({"name": NUL}, ["name"], "string_unicode"),
    ({"name": SURROGATE}, ["name"], "string_unicode"),
    ({"search_query": None}, ["search_query"], "string_type"),
    ({"search_query": {}}, ["search_query"], "string_type"),
    ({"search_query": ""}, ["search_query"], "string_too_short"),
    ({"search_query": "x" * 2001}, ["search_query"], "string_too_long"),
    ({"search_query": SURROGATE}, ["search_query"], "string_unicode"),
    ({"condition_description": 1}, ["condition_description"], "string_type"),
    ({"condition_description": "x" * 2001}, ["condition_description"], "string_too_long"),
    ({"condition_description": NUL}, ["condition_description"], "string_unicode"),
    ({"state": None}, ["state"], "enum"),
    ({"state": "running"}, ["state"], "enum"),
    ({"state": "Active"}, ["state"], "enum"),
    ({"state": ["active"]}, ["state"], "enum"),
    ({"state": SURROGATE}, ["state"], "enum"),
    ({"schedule": 5}, ["schedule"], "string_type"),
    ({"schedule": ""}, ["schedule"], "string_too_short"),
    ({"schedule": "often"}, ["schedule"], "value_error"),
    ({"schedule": "* * * * * *"}, ["schedule"], "value_error"),
    ({"schedule": "@daily"}, ["schedule"], "value_error"),
    ({"schedule": "61 * * * *"}, ["schedule"], "value_error"),
    ({"schedule": "0 0 30 2 *"}, ["schedule"], "value_error"),
    ({"schedule": SURROGATE}, ["schedule"], "value_error"),
    ({"notifications": None}, ["notifications"], "list_type"),
    ({"notifications": {}}, ["notifications"], "list_type"),
    ({"notifications": "email"}, ["notifications"], "list_type"),
    ({"notifications": [HOOK, None]}, ["notifications", 1], "dict_type"),
    ({"notifications": ["email"]}, ["notifications", 0], "dict_type"),
    ({"notifications": [{}]}, ["notifications", 0, "type"], "missing"),
    ({"notifications": [{"type": 5}]}, ["notifications", 0, "type"], "string_type"),
    ({"notifications": [{"type": SURROGATE}]}, ["notifications", 0, "type"], "string_unicode"),
    ({"notifications": [{"type": "email", "address": 5}]}, ["notifications", 0, "address"], "string_type"),
    ({"notifications": [{"type": "email", "address": NUL}]}, ["notifications", 0, "address"], "string_unicode"),
    ({"notifications": [HOOK | {"url": None}]}, ["notifications", 0, "url"], "string_type"),
    ({"notifications": [HOOK | {"url": SURROGATE}]}, ["notifications", 0, "url"], "string_unicode"),
    ({"notifications": [HOOK | {"method": 1}]}, ["notifications", 0, "method"], "string_type"),
    ({"notifications": [HOOK | {"headers": ["X"]}]}, ["notifications", 0, "headers"], "dict_type"),
    ({"notifications": [HOOK | {"headers": {"X": 5}}]}, ["notifications", 0, "headers", "X"], "string_type"),
    ({"notifications": [HOOK | {"headers": {"X": NUL}}]}, ["notifications", 0, "headers", "X"], "string_unicode"),
    ({"notifications": [HOOK | {"headers": {SURROGATE: ""}}]}, ["notifications", 0, "headers"], "string_unicode"),
]
ON_CREATE: list[Field] = [
    ({"state": "completed"}, ["state"], "enum"),
    ({"run_immediately": None}, ["run_immediately"], "bool_type"),
    ({"run_immediately": "true"}, ["run_immediately"], "bool_type"),
    ({"run_immediately": 1}, ["run_immediately"], "bool_type"),
]
NOTIFICATIONS = [
    [{"type": "sms", "number": "1"}],
    [{"type": "email"}],
    [{"type": "email", "address": "alice"}],
    [{"type": "email", "address": "alice@example.com, bob@example.com"}],
    [{"type": "email", "address": "alice@example.com"}, {"type": "email", "address": "bob@example.com"}],
    [{"type": "webhook"}],
    [HOOK, HOOK],
    [{"type": "webhook", "url": "http://hooks.example.com"}],
    [{"type": "webhook", "url": "https://127.0.0.1/"}],
    [{"type": "webhook", "url": "https://[::1]/"}],
    [HOOK | {"method": "DELETE"}],
    [HOOK | {"headers": {"X-A": "a\r\nX-B: b"}}],
    [HOOK | {"headers": {f"X-{number}": "v" for number in range(21)}}],
]
BODIES = [
    b"{",
    b"search_query=x",
    b'{"search_query": NaN}',
    b'{"search_query": -Infinity}',
    b'{"search_query": "\xff"}',
    '{"search_query": "x"}'.encode("utf-16"),
    b'{"search_query": ' + b"9" * 5000 + b"}",
    b'{"search_query": "x", "deep": ' + b"[" * 1000 + b"]" * 1000 + b"}",
    b'{"search_query": "x", "deep": ' + b'{"a":' * 50 + b"1" + b"}" * 50 + b"}",
    b"[" * 500_000,
    b'{"search_query": "x"} {}',
]


def nothing_is_there() -> bool:
    return not any(
        model.objects.exists() for model in (Task, Execution, PeriodicTask, ClockedSchedule, EmailAddress, Webhook)
    )


def send(client: APIClient, method: str, path: str, body: Any) -> Any:
    """JSON with its escapes: the test client's own encoder would refuse a lone surrogate."""
    return getattr(client, method)(path, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(("fields", "place", "kind"), FIELDS + ON_CREATE)
def test_a_create_names_the_field_that_does_not_fit(
    as_owner: APIClient, fields: dict[str, Any], place: list[str | int], kind: str
) -> None:
    answer = send(as_owner, "post", TASKS, {"search_query": QUERY} | fields)

    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert (problem["type"], problem["loc"]) == (kind, ["body", *place])
    assert problem["msg"]
    assert nothing_is_there()


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize(("fields", "place", "kind"), FIELDS)
def test_an_update_names_the_field_that_does_not_fit(
    as_owner: APIClient, owner: User, method: str, fields: dict[str, Any], place: list[str | int], kind: str
) -> None:
    task = make_task(owner)
    before = Task.objects.values().get()
    answer = send(as_owner, method, f"{TASKS}/{task.pk}", {"name": "New"} | fields)

    assert answer.status_code == 422
    assert [(problem["type"], problem["loc"]) for problem in answer.json()["detail"]] == [(kind, ["body", *place])]
    assert Task.objects.values().get() == before


def test_every_problem_is_named_at_once(as_owner: APIClient) -> None:
    answer = send(as_owner, "post", TASKS, {"name": 5, "state": "gone"})

    assert {tuple(problem["loc"]) for problem in answer.json()["detail"]} == {
        ("body", "search_query"),
        ("body", "name"),
        ("body", "state"),
    }


@pytest.mark.parametrize("body", [{}, {"name": "x"}])
def test_a_missing_query_is_told_as_documented(as_owner: APIClient, body: dict[str, str]) -> None:
    answer = send(as_owner, "post", TASKS, body)

    assert answer.status_code == 422
    assert answer.json() == {
        "detail": [{"type": "missing", "loc": ["body", "search_query"], "msg": "Field required"}],
    }


def test_a_body_that_is_not_there_lacks_the_query(as_owner: APIClient) -> None:
    answer = as_owner.post(TASKS)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "search_query"]


def test_a_bad_cron_expression_is_told_as_documented(as_owner: APIClient) -> None:
    (problem,) = send(as_owner, "post", TASKS, {"search_query": QUERY, "schedule": "0 25 * * *"}).json()["detail"]

    assert (problem["loc"], problem["msg"]) == (["body", "schedule"], "Invalid cron expression")


@pytest.mark.parametrize("notifications", NOTIFICATIONS)
@pytest.mark.parametrize("method", ["post", "put"])
def test_a_notification_that_makes_no_sense_is_refused(
    as_owner: APIClient, owner: User, method: str, notifications: list[Any]
) -> None:
    path = TASKS if method == "post" else f"{TASKS}/{make_task(owner).pk}"
    answer = send(as_owner, method, path, {"search_query": "New", "notifications": notifications})

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Invalid notification: ")
    assert not Webhook.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not Task.objects.filter(search_query="New").exists()


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "multipart/form-data", "%;;"])
def test_a_body_that_is_no_json_is_refused_whatever_it_is_called(
    as_owner: APIClient, body: bytes, content_type: str
) -> None:
    answer = as_owner.generic("POST", TASKS, body, content_type)  # type: ignore[arg-type]  # bytes are fine

    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert (problem["type"], problem["loc"]) == ("json_invalid", ["body"])
    assert nothing_is_there()


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "5", "true", '[{"search_query": "x"}]'])
def test_a_body_that_is_no_object_is_refused(as_owner: APIClient, body: str) -> None:
    answer = as_owner.generic("POST", TASKS, body, "application/json")

    assert answer.status_code == 422
    assert [(problem["type"], problem["loc"]) for problem in answer.json()["detail"]] == [("dict_type", ["body"])]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""])
def test_json_is_read_whatever_it_is_called(as_owner: APIClient, content_type: str) -> None:
    answer = as_owner.generic("POST", TASKS, json.dumps({"search_query": QUERY}), content_type)

    assert answer.status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", ""])
def test_answers_are_json_whatever_is_accepted(as_owner: APIClient, accept: str) -> None:
    answer = as_owner.get(TASKS, headers={"accept": accept})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("path", "method"),
    [(TASKS, "post"), (f"{TASKS}/%s", "put"), (f"{TASKS}/%s", "patch"), (f"{TASKS}/%s/execute", "post")],
)
def test_a_body_of_ten_megabytes_is_too_large(as_owner: APIClient, owner: User, path: str, method: str) -> None:
    path = path.replace("%s", str(make_task(owner).pk))
    answer = getattr(as_owner, method)(path, b'{"name": "' + b"x" * 10_000_000 + b'"}', content_type="application/json")

    assert answer.status_code == 413
    assert "larger" in answer.json()["detail"]


def test_an_unknown_method_is_refused_by_name(as_owner: APIClient) -> None:
    answer = as_owner.generic("TRACE", TASKS)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")
    assert "TRACE" in answer.json()["detail"]

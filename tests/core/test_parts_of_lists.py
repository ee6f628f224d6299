"""Every list that takes `limit` takes `offset`, and filters do what they say on each list that can have them."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from core.api.openapi import document
from tasks_app.models import Execution
from tasks_app.pipeline.errors import ProviderError
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes, sharing, tasks
from tests.conftest import client_of
from tests.notifications.make import record, webhook_to
from tests.tasks_app.make import begin, make_task, outcome, taken

LISTS = sorted(
    path
    for path, item in document()["paths"].items()
    if any(parameter["name"] == "limit" for parameter in item.get("get", {}).get("parameters", []))
)


@pytest.fixture
def full(owner: User, admin: User) -> dict[str, str]:
    """Three of everything that is listed, and the ids for the paths."""
    for number in range(3):
        now = timezone.now()
        task = make_task(owner, now=now, search_query=f"What is new, {number}?")
        sharing.set_visibility(owner=owner, task_id=task.pk, is_public=True, now=now)
        for verdict in (Verdict.MET, Verdict.MET, Verdict.MET):
            execution = begin(task, now=now)
            outcomes.record_outcome(claim=taken(execution, now=now), outcome=outcome(verdict, now=now), now=now)
        failing = begin(task, now=now)
        outcomes.record_failure(claim=taken(failing, now=now), error=ProviderError("no answer"), now=now)
        record(owner, webhook_to(owner, "https://hooks.example.com/x"), now=now)
    return {"task_id": str(task.pk)}


def rows(answer: Any) -> list[Any]:
    body = answer.json()
    lists = [body] if isinstance(body, list) else [value for value in body.values() if isinstance(value, list)]
    assert answer.status_code == 200
    [found] = lists
    return list(found)


@pytest.mark.parametrize("path", LISTS)
def test_a_part_is_what_follows_an_offset(admin: User, owner: User, full: dict[str, str], path: str) -> None:
    client, address = client_of(admin if path.startswith("/admin") else owner), path.format(**full)
    everything = rows(client.get(address, {"limit": 3}))
    assert len(everything) >= 2
    assert rows(client.get(address, {"limit": 1, "offset": 1})) == everything[1:2]
    assert rows(client.get(address, {"offset": 1, "limit": 2})) == everything[1:3]
    if path != "/api/v1/notifications/sends":
        assert rows(client.get(address, {"page": 2, "limit": 1})) == everything[1:2]


@pytest.mark.parametrize("path", LISTS)
def test_a_page_and_an_offset_together_are_refused(admin: User, owner: User, full: dict[str, str], path: str) -> None:
    client = client_of(admin if path.startswith("/admin") else owner)
    refused = client.get(path.format(**full), {"page": 1, "offset": 0})
    assert refused.status_code == 422
    [problem] = refused.json()["detail"]
    assert problem == {
        "type": "value_error",
        "loc": ["query", "offset"],
        "msg": "page and offset cannot be given together",
    }


def test_every_task_after_an_offset_is_listed_without_a_limit(owner: User, as_owner: APIClient) -> None:
    names = [make_task(owner, now=timezone.now(), name=str(number)).name for number in range(3)]
    answer = as_owner.get("/api/v1/tasks", {"offset": 1})
    assert [task["name"] for task in answer.json()] == names[1::-1]
    assert answer["X-Total-Count"] == "3"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"is_active": "true"}, {"on"}),
        ({"is_active": "false"}, {"off", "done"}),
        ({"active_only": "true"}, {"on"}),
        ({"active_only": "false"}, {"on", "off", "done"}),
        ({"is_active": "false", "state": "completed"}, {"done"}),
        ({"is_active": "true", "state": "paused"}, set()),
    ],
)
def test_tasks_are_listed_as_older_clients_ask(
    owner: User, as_owner: APIClient, query: dict[str, str], names: set[str]
) -> None:
    make_task(owner, name="on")
    make_task(owner, name="off", state="paused")
    done = make_task(owner, name="done")
    tasks.update_task(owner=owner, task_id=done.pk, changes={"state": "completed"}, now=timezone.now())
    assert {task["name"] for task in as_owner.get("/api/v1/tasks", query).json()} == names


def test_operators_lists_are_of_one_task_and_one_status(admin: User, owner: User, full: dict[str, str]) -> None:
    client, of_task = client_of(admin), Execution.objects.filter(task_id=full["task_id"])
    make_task(owner, search_query="Nobody looks for this", state="paused")
    expected = {
        "executions": (of_task.count(), 3),
        "errors": (1, 0),
        "temporal/workflows": (of_task.count(), 3),
    }
    for path, (all_, successes) in expected.items():
        filters: list[tuple[dict[str, str], int]] = [({}, all_), ({"status": "success"}, successes)]
        for query, total in filters:
            answer = client.get(f"/admin/{path}", full | query).json()
            assert answer["total"] == total, (path, query)
    assert client.get("/admin/executions", full | {"status": "retrying"}).json()["total"] == 1
    [schedule] = client.get("/admin/temporal/schedules", full).json()["schedules"]
    assert schedule["task_id"] == full["task_id"]
    queries = client.get("/admin/queries", {"active_only": "true"}).json()
    assert (queries["total"], len(queries["queries"])) == (3, 3)
    assert client.get("/admin/queries").json()["total"] == 4


def test_an_owners_lists_are_of_one_status(as_owner: APIClient, full: dict[str, str]) -> None:
    executions = f"/api/v1/tasks/{full['task_id']}/executions"
    assert {one["status"] for one in as_owner.get(executions, {"status": "retrying"}).json()} == {"retrying"}
    assert as_owner.get(executions, {"status": "failed"}).json() == []
    for path in ("/api/v1/webhooks/deliveries", "/api/v1/notifications/sends"):
        assert len(rows(as_owner.get(path, {"status": "pending", "limit": "100"}))) >= 3
        assert rows(as_owner.get(path, {"status": "sent"})) == []

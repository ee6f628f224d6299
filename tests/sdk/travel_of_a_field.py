"""Run by `tests/tasks_app/test_field_recipe.py` in a copy of Torale whose `Task` has two more fields.

`reference` is public and `memo` is not. Nothing but the model, a migration and `TaskInput` knows of them.
"""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from accounts.models import ApiKey, User
from core.api.openapi import document
from tasks_app.admin.tasks import TaskAdmin
from tests.sdk.conftest import Connect

TASKS = "/api/v1/tasks"
SET = {"reference": "PO-17", "memo": "for the boss"}
Ask = Callable[..., Any]


@pytest.fixture
def ask(url: str, owner: User) -> Ask:
    """Ask the server as the tasks' owner, or as nobody."""
    key, _ = ApiKey.issue(user=owner, name="tests")

    def request(method: str, path: str, *, is_owner: bool = True, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {key}"} if is_owner else {}
        return requests.request(method, f"{url}{path}", json=body or None, headers=headers, timeout=20).json()

    return request


@pytest.fixture
def created(ask: Ask) -> Any:
    return ask("POST", TASKS, search_query="Is it out?", state="paused", **SET)


def of(answer: Any) -> dict[str, Any]:
    return {name: answer[name] for name in SET}


def test_a_field_travels_from_the_request_to_answers_and_client(ask: Ask, created: Any, client: Any) -> None:
    assert of(created) == of(ask("GET", f"{TASKS}/{created['id']}")) == of(ask("GET", TASKS)[0]) == SET
    assert of(client.tasks.get(created["id"])) == SET
    assert client.tasks.get(created["id"]).reference == "PO-17"


def test_it_is_changed_alone_and_emptied(ask: Ask, created: Any) -> None:
    path = f"{TASKS}/{created['id']}"
    assert of(ask("PATCH", path, reference="PO-18")) == {**SET, "reference": "PO-18"}
    assert of(ask("PATCH", path, name="Another")) == {**SET, "reference": "PO-18"}
    assert of(ask("PUT", path, reference=None)) == {**SET, "reference": None}
    assert of(ask("GET", path)) == {**SET, "reference": None}


def test_what_does_not_fit_its_column_is_refused(ask: Ask) -> None:
    answer = ask("POST", TASKS, search_query="Is it out?", reference="x" * 41)
    assert [problem["loc"] for problem in answer["detail"]] == [["body", "reference"]]


def test_others_read_what_is_public_of_it(ask: Ask, created: Any, stranger: User, connect: Connect) -> None:
    path = f"{TASKS}/{created['id']}"
    ask("PATCH", f"{path}/visibility", is_public=True)
    seen = {"reference": "PO-17", "memo": None}
    assert of(ask("GET", path, is_owner=False)) == seen
    assert of(ask("GET", "/api/v1/public/tasks", is_owner=False)["items"][0]) == seen
    assert of(connect(stranger).tasks.get(created["id"])) == seen
    assert of(connect(stranger).tasks.fork(created["id"])) == {"reference": None, "memo": None}


def test_a_fork_of_ones_own_task_has_it(created: Any, client: Any) -> None:
    assert of(client.tasks.fork(created["id"])) == SET


def test_the_document_and_the_admin_name_it() -> None:
    schemas = document()["components"]["schemas"]
    for name in ("CreateTaskRequest", "UpdateTaskRequest", "Task", "CreatedTask"):
        assert SET.keys() <= schemas[name]["properties"].keys(), name
    shown = [field for _, part in TaskAdmin.fieldsets for field in part["fields"]]
    assert SET.keys() <= set(shown)

"""Records: dicts whose fields are attributes, and that say what the server's document says."""

import copy
import json
import pickle
from typing import Any, get_type_hints

import pytest

from core.api.openapi import document
from torale import admin_models, models
from torale.errors import APIError
from torale.models import CreatedKey, Execution, Task

DATA: dict[str, Any] = {
    "id": "1",
    "name": "iPhone",
    "state": "active",
    "next_run": None,
    "last_execution": {"id": "2", "status": "success", "result": {"answer": "Yes", "sources": [{"url": "https://x"}]}},
    "notifications": [{"type": "email", "address": "a@example.com"}],
    "of_a_later_server": {"deep": 1},
}
# The component of the server's document that a record is.
COMPONENTS = {
    "Execution": models.Execution,
    "Result": models.Result,
    "Usage": models.Usage,
    "KnownState": models.KnownState,
    "Source": models.Source,
    "GroundingSource": models.GroundingSource,
    "CreatedTask": models.Task,
    "ToldBy": models.ToldBy,
    "TaskSummary": models.TaskSummary,
    "FeedItem": models.FeedItem,
    "Preview": models.Preview,
    "Suggestion": models.Suggestion,
    "Me": models.User,
    "SyncedUser": models.SyncedUser,
    "KeyInfo": models.KeyInfo,
    "CreatedKey": models.CreatedKey,
    "WebhookSettings": models.WebhookConfig,
    "Attempt": models.Attempt,
    "Delivery": models.Delivery,
    "TestedWebhook": models.WebhookTest,
    "Send": models.Send,
    "Sends": models.Sends,
    "UserTotals": admin_models.UserFigures,
    "TaskTotals": admin_models.TaskFigures,
    "ExecutionTotals": admin_models.ExecutionFigures,
    "NotificationTotals": admin_models.NotificationFigures,
    "PopularQuery": admin_models.PopularQuery,
    "Stats": admin_models.Stats,
    "Query": admin_models.Query,
    "Queries": admin_models.Queries,
    "AdminExecution": admin_models.PlatformExecution,
    "Executions": admin_models.PlatformExecutions,
    "Workflow": admin_models.Workflow,
    "Workflows": admin_models.Workflows,
    "Schedule": admin_models.Schedule,
    "Schedules": admin_models.Schedules,
    "Failure": admin_models.Failure,
    "Errors": admin_models.Errors,
    "AdminUser": admin_models.PlatformUser,
    "Users": admin_models.PlatformUsers,
    "Deactivated": admin_models.Deactivated,
}


def test_a_field_is_read_as_an_attribute_and_as_an_item() -> None:
    task = Task(DATA)
    assert task.name == task["name"] == "iPhone"
    assert isinstance(task.last_execution, Execution)
    assert task.last_execution.result is not None
    assert task.last_execution.result.sources[0].url == task["last_execution"]["result"]["sources"][0]["url"]
    assert task.next_run is None


def test_it_is_what_the_server_sent() -> None:
    task = Task(DATA)
    assert task == DATA
    assert json.loads(json.dumps(task)) == DATA
    assert task["of_a_later_server"] == {"deep": 1}
    assert getattr(task, "of_a_later_server")["deep"] == 1  # noqa: B009 - a type checker does not know it


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda task: pickle.loads(pickle.dumps(task))])
def test_a_copy_is_the_same(copied: Any) -> None:
    task = copied(Task(DATA))
    assert (type(task), task) == (Task, DATA)
    assert task.last_execution.is_over


def test_a_field_that_is_not_there_is_told_by_name() -> None:
    with pytest.raises(AttributeError, match="Task has no field 'colour'"):
        getattr(Task(DATA), "colour")  # noqa: B009
    assert not hasattr(Task(DATA), "colour")
    with pytest.raises(AttributeError, match="use the client to change it"):
        Task(DATA).name = "other"


def test_its_repr_is_short_and_tells_no_secret() -> None:
    assert repr(Task(DATA)) == "Task(id='1', name='iPhone', state='active', next_run=None)"
    created = CreatedKey({"key": "sk_secret", "key_info": {"id": "1", "name": "laptop"}})
    assert repr(created) == "CreatedKey(key_info=KeyInfo(id='1', name='laptop'))"


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_records_fields_are_those_of_the_document(component: str) -> None:
    described = document()["components"]["schemas"][component]["properties"]
    assert set(get_type_hints(COMPONENTS[component])) - {"_shown"} == set(described)


@pytest.mark.parametrize("module", [models, admin_models])
def test_what_a_repr_shows_is_a_field(module: Any) -> None:
    records = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, models.Record)]
    for record in records:
        assert set(record._shown) <= set(get_type_hints(record)), record


@pytest.mark.parametrize("answer", [[1], None, "x", 1])
def test_what_is_no_object_is_no_record(answer: Any) -> None:
    with pytest.raises(APIError, match="is it Torale"):
        Task(answer)

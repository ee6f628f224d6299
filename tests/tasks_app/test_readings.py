"""What a reading writes of a row is what an instance of the model has."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from accounts.models import User
from notifications import services as notifications
from tasks_app.api import readings
from tasks_app.api.serializers import ExecutionSerializer, TaskSerializer
from tasks_app.api.sharing_serializers import PublicExecutionSerializer, PublicTaskSerializer
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

BOTH = [{"type": "email", "address": "alice@example.com"}, {"type": "webhook", "url": "https://hooks.example/1"}]
WITH_HEADERS = [{"type": "webhook", "url": "https://hooks.example/2", "method": "PUT", "headers": {"X-Team": "a"}}]


def written(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))


def instance(task: Task) -> Task:
    return Task.objects.with_defaults_of(task.owner_id).get(pk=task.pk)


@pytest.fixture(params=[[], BOTH, WITH_HEADERS], ids=["without channels", "both channels", "a webhook with headers"])
def task(request: pytest.FixtureRequest, owner: User) -> Task:
    task = make_task(owner, channels=notifications.parse(request.param))
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(Verdict.MET), now=NOW)
    Task.objects.filter(pk=task.pk).update(is_public=True)
    return instance(task)


def test_a_task(task: Task) -> None:
    assert task.last_known_state
    assert written(readings.OWN_TASK.first(task.pk, task.owner_id)) == written(TaskSerializer.to_json(task))
    assert written(list(readings.OWN_TASKS.rows(task.owner_id))) == [written(TaskSerializer.to_json(task))]


def test_a_task_that_never_ran(owner: User) -> None:
    task = instance(make_task(owner))
    assert written(readings.OWN_TASK.first(task.pk, owner.pk)) == written(TaskSerializer.to_json(task))


def test_a_public_task(task: Task) -> None:
    expected = written(PublicTaskSerializer.to_json(task))
    assert written(readings.PUBLIC_TASK.first(task.pk)) == expected
    assert "usage" not in expected["last_execution"]["result"]


def test_executions(task: Task) -> None:
    begin(task)
    both = Execution.objects.filter(task=task)
    assert written(list(readings.EXECUTIONS.own.rows(task.pk))) == [
        written(ExecutionSerializer.to_json(one)) for one in both
    ]
    assert written(list(readings.EXECUTIONS.public.rows(task.pk))) == [
        written(PublicExecutionSerializer.to_json(one)) for one in both
    ]


def test_a_part_of_a_list(task: Task) -> None:
    newest = begin(task, now=NOW + timedelta(hours=1))
    found = readings.EXECUTIONS.own.rows(task.pk)
    assert found.count() == 2
    assert [row["id"] for row in found[0:1]] == [newest.pk]
    assert len(found[1:9]) == 1

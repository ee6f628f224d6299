"""What is written straight from rows is what is written of instances."""

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


@pytest.fixture(params=[[], BOTH, WITH_HEADERS], ids=["without channels", "both channels", "a webhook with headers"])
def task(request: pytest.FixtureRequest, owner: User) -> Task:
    task = make_task(owner, channels=notifications.parse(request.param))
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(Verdict.MET), now=NOW)
    Task.objects.filter(pk=task.pk).update(is_public=True)
    return Task.objects.get(pk=task.pk)


def test_a_task(task: Task) -> None:
    assert task.last_known_state
    assert written(readings.OWN_TASK.of(task.pk, task.owner_id).only()) == written(TaskSerializer.of(task))
    assert written(list(readings.OWN_TASKS.of(task.owner_id))) == [written(TaskSerializer.of(task))]


def test_a_task_that_never_ran(owner: User) -> None:
    task = make_task(owner)
    assert written(readings.OWN_TASK.of(task.pk, owner.pk).only()) == written(TaskSerializer.of(task))


def test_a_public_task(task: Task) -> None:
    expected = written(PublicTaskSerializer.of(task))
    assert written(readings.PUBLIC_TASK.of(task.pk).only()) == expected
    assert "usage" not in expected["last_execution"]["result"]


def test_executions(task: Task) -> None:
    begin(task)
    both = Execution.objects.filter(task=task)
    assert written(list(readings.EXECUTIONS.own.of(task.pk))) == [written(ExecutionSerializer.of(one)) for one in both]
    assert written(list(readings.EXECUTIONS.public.of(task.pk))) == [
        written(PublicExecutionSerializer.of(one)) for one in both
    ]


def test_a_part_of_a_list(task: Task) -> None:
    newest = begin(task, now=NOW + timedelta(hours=1))
    found = readings.EXECUTIONS.own.of(task.pk)
    assert found.count() == 2
    assert [row["id"] for row in found[0:1]] == [newest.pk]
    assert len(found[1:9]) == 1

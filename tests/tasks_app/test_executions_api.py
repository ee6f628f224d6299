"""Executing a task by hand, and what its executions and notifications say."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

TASKS = "/api/v1/tasks"
CONFLICT = "Task is already running or pending. Use force=true to override."
DOCUMENTED_ORDER = [
    "id",
    "task_id",
    "status",
    "started_at",
    "completed_at",
    "result",
    "error_message",
    "notification",
    "grounding_sources",
    "created_at",
]
ADDED = {"condition_met", "trigger", "scheduled_for", "duration_ms", "retry_count", "suppressed", "nobody_to_tell"}


def ended(task: Task, verdict: Verdict, *, minutes: int = 0) -> Execution:
    """An execution that began `minutes` after NOW, and found `verdict`."""
    now = NOW + timedelta(minutes=minutes)
    execution = begin(task, now=now)
    outcomes.record_outcome(claim=taken(execution, now=now), outcome=outcome(verdict, now=now), now=now)
    return execution


@pytest.fixture
def task(owner: User) -> Task:
    return make_task(owner)


@pytest.fixture
def path(task: Task) -> str:
    return f"{TASKS}/{task.pk}"


def test_execute_answers_the_documented_execution(as_owner: APIClient, task: Task, path: str) -> None:
    answer = as_owner.post(f"{path}/execute")
    execution = answer.json()

    assert answer.status_code == 200
    assert [key for key in execution if key not in ADDED] == DOCUMENTED_ORDER
    assert set(execution) - set(DOCUMENTED_ORDER) == ADDED
    assert (execution["status"], execution["trigger"], execution["task_id"]) == ("pending", "manual", str(task.pk))
    assert execution["started_at"] == execution["created_at"] == execution["scheduled_for"]
    assert execution["condition_met"] is execution["result"] is execution["grounding_sources"] is None


def test_a_task_that_is_running_is_not_executed_again(as_owner: APIClient, path: str) -> None:
    as_owner.post(f"{path}/execute")
    answer = as_owner.post(f"{path}/execute")

    assert (answer.status_code, answer.json()) == (409, {"detail": CONFLICT})


@pytest.mark.parametrize(
    ("query", "body"),
    [("?force=true", None), ("?force=True", None), ("", {"force": True}), ("?force=false", {"force": True})],
)
def test_force_takes_the_place_of_what_runs(as_owner: APIClient, path: str, query: str, body: Any) -> None:
    first = as_owner.post(f"{path}/execute").json()
    answer = as_owner.post(f"{path}/execute{query}", body, format="json")

    assert answer.status_code == 200
    assert Execution.objects.get(pk=first["id"]).status == "cancelled"


@pytest.mark.parametrize(
    ("query", "body", "problem"),
    [
        ("?force=yes", None, ("bool_parsing", ["query", "force"])),
        ("?force=", None, ("bool_parsing", ["query", "force"])),
        ("", {"force": "true"}, ("bool_type", ["body", "force"])),
        ("", {"force": None}, ("bool_type", ["body", "force"])),
        ("", [], ("dict_type", ["body"])),
    ],
)
def test_a_force_that_is_no_boolean_executes_nothing(
    as_owner: APIClient, path: str, query: str, body: Any, problem: tuple[str, list[str]]
) -> None:
    answer = as_owner.post(f"{path}/execute{query}", body, format="json")

    assert answer.status_code == 422
    assert [(found["type"], found["loc"]) for found in answer.json()["detail"]] == [problem]
    assert not Execution.objects.exists()


def test_an_ended_execution_shows_what_it_found(as_owner: APIClient, task: Task, path: str) -> None:
    ended(task, Verdict.MET)
    (execution,) = as_owner.get(f"{path}/executions").json()

    assert (execution["status"], execution["condition_met"]) == ("success", True)
    assert execution["notification"] == "It is out."
    assert execution["grounding_sources"] == [
        {"uri": "https://apple.example/news", "title": "News", "url": "https://apple.example/news"}
    ]
    assert execution["result"]["usage"]["total_tokens"] == 15


def test_executions_are_a_bare_array_newest_first(as_owner: APIClient, task: Task, path: str) -> None:
    for minutes in range(3):
        ended(task, Verdict.NOT_MET, minutes=minutes)
    answer = as_owner.get(f"{path}/executions", {"limit": 2})

    assert [row["created_at"] for row in answer.json()] == ["2026-03-01T12:02:00Z", "2026-03-01T12:01:00Z"]
    assert answer["X-Total-Count"] == "3"


def test_a_bare_array_holds_a_hundred_executions_at_most(as_owner: APIClient, task: Task, path: str) -> None:
    Execution.objects.bulk_create(
        Execution(
            task=task,
            question_version=1,
            status="success",
            trigger="schedule",
            scheduled_for=NOW,
            created_at=NOW,
            started_at=NOW,
            completed_at=NOW,
            queued_at=NOW,
        )
        for _ in range(101)
    )
    answer = as_owner.get(f"{path}/executions")

    assert (len(answer.json()), answer["X-Total-Count"]) == (100, "101")
    assert len(as_owner.get(f"{path}/executions", {"page": 6}).json()["items"]) == 1


def test_notifications_are_the_executions_that_met_the_condition(as_owner: APIClient, task: Task, path: str) -> None:
    ended(task, Verdict.NOT_MET)
    met = ended(task, Verdict.MET, minutes=1)
    ended(task, Verdict.INCONCLUSIVE, minutes=2)

    answer = as_owner.get(f"{path}/notifications")
    assert [row["id"] for row in answer.json()] == [str(met.pk)]
    assert answer["X-Total-Count"] == "1"
    assert as_owner.get(f"{path}/notifications", {"page": 1}).json()["total"] == 1


def test_executions_of_other_tasks_are_not_listed(as_owner: APIClient, owner: User, path: str) -> None:
    begin(make_task(owner))
    answer = as_owner.get(f"{path}/executions")

    assert (answer.json(), answer["X-Total-Count"]) == ([], "0")


def test_executions_take_two_queries_beside_the_credential(
    as_owner: APIClient, task: Task, path: str, django_assert_num_queries: Any
) -> None:
    for minutes in range(3):
        ended(task, Verdict.MET, minutes=minutes)
    as_owner.get(path)

    for below in ("executions", "notifications"):
        with django_assert_num_queries(3):
            assert len(as_owner.get(f"{path}/{below}").json()) == 3

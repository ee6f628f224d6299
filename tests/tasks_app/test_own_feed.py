"""`GET /api/v1/tasks/feed`: what the signed-in user's tasks found, across tasks."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework.test import APIClient

from accounts.models import User
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

FEED = "/api/v1/tasks/feed"


def told(task: Task, *, at: datetime) -> Execution:
    execution = begin(task, now=at)
    outcomes.record_outcome(claim=taken(execution, now=at), outcome=outcome(Verdict.MET, now=at), now=at)
    execution.refresh_from_db()
    return execution


def ids(answer: Any) -> list[str]:
    return [item["execution"]["id"] for item in answer.json()]


def test_it_holds_what_all_own_tasks_told_newest_first(owner: User, stranger: User, as_owner: APIClient) -> None:
    first, second = make_task(owner, name="first"), make_task(owner, name="second")
    shown = [told(task, at=NOW + timedelta(minutes=minute)) for minute, task in enumerate([first, second, first])]
    told(make_task(stranger), at=NOW)
    not_met = begin(second, now=NOW + timedelta(hours=1))
    outcomes.record_outcome(claim=taken(not_met, now=NOW), outcome=outcome(), now=NOW)

    answer = as_owner.get(FEED)
    assert ids(answer) == [str(execution.pk) for execution in reversed(shown)]
    assert answer["X-Total-Count"] == "3"
    assert [item["task"]["name"] for item in answer.json()] == ["first", "second", "first"]
    assert answer.json()[0]["execution"]["result"]["usage"], "its owner sees what it cost"


def test_it_is_read_in_parts_and_of_one_task(owner: User, as_owner: APIClient) -> None:
    first, second = make_task(owner), make_task(owner)
    shown = [told(task, at=NOW + timedelta(minutes=minute)) for minute, task in enumerate([first, second, first])]
    newest = [str(execution.pk) for execution in reversed(shown)]

    assert ids(as_owner.get(FEED, {"limit": 1, "offset": 1})) == newest[1:2]
    page = as_owner.get(FEED, {"page": 2, "limit": 2}).json()
    assert ([item["execution"]["id"] for item in page["items"]], page["total"], page["page"]) == (newest[2:], 3, 2)
    assert ids(as_owner.get(FEED, {"task_id": str(second.pk)})) == newest[1:2]
    assert as_owner.get(FEED, {"offset": 3}).json() == []


def test_it_takes_the_same_queries_however_many_tasks_tell(
    owner: User, as_owner: APIClient, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        told(make_task(owner), at=NOW)
    as_owner.get(FEED)
    with django_assert_num_queries(4):  # the key, the count, the ids, the executions with their tasks
        assert len(ids(as_owner.get(FEED))) == 3

"""Changes of one task at the same moment: one after the other, whoever makes them."""

from collections import Counter
from functools import partial

import pytest

from core.errors import ConflictError, NotFoundError
from tasks_app.models import Execution, Task
from tasks_app.services import executions, tasks
from tasks_app.services.task_input import TaskInput
from tests.conftest import member
from tests.parallel import at_once
from tests.tasks_app.make import NOW, make_task

EVERY_FIELD: list[TaskInput] = [
    {"name": "Renamed"},
    {"search_query": "When is it out?"},
    {"condition_description": "A date is named"},
    {"schedule": "0 9 * * *"},
    {"state": "paused"},
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_operator", [False, True])
def test_changes_of_different_fields_at_once_all_stand(is_operator: bool) -> None:
    owner = member("alice@example.com")
    who = None if is_operator else owner
    for _ in range(5):
        task = make_task(owner)
        at_once([partial(tasks.update_task, owner=who, task_id=task.pk, changes=each, now=NOW) for each in EVERY_FIELD])
        now = Task.objects.get(pk=task.pk)
        changed = {name: getattr(now, name) for each in EVERY_FIELD for name in each}
        assert changed == {name: value for each in EVERY_FIELD for name, value in each.items()}
        assert now.question_version == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("force", [False, True])
def test_of_executions_that_are_asked_for_at_once_one_is_open(force: bool) -> None:
    owner = member("alice@example.com")
    task = make_task(owner)
    ended = at_once([partial(executions.execute_now, owner=owner, task_id=task.pk, force=force, now=NOW)] * 12)

    assert Counter(map(type, ended)) == ({Execution: 12} if force else {Execution: 1, ConflictError: 11})
    opened = Execution.objects.open().get()
    assert Task.objects.get(pk=task.pk).last_execution_id == opened.pk
    assert Execution.objects.filter(status="cancelled").count() == (11 if force else 0)


@pytest.mark.django_db(transaction=True)
def test_of_deletes_at_once_one_finds_the_task() -> None:
    owner = member("alice@example.com")
    task = make_task(owner)
    ended = at_once([partial(tasks.delete_task, owner=owner, task_id=task.pk)] * 6)
    assert Counter(map(type, ended)) == {type(None): 1, NotFoundError: 5}

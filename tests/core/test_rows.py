"""Rows without the ORM's work for each field are the ORM's rows."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from core.db.rows import ColumnValues, new_row, save_changes
from tasks_app.models import Execution, Task
from tasks_app.services.locking import LOCK_TASK
from tests.tasks_app.make import make_task

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_fresh_row_is_what_the_model_makes() -> None:
    given = {"id": uuid.uuid4(), "owner_id": uuid.uuid4(), "name": "Release date", "created_at": NOW}
    made, models = new_row(Task, **given), Task(**given)
    assert {name: value for name, value in vars(made).items() if name != "_state"} == {
        field.attname: getattr(models, field.attname) for field in Task._meta.concrete_fields
    }
    assert (made._state.adding, made._state.db) == (True, None)


def test_each_fresh_row_has_an_id_of_its_own() -> None:
    assert new_row(Task).id != new_row(Task).id


def test_a_fresh_row_takes_no_name_that_it_has_not() -> None:
    with pytest.raises(TypeError, match="Task has no owner, title"):
        new_row(Task, owner=None, title="Release date")


@pytest.mark.parametrize(
    "row",
    [
        new_row(Task, owner_id=uuid.uuid4(), periodic_task_id=7, last_known_state={"answer": "None yet"}, next_run=NOW),
        new_row(
            Execution, task_id=uuid.uuid4(), retry_count=2, result=None, grounding_sources=[{"uri": "https://a.b"}]
        ),
        new_row(User, email="alice@example.com"),
    ],
)
def test_the_driver_is_given_what_the_orm_would_give(row: Task | Execution | User) -> None:
    fields = list(row._meta.concrete_fields)
    given = ColumnValues(fields)(row)
    for field, value in zip(fields, given, strict=True):
        orms = field.get_db_prep_save(getattr(row, field.attname), connection)
        assert (type(value), repr(value)) == (type(orms), repr(orms)), field


OTHER_VALUES = {
    "BooleanField": True,
    "CharField": "other",
    "DateTimeField": NOW,
    "JSONField": {"a": [1]},
    "PositiveBigIntegerField": 7,
    "PositiveIntegerField": 7,
}


def found(pk: uuid.UUID) -> Task:
    read = LOCK_TASK(pk)
    assert read is not None
    return read


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [field.name for field in Task._meta.concrete_fields if field.get_internal_type() in OTHER_VALUES]
)
def test_whatever_is_changed_is_saved_and_nothing_else(name: str, owner: User) -> None:
    task = make_task(owner)
    wanted = "paused" if name == "state" else OTHER_VALUES[Task._meta.get_field(name).get_internal_type()]
    with transaction.atomic():
        changed = found(task.pk)
        Task.objects.filter(pk=task.pk).update(view_count=3)
        setattr(changed, name, wanted)
        changed.next_run = None if name == "state" else changed.next_run
        save_changes(changed)
    saved = Task.objects.get(pk=task.pk)
    assert getattr(saved, name) == wanted
    assert saved.view_count == (7 if name == "view_count" else 3)


@pytest.mark.django_db
def test_json_that_is_changed_in_place_is_saved_once(owner: User, django_assert_num_queries: Any) -> None:
    pk = make_task(owner, context={"seen": []}).pk
    with transaction.atomic():
        task = found(pk)
        task.context["seen"].append("a")  # type: ignore[index]
        save_changes(task)
        with django_assert_num_queries(0):
            save_changes(task)
        task.context["seen"].append("b")  # type: ignore[index]
        save_changes(task)
    assert Task.objects.get(pk=pk).context == {"seen": ["a", "b"]}


@pytest.mark.django_db
def test_a_row_that_was_not_read_to_be_changed_is_not_saved(owner: User) -> None:
    with pytest.raises(TypeError, match="not read by Find"):
        save_changes(Task.objects.get(pk=make_task(owner).pk))

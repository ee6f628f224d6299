"""Rows without the ORM's work for each field are the ORM's rows."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection

from accounts.models import User
from core.db.rows import ColumnValues, new_row
from tasks_app.models import Execution, Task

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

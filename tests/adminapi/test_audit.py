"""The audit log takes entries, and gives none back to be changed."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from adminapi.models import AppendOnlyError, AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    return AuditEntry.objects.create(
        at=timezone.now(),
        actor_id=uuid.uuid4(),
        actor_email="root@example.com",
        credential="session",
        address="127.0.0.1",
        method="POST",
        path="/admin/tasks_app/task/",
        action="tasks_app.task: pause",
        touched=[{"type": "tasks_app.task", "id": "7"}],
        status_code=302,
        outcome=AuditEntry.RequestOutcome.DONE,
    )


@pytest.mark.parametrize("statement", ["UPDATE adminapi_auditentry SET action = ''", "DELETE FROM adminapi_auditentry"])
def test_the_database_refuses_to_change_and_to_delete(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError, match="audit log"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().action == entry.action


def ways_to_change(entry: AuditEntry) -> list[Any]:
    rows = AuditEntry.objects.all()
    return [
        entry.save,
        entry.delete,
        rows.delete,
        lambda: rows.update(action=""),
        lambda: rows.bulk_update([entry], ["action"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": ""}),
    ]


@pytest.mark.parametrize("way", range(6))
def test_django_refuses_to_change_and_to_delete(entry: AuditEntry, way: int) -> None:
    with pytest.raises(AppendOnlyError):
        ways_to_change(entry)[way]()


def test_entries_are_found_by_what_they_touched(entry: AuditEntry) -> None:
    assert AuditEntry.objects.touching(7).get() == entry
    assert not AuditEntry.objects.touching(8).exists()

"""The audit log is searched, and taken away as CSV that no spreadsheet runs."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from adminapi.admin import audit
from adminapi.models import AuditEntry
from tests.adminapi.rows import make

LOG = "/admin/adminapi/auditentry/"


@pytest.fixture
def operator(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def exported(operator: Client, **query: str) -> list[dict[str, str]]:
    answer: Any = operator.get(f"{LOG}export/", query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def test_what_the_list_shows_is_exported_and_that_is_written_down(operator: Client) -> None:
    make(AuditEntry, 2)
    assert len(exported(operator, outcome__exact="done", q="root@")) == 3  # with the entry of the export itself
    assert exported(operator, outcome__exact="failed") == []
    newest = AuditEntry.objects.first()
    assert newest is not None
    assert (newest.action, newest.path) == ("adminapi.auditentry: export", f"{LOG}export/?outcome__exact=failed")


def test_an_export_is_bounded(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MAX_EXPORTED", 2)
    make(AuditEntry, 3)
    assert len(exported(operator)) == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_is_no_formula(text: str) -> None:
    assert audit.cell(text) == f"'{text}"


@pytest.mark.parametrize(("term", "found"), [("7", 1), ("9", 0), ("root@exam", 1), ("/admin/tasks_app", 1), ("/x", 0)])
def test_entries_are_found_by_object_address_and_path(operator: Client, term: str, found: int) -> None:
    (entry,) = make(AuditEntry, 1)
    listed = operator.get(LOG, {"q": term}).context["cl"].result_list
    assert len([row for row in listed if row.pk == entry.pk]) == found


def test_an_entry_is_neither_added_nor_changed_nor_deleted_by_hand(operator: Client) -> None:
    (entry,) = make(AuditEntry, 1)
    assert operator.get(f"{LOG}add/").status_code == 403
    assert operator.post(f"{LOG}{entry.pk}/change/", {"action": ""}).status_code == 403
    assert operator.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_deleting_what_is_selected_is_refused_and_recorded_as_refused(operator: Client) -> None:
    (entry,) = make(AuditEntry, 1)
    answer = operator.post(LOG, {"action": "delete_selected", "_selected_action": [entry.pk], "index": 0})
    assert answer.status_code == 403
    newest = AuditEntry.objects.first()
    assert newest is not None
    assert (newest.action, newest.outcome) == ("adminapi.auditentry: delete_selected", "refused")
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_each_mail_is_shown_and_its_html_kept_apart(operator: Client) -> None:
    page = operator.get("/admin/mails/").content.decode()
    assert page.count("<iframe sandbox srcdoc=") == 6
    assert "<td class=" not in page
    assert "Set your Torale password" in page

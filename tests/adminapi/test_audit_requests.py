"""What operators ask for, and what others are refused, is written down with what it changed."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.limits import DAY, Scope
from accounts.models import ApiKey, User
from adminapi import audit
from adminapi.models import AuditEntry
from core.admin import operations
from core.api.rates import Rate
from tasks_app.models import Task
from tests.accounts.limiting import limited
from tests.tasks_app.make import begin, make_task

__all__ = ["limited"]
TASKS = "/admin/tasks_app/task/"


@pytest.fixture
def operator(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def the_entry() -> AuditEntry:
    return AuditEntry.objects.get()


def test_a_page_that_is_read_has_an_entry(operator: Client, admin: User) -> None:
    operator.get(TASKS, {"state__exact": "active"}, REMOTE_ADDR="127.0.0.9")
    entry = the_entry()
    assert (entry.actor_id, entry.actor_email, entry.credential) == (admin.pk, admin.email, "session")
    assert (entry.method, entry.path, entry.action) == ("GET", f"{TASKS}?state__exact=active", "tasks_app.task: list")
    assert (entry.status_code, entry.outcome, entry.address, entry.touched) == (200, "done", "127.0.0.9", [])
    assert timezone.now() >= entry.at


def test_the_entry_outlives_the_operator(operator: Client, admin: User) -> None:
    operator.get(TASKS)
    admin.delete()
    assert the_entry().actor_email == "root@example.com"


def test_an_action_lists_each_row_it_changed_and_each_it_was_refused(operator: Client, owner: User) -> None:
    free, busy = make_task(owner), make_task(owner, name="busy")
    begin(busy, now=timezone.now())
    operator.post(TASKS, {"action": "run_now", "_selected_action": [free.pk, busy.pk]})
    entry = the_entry()
    assert (entry.action, entry.outcome) == ("tasks_app.task: run_now", "done")
    touched = {line["id"]: line for line in entry.touched}
    assert touched[str(free.pk)]["type"] == "tasks_app.task"
    assert "execution_id" in touched[str(free.pk)]
    assert "already running" in touched[str(busy.pk)]["refused"]
    assert AuditEntry.objects.touching(busy.pk).get() == entry


def test_a_deactivation_says_how_many_tasks_and_keys_it_reached(operator: Client, owner: User) -> None:
    make_task(owner)
    ApiKey.issue(user=owner, name="laptop")
    operator.post(f"/admin/accounts/user/{owner.pk}/deactivate/")
    line = {"type": "accounts.user", "id": str(owner.pk), "tasks_paused": 1, "keys_revoked": 1}
    assert the_entry().touched == [line]
    assert the_entry().action == "accounts.user: deactivate"


def test_what_no_object_allowed_was_refused(operator: Client, admin: User) -> None:
    operator.post(f"/admin/accounts/user/{admin.pk}/deactivate/")
    entry = the_entry()
    assert (entry.status_code, entry.outcome) == (302, "refused")
    assert entry.touched[0]["refused"] == "You cannot deactivate your own account."


def test_a_question_is_told_from_its_answer(operator: Client, owner: User) -> None:
    operator.get(f"/admin/accounts/user/{owner.pk}/deactivate/")
    assert the_entry().action == "accounts.user: deactivate, asked"


def test_the_form_says_which_fields_changed(operator: Client, owner: User) -> None:
    operator.post(f"/admin/accounts/user/{owner.pk}/change/", {"email": owner.email, "first_name": "Al"})
    (line,) = the_entry().touched
    assert (line["id"], line["changed"]) == (str(owner.pk), [{"changed": {"fields": ["First name"]}}])


def test_a_form_with_errors_was_refused(operator: Client, owner: User) -> None:
    answer = operator.post(f"/admin/accounts/user/{owner.pk}/change/", {"email": "no address", "first_name": ""})
    assert answer.status_code == 200
    assert the_entry().outcome == "refused"


def test_what_is_added_and_deleted_is_named(operator: Client) -> None:
    operator.post(reverse("admin:django_celery_beat_intervalschedule_add"), {"every": 3, "period": "hours"})
    row = IntervalSchedule.objects.get()
    operator.post(reverse("admin:django_celery_beat_intervalschedule_delete", args=[row.pk]), {"post": "yes"})
    deleted, added = AuditEntry.objects.all()
    assert added.touched == [{"type": "django_celery_beat.intervalschedule", "id": str(row.pk), "added": True}]
    assert deleted.touched[0]["deleted"] == "every 3 hours"


def test_a_user_without_the_role_is_refused_and_written_down(client: Client, owner: User) -> None:
    client.force_login(owner)
    client.get(TASKS)
    assert (the_entry().actor_email, the_entry().outcome) == (owner.email, "refused")


def test_a_user_without_the_role_cannot_fill_the_table(client: Client, owner: User, limited: object) -> None:
    client.force_login(owner)
    for _ in range(62):
        client.get(TASKS)
    assert AuditEntry.objects.count() == 60


def test_nobody_known_leaves_a_line_in_the_log_alone(client: Client, db: None, caplog: Any) -> None:
    client.post("/admin/no/such/page/")
    assert not AuditEntry.objects.exists()
    assert "Nobody known was refused POST /admin/no/such/page/" in caplog.text


def test_a_request_that_csrf_protection_refuses_is_written_down(admin: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(admin)
    assert careful.post(TASKS, {"action": "pause"}).status_code == 403
    assert (the_entry().status_code, the_entry().outcome) == (403, "refused")


def test_sign_ins_and_sign_outs_are_written_down(client: Client, admin: User, owner: User) -> None:
    for user in (admin, owner):
        user.set_password("tall grey herons")
        user.save()
        client.post("/login", {"username": user.email, "password": "tall grey herons"})
        client.post("/logout")
        entries = AuditEntry.objects.filter(actor_id=user.pk)
        assert [entry.action for entry in entries] == ["accounts: sign out", "accounts: sign in"]
        assert {entry.outcome for entry in entries} == {"done"}


@pytest.mark.parametrize("path", ["/login", "/settings/password", "/admin/password_change/"])
def test_a_wrong_password_is_written_down_with_address_and_account(client: Client, owner: User, path: str) -> None:
    owner.set_password("tall grey herons")
    owner.save()
    fields = {"username": "Alice@example.com", "password": "wrong"}
    if path != "/login":
        client.force_login(owner)
        fields = {"old_password": "wrong", "new_password1": "staple of x", "new_password2": "staple of x"}
    client.post(path, fields, REMOTE_ADDR="192.0.2.7")
    entry = the_entry()
    assert (entry.actor_email, entry.address, entry.outcome) == ("alice@example.com", "192.0.2.7", "refused")
    assert (entry.actor_id, entry.credential) == ((None, "none") if path == "/login" else (owner.pk, "session"))


def test_an_account_that_is_tried_by_one_who_is_signed_in_is_not_taken_for_theirs(client: Client, owner: User) -> None:
    client.force_login(owner)
    client.post("/login", {"username": "bob@example.com", "password": "wrong"})
    assert (the_entry().actor_email, the_entry().actor_id) == ("bob@example.com", None)


def test_failed_sign_ins_cannot_fill_the_table(client: Client, limited: Settings, admin: User) -> None:
    few = Scope("audited-sign-ins", (Rate(3, DAY),))
    with patch.object(audit, "FAILED_SIGN_INS", few):
        for number in range(5):
            fields = {"username": f"nobody{number}@example.com", "password": "wrong"}
            client.post("/login", fields, REMOTE_ADDR=f"192.0.2.{number}")
    assert AuditEntry.objects.count() == 3


def test_nothing_secret_is_taken_for_an_account(client: Client, db: None) -> None:
    """People type a password where their address belongs."""
    client.post("/login", {"username": "correct horse battery", "password": "wrong"})
    assert the_entry().actor_email == "(no address)"


def test_secrets_stay_out_of_the_path(operator: Client) -> None:
    operator.get(TASKS, {"q": "sk_abcdefghijklmnop", "token": "1234", "state__exact": "active"})
    assert the_entry().path == f"{TASKS}?q=***&token=***&state__exact=active"


@pytest.mark.parametrize(
    "path", ["/admin/tasks_app/task/a%00b/change/", f"{TASKS}?q=%00&x={'y' * 3000}", f"{TASKS}%C3%A9"]
)
def test_odd_addresses_are_written_down_too(operator: Client, path: str) -> None:
    assert operator.get(path).status_code < 500
    assert the_entry().path.isascii()


def test_what_pages_ask_for_by_themselves_has_no_entry(operator: Client) -> None:
    assert operator.get("/admin/jsi18n/").status_code == 200
    assert not AuditEntry.objects.exists()


def fail(*args: object, **kwargs: object) -> None:
    raise IntegrityError


def test_a_change_is_not_made_without_its_entry(operator: Client, owner: User) -> None:
    task = make_task(owner)
    operator.raise_request_exception = False
    with patch.object(AuditEntry.objects, "create", fail):
        assert operator.post(TASKS, {"action": "pause", "_selected_action": [task.pk]}).status_code == 500
    assert Task.objects.get().state == "active"


def test_a_fault_undoes_the_change_and_keeps_the_entry(operator: Client, owner: User) -> None:
    task = make_task(owner)
    operator.raise_request_exception = False
    with patch.object(operations.Operation, "_say", fail):
        assert operator.post(TASKS, {"action": "pause", "_selected_action": [task.pk]}).status_code == 500
    assert Task.objects.get().state == "active"
    entry = the_entry()
    assert (entry.outcome, entry.status_code, entry.action) == ("failed", 500, "tasks_app.task: pause")
    assert entry.touched[0]["id"] == str(task.pk)


def test_jobs_go_on_the_queue_once_the_entry_is_written(
    operator: Client, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    task = make_task(owner)
    with patch("tasks_app.scheduling.dispatch.publish") as publish, django_capture_on_commit_callbacks(execute=True):
        operator.post(f"{TASKS}{task.pk}/run_now/")
        assert not publish.called
    assert publish.call_count == 1


def test_without_the_database_nothing_is_done_and_said_so(operator: Client, owner: User) -> None:
    task = make_task(owner)
    with patch.object(AuditEntry.objects, "create", side_effect=OperationalError):
        answer = operator.post(f"{TASKS}{task.pk}/pause/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (503, {"detail": "Service temporarily unavailable"})
    assert Task.objects.get().state == "active"


def test_the_api_leaves_the_same_trail(owner: User, admin: User, as_admin: APIClient) -> None:
    ApiKey.issue(user=owner, name="laptop")
    assert as_admin.patch(f"/admin/users/{owner.pk}/deactivate").status_code == 200
    entry = the_entry()
    assert (entry.action, entry.outcome, entry.method) == ("api: admin-deactivate-user", "done", "PATCH")
    assert entry.credential == f"key {ApiKey.objects.get(user=admin).prefix}…"
    assert entry.touched == [{"type": "accounts.user", "id": str(owner.pk), "tasks_paused": 0, "keys_revoked": 1}]


def test_what_the_api_refuses_is_written_down_with_its_object(as_admin: APIClient, admin: User) -> None:
    assert as_admin.patch(f"/admin/users/{admin.pk}/deactivate").status_code == 400
    assert (the_entry().outcome, the_entry().touched) == ("refused", [{"type": "accounts.user", "id": str(admin.pk)}])


def test_a_key_without_the_role_is_written_down_and_an_unknown_one_is_not(
    as_owner: APIClient, as_nobody: APIClient, owner: User
) -> None:
    assert as_owner.get("/admin/stats").status_code == 403
    assert (the_entry().actor_email, the_entry().outcome) == (owner.email, "refused")
    assert as_nobody.get("/admin/stats").status_code == 401
    assert as_nobody.get("/admin/stats", headers={"authorization": "Bearer sk_nobody"}).status_code == 401
    assert AuditEntry.objects.count() == 1

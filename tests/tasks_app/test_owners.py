"""Deactivating an account stops all that it does, and deletes nothing."""

import uuid
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiKey, User
from core.errors import ConflictError, InvalidError, NotFoundError
from notifications.models import Notification
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import outcomes, owners, tasks
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken


def test_deactivation_pauses_revokes_discards_and_cancels(owner: User, admin: User) -> None:
    ApiKey.issue(user=owner, name="mine")
    running, told = make_task(owner), make_task(owner, channels=ChannelConfigs(email=owner.email))
    make_task(owner, state="paused")
    held = taken(begin(running))
    outcomes.record_outcome(claim=taken(begin(told)), outcome=outcome(Verdict.MET), now=NOW)

    assert owners.deactivate(user_id=owner.pk, by=admin, now=NOW) == 2

    assert set(Task.objects.values_list("state", "next_run")) == {("paused", None)}
    assert dispatch.claim_due(now=NOW + timedelta(days=400), limit=10, limits=Limits()).due == 0
    assert not ApiKey.objects.filter(user=owner, revoked_at=None).exists()
    assert not outcomes.record_outcome(claim=held, outcome=outcome(Verdict.MET), now=NOW)
    assert Execution.objects.get(pk=held.execution_id).status == "cancelled"
    assert Notification.objects.get().status == "cancelled"


def test_a_key_stops_working_on_the_very_next_request(as_owner: APIClient, owner: User, admin: User) -> None:
    assert as_owner.get("/api/v1/tasks").status_code == 200
    owners.deactivate(user_id=owner.pk, by=admin, now=NOW)
    answer = as_owner.get("/api/v1/tasks")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid API key"})


def test_an_operator_neither_runs_nor_resumes_a_task_of_a_deactivated_user(owner: User, admin: User) -> None:
    task = make_task(owner)
    owners.deactivate(user_id=owner.pk, by=admin, now=NOW)
    with pytest.raises(ConflictError, match="deactivated"):
        begin(task)
    with pytest.raises(ConflictError, match="deactivated"):
        tasks.update_task(owner=None, task_id=task.pk, changes={"state": "active"}, now=NOW)
    owners.activate(user_id=owner.pk)
    assert tasks.update_task(owner=None, task_id=task.pk, changes={"state": "active"}, now=NOW).is_active


def test_a_second_time_pauses_nothing(owner: User, admin: User) -> None:
    make_task(owner)
    assert owners.deactivate(user_id=owner.pk, by=admin, now=NOW) == 1
    assert owners.deactivate(user_id=owner.pk, by=admin, now=NOW) == 0


def test_nobody_deactivates_themselves(admin: User) -> None:
    with pytest.raises(InvalidError):
        owners.deactivate(user_id=admin.pk, by=admin, now=NOW)


def test_who_does_not_exist_is_not_found(admin: User) -> None:
    with pytest.raises(NotFoundError):
        owners.deactivate(user_id=uuid.uuid4(), by=admin, now=NOW)


def test_an_account_that_is_activated_again_finds_its_tasks_paused(owner: User, admin: User) -> None:
    task = make_task(owner)
    owners.deactivate(user_id=owner.pk, by=admin, now=NOW)
    owners.activate(user_id=owner.pk)
    owner.refresh_from_db()
    assert owner.is_active
    tasks.update_task(owner=owner, task_id=task.pk, changes={"state": "active"}, now=NOW)
    assert Task.objects.get().state == "active"

"""Operators change tasks and schedules through the same services as the API."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.models import User
from tasks_app.models import Execution, Task
from tasks_app.scheduling import schedules
from tasks_app.services import owners
from tests.tasks_app.make import begin, make_task

SCHEDULES = "admin:django_celery_beat_periodictask_changelist"


@pytest.fixture
def operator(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def save_schedule(operator: Client, task: Task, **fields: str) -> None:
    address = reverse("admin:django_celery_beat_periodictask_change", args=[task.periodic_task_id])
    assert operator.post(address, fields).status_code == 302


def test_disabling_a_schedule_pauses_its_task_and_enabling_it_resumes_the_task(operator: Client, owner: User) -> None:
    task = make_task(owner)
    save_schedule(operator, task)
    task.refresh_from_db()
    assert (task.state, task.next_run, task.periodic_task.enabled) == ("paused", None, False)
    assert task.periodic_task.clocked.clocked_time == schedules.PARKED
    save_schedule(operator, task, enabled="on")
    task = Task.objects.get()
    assert (task.state, task.periodic_task.enabled) == ("active", True)
    assert task.next_run == task.periodic_task.clocked.clocked_time


def test_a_schedule_of_a_deactivated_users_task_is_not_enabled(operator: Client, owner: User, admin: User) -> None:
    task = make_task(owner)
    owners.deactivate(user_id=owner.pk, by=admin, now=timezone.now())
    address = reverse("admin:django_celery_beat_periodictask_change", args=[task.periodic_task_id])
    answer = operator.post(address, {"enabled": "on"})
    assert "deactivated" in answer.content.decode()
    assert Task.objects.get().state == "paused"


def test_a_tasks_schedule_cannot_be_deleted_from_under_it(operator: Client, owner: User) -> None:
    task = make_task(owner)
    address = reverse("admin:django_celery_beat_periodictask_delete", args=[task.periodic_task_id])
    assert operator.post(address, {"post": "yes"}).status_code == 403
    assert PeriodicTask.objects.filter(task_row=task).exists()


@pytest.mark.parametrize("page", [SCHEDULES, "admin:tasks_app_task_changelist"])
def test_actions_pause_resume_and_run_what_is_selected(operator: Client, owner: User, page: str) -> None:
    task = make_task(owner)
    selected = task.periodic_task_id if page == SCHEDULES else task.pk
    for action, state in [("pause", "paused"), ("resume", "active"), ("run_now", "active")]:
        answer = operator.post(reverse(page), {"action": action, "_selected_action": [selected]})
        assert answer.status_code == 302
        task.refresh_from_db()
        assert task.state == state
    assert Execution.objects.get().trigger == "manual"


def test_an_action_says_what_it_could_not_do(operator: Client, owner: User) -> None:
    task = make_task(owner)
    begin(task, now=timezone.now())
    page = reverse("admin:tasks_app_task_changelist")
    answer = operator.post(page, {"action": "run_now", "_selected_action": [task.pk]})
    assert "already running or pending" in str(next(iter(get_messages(answer.wsgi_request))))


def test_operators_may_add_entries_of_their_own(operator: Client) -> None:
    hourly = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    fields = {"name": "mine", "regtask": "executions.start", "interval": hourly.pk, "args": "[]", "kwargs": "{}"}
    answer = operator.post(reverse("admin:django_celery_beat_periodictask_add"), {**fields, "headers": "{}"})
    assert answer.status_code == 302, answer.context["errors"]
    assert PeriodicTask.objects.get(name="mine").interval == hourly


@pytest.mark.parametrize(
    "page",
    ["tasks_app_task", "tasks_app_execution", "django_celery_beat_periodictask"],
)
def test_lists_and_pages_open(operator: Client, owner: User, page: str) -> None:
    task = make_task(owner)
    execution = begin(task)
    shown = {"tasks_app_task": task.pk, "tasks_app_execution": execution.pk}.get(page, task.periodic_task_id)
    assert operator.get(reverse(f"admin:{page}_changelist")).status_code == 200
    assert operator.get(reverse(f"admin:{page}_change", args=[shown])).status_code == 200


def test_nobody_but_operators_gets_in(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert client.get(reverse("admin:tasks_app_task_changelist")).status_code == 302

"""A task and its schedule change together, or not at all."""

from datetime import timedelta

import pytest
from django_celery_beat.models import ClockedSchedule, PeriodicTask, PeriodicTasks
from pytest_django import Settings

from accounts.models import User
from core.errors import ForbiddenError, InvalidError, InvalidTransitionError, NotFoundError
from tasks_app.models import Execution, Task
from tasks_app.scheduling import schedules
from tasks_app.services import executions, tasks
from tasks_app.services.task_input import TaskInput
from tests.tasks_app.make import NOW, begin, make_task, taken


def schedule_of(task: Task) -> tuple[bool, object]:
    row = PeriodicTask.objects.select_related("clocked").get(name=f"task-{task.pk}")
    return row.enabled, row.clocked.clocked_time


def change(task: Task, **changes: object) -> Task:
    return tasks.update_task(owner=task.owner, task_id=task.pk, changes=TaskInput(**changes), now=NOW)  # type: ignore[typeddict-item]


def test_a_new_task_is_scheduled_one_minute_ahead(owner: User) -> None:
    task = make_task(owner)
    assert task.next_run == NOW + timedelta(minutes=1)
    assert schedule_of(task) == (True, task.next_run)


def test_a_new_paused_task_has_a_schedule_that_is_disabled_and_out_of_the_way(owner: User) -> None:
    task = make_task(owner, state="paused")
    assert task.next_run is None
    assert schedule_of(task) == (False, schedules.PARKED)


def test_a_task_with_cron_first_runs_when_cron_says(owner: User) -> None:
    assert make_task(owner, schedule="0 9 * * *").next_run == NOW.replace(day=2, hour=9)


def test_pausing_disables_the_schedule_and_resuming_sets_it_a_minute_ahead(owner: User) -> None:
    task = change(make_task(owner), state="paused")
    assert (task.next_run, *schedule_of(task)) == (None, False, schedules.PARKED)
    task = change(task, state="active")
    assert schedule_of(task) == (True, NOW + timedelta(minutes=1))


@pytest.mark.parametrize(("state", "wanted"), [("paused", "completed"), ("completed", "paused")])
def test_a_transition_that_makes_no_sense_is_refused_and_changes_nothing(owner: User, state: str, wanted: str) -> None:
    task = make_task(owner)
    change(task, state=state)
    with pytest.raises(InvalidTransitionError, match=f"Invalid state transition: {state} -> {wanted}"):
        change(task, name="another", state=wanted)
    assert Task.objects.get().name == "iPhone"


def test_a_bad_schedule_in_an_update_changes_nothing_at_all(owner: User) -> None:
    task = make_task(owner)
    with pytest.raises(InvalidError):
        change(task, name="another", schedule="nonsense")
    assert Task.objects.get().name == "iPhone"
    assert schedule_of(task) == (True, task.next_run)


def test_the_state_it_has_already_is_no_change(owner: User) -> None:
    task = make_task(owner)
    again = change(task, state="active")
    assert (again.state_changed_at, again.next_run) == (task.state_changed_at, task.next_run)


def test_a_new_question_forgets_what_was_known_and_is_asked_within_a_minute(owner: User) -> None:
    task = make_task(owner)
    later = NOW + timedelta(days=3)
    Task.objects.update(last_known_state={"evidence": "old"}, next_run=later)
    schedules.move(periodic_task_id=task.periodic_task_id, next_run=later)
    task = change(task, search_query="Something else?")
    assert task.last_known_state is None
    assert schedule_of(task) == (True, NOW + timedelta(minutes=1))


def test_the_same_question_again_leaves_all_as_it_was(owner: User) -> None:
    task = make_task(owner)
    Task.objects.update(last_known_state={"evidence": "old"})
    task = change(task, search_query=task.search_query, name="Phone")
    assert (task.last_known_state, task.question_version) == ({"evidence": "old"}, 1)


def test_taking_the_cron_expression_away_keeps_the_time_that_is_set(owner: User) -> None:
    task = make_task(owner, schedule="0 9 * * *")
    assert change(task, schedule=None).next_run == task.next_run


def test_pausing_calls_off_what_is_running(owner: User) -> None:
    task = make_task(owner)
    execution = begin(task)
    taken(execution)
    change(task, state="paused")
    execution.refresh_from_db()
    assert (execution.status, execution.completed_at, execution.token) == ("cancelled", NOW, None)


def test_deleting_a_task_leaves_nothing_of_it(owner: User) -> None:
    task = make_task(owner)
    taken(begin(task))
    tasks.delete_task(owner=owner, task_id=task.pk)
    left = [model.objects.count() for model in (Task, Execution, PeriodicTask, ClockedSchedule)]
    assert left == [0, 0, 0, 0]


def test_nobody_changes_what_is_anothers(owner: User, stranger: User) -> None:
    task = make_task(owner)
    with pytest.raises(NotFoundError):
        tasks.update_task(owner=stranger, task_id=task.pk, changes={"name": "mine"}, now=NOW)
    with pytest.raises(NotFoundError):
        tasks.delete_task(owner=stranger, task_id=task.pk)
    with pytest.raises(NotFoundError):
        executions.execute_now(owner=stranger, task_id=task.pk, force=True, now=NOW)


def test_a_user_has_at_most_so_many_tasks(owner: User, stranger: User, settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 1
    make_task(owner)
    make_task(stranger)
    with pytest.raises(ForbiddenError, match="You have 1 tasks"):
        make_task(owner)


def test_tasks_never_touch_the_row_that_makes_schedulers_reload_everything(owner: User) -> None:
    task = change(make_task(owner), state="paused")
    tasks.delete_task(owner=owner, task_id=task.pk)
    assert not PeriodicTasks.objects.exists()

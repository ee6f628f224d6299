"""Changes of a task and its schedule, each in one transaction."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from accounts.models import User
from core.db.rows import Insert, new_row, save_changes
from core.db.statements import Row, Statement
from core.errors import ForbiddenError, InvalidTransitionError
from notifications import services as notifications
from notifications.services import ChannelConfigs, Channels
from tasks_app.models import Execution, Task
from tasks_app.models.task import DEFAULT_NAME
from tasks_app.scheduling import schedules
from tasks_app.services import executions
from tasks_app.services.locking import LOCK_OWNER, lock_task
from tasks_app.services.task_input import FIELDS, KEPT_AS_GIVEN, TaskInput

TRANSITIONS = {
    Task.State.ACTIVE: {Task.State.PAUSED, Task.State.COMPLETED},
    Task.State.PAUSED: {Task.State.ACTIVE},
    Task.State.COMPLETED: {Task.State.ACTIVE},
}
HAS_CAPACITY = "(SELECT count(*) FROM tasks_app_task WHERE owner_id = %(owner_id)s) < %(limit)s"
# A task comes with its schedule, unless its owner has as many tasks as `limit`.
INSERT_TASK = Insert(
    Task,
    cte=schedules.schedule_insert_cte(HAS_CAPACITY),
    from_cte="schedule",
    fk_column="periodic_task_id",
)
# More tasks than one owner can be creating at the same moment: so far from the limit nobody waits for another.
LOCK_MARGIN = 100
COUNT_TASKS = Statement(
    lambda owner: Task.objects.order_by().filter(owner=owner).values("owner").annotate(n=Count("pk")).values_list("n"),
    uuid.UUID,
)


def create_task(*, owner: User, now: datetime, **given: Unpack[TaskInput]) -> Task:
    """Create a task with its schedule; an active one first runs as `schedules.first_run` says.

    `search_query` must be given; the condition is the query unless it is. Raises ForbiddenError when the owner has as
    many tasks as one may have, InvalidError for a bad cron expression.
    """
    task = _new_task(owner, given, now=now)
    _insert_within_limit(task, given.get("notifications", ChannelConfigs()), None, now=now)
    return task


def create_and_read_task(*, owner: User, given: TaskInput, reading: Statement, now: datetime) -> tuple[Task, Row]:
    """Create a task as `create_task` does, and read it by `reading`, whose arguments are the task and its owner."""
    task = _new_task(owner, given, now=now)
    return task, _insert_within_limit(task, given.get("notifications", ChannelConfigs()), reading, now=now)


def _new_task(owner: User, given: TaskInput, *, now: datetime) -> Task:
    values: dict[str, Any] = {name: value for name, value in given.items() if name in FIELDS}
    values |= {
        "name": given.get("name", DEFAULT_NAME),
        "condition_description": given.get("condition_description") or given["search_query"],
        "state": given.get("state", Task.State.ACTIVE.value),
    }
    is_active = values["state"] == Task.State.ACTIVE
    next_run = schedules.first_run(schedule=given.get("schedule"), now=now) if is_active else None
    task = new_row(Task, **values, state_changed_at=now, next_run=next_run, created_at=now)
    task.owner = owner
    return task


def _insert_within_limit(task: Task, channels: ChannelConfigs, reading: Statement | None, *, now: datetime) -> Row:
    """Insert the task; close to the limit, while no other task of the owner is added."""
    most = settings.TORALE_MAX_TASKS_PER_USER
    read = _insert_with_channels(task, channels, reading, limit=most - LOCK_MARGIN, now=now)
    if read is not None:
        return read
    with transaction.atomic():
        LOCK_OWNER.rows(task.owner_id)
        read = _insert_with_channels(task, channels, reading, limit=most, now=now)
        if read is None:
            raise _full(most)
    return read


def _insert_with_channels(
    task: Task, channels: ChannelConfigs, reading: Statement | None, *, limit: int, now: datetime
) -> Row | None:
    """Roll back everything if the owner is at the limit. That also frees address locks (order: owner, address)."""
    if channels == ChannelConfigs():
        return _insert_task(task, reading, limit=limit)
    with transaction.atomic():
        saved = notifications.save_channels(owner=task.owner, configs=channels, current=Channels(), now=now)
        task.email, task.webhook = saved.email, saved.webhook
        read = _insert_task(task, reading, limit=limit)
        if read is None:
            transaction.set_rollback(True)
    return read


def _insert_task(task: Task, reading: Statement | None, *, limit: int) -> Row | None:
    """Insert task and schedule; return None at the limit. Exact only under the owner's lock."""
    params = schedules.schedule_insert_params(task_id=task.pk, name=task.name, next_run=task.next_run)
    return INSERT_TASK(task, params | {"limit": limit}, reading, (task.pk, task.owner_id) if reading else ())


def _full(most: int) -> ForbiddenError:
    return ForbiddenError(f"You have {most} tasks, as many as one user may have here. Delete one to make room.")


def refuse_too_many(owner: User) -> None:
    """Lock the owner's row, so that parallel creates and forks see one another's tasks; call it before locking a task.

    Raises ForbiddenError when the owner has as many tasks as one may have.
    """
    LOCK_OWNER.rows(owner.pk)
    most = settings.TORALE_MAX_TASKS_PER_USER
    ((number,),) = COUNT_TASKS.rows(owner.pk) or [(0,)]
    if number >= most:
        raise _full(most)


def update_task(*, owner: User | None, task_id: uuid.UUID, changes: TaskInput, now: datetime) -> Task:
    """Change what is given, all of it or nothing.

    Raises InvalidTransitionError, InvalidError for a bad cron expression, NotFoundError; and ConflictError when an
    operator (`owner=None`) resumes a task whose owner is deactivated.
    """
    with transaction.atomic():
        task = lock_task(owner=owner, task_id=task_id)
        before = (task.state, task.schedule, task.next_run)
        question_changed = _change_question(task, changes)
        _change_state(task, changes.get("state", task.state), now=now)
        if owner is None and task.is_active:
            executions.refuse_deactivated(task)
        for name in KEPT_AS_GIVEN:
            setattr(task, name, cast("Mapping[str, Any]", changes).get(name, getattr(task, name)))
        if "notifications" in changes:
            _change_channels(task, changes["notifications"], now=now)
        task.next_run = _next_run_after_change(task, before=before, question_changed=question_changed, now=now)
        if task.next_run != before[2]:
            schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)
        task.updated_at = now
        save_changes(task)
    return task


def _change_question(task: Task, changes: TaskInput) -> bool:
    """Return True if the question is another one now; what was known of the old one is forgotten then."""
    question = (task.search_query, task.condition_description)
    task.search_query = changes.get("search_query", task.search_query)
    task.condition_description = changes.get("condition_description", task.condition_description) or task.search_query
    if question == (task.search_query, task.condition_description):
        return False
    task.question_version += 1
    task.last_known_state = None
    task.failures_in_row, task.inconclusive_in_row, task.inconclusive_since = 0, 0, None
    task.told_failing_at = None
    return True


def _change_state(task: Task, wanted: str, *, now: datetime) -> None:
    if wanted == task.state:
        return
    if wanted not in TRANSITIONS[Task.State(task.state)]:
        raise InvalidTransitionError(task.state, wanted)
    task.state = wanted
    task.state_changed_at = now
    if not task.is_active:
        executions.cancel_open(task=task, now=now)


def _change_channels(task: Task, configs: ChannelConfigs, *, now: datetime) -> None:
    current = Channels(email=task.email, webhook=task.webhook)
    saved = notifications.save_channels(owner=task.owner, configs=configs, current=current, now=now)
    task.email, task.webhook = saved.email, saved.webhook


def _next_run_after_change(
    task: Task, *, before: tuple[str, str | None, datetime | None], question_changed: bool, now: datetime
) -> datetime | None:
    state, schedule, next_run = before
    if not task.is_active:
        return None
    if next_run is None or state != task.state or (task.schedule and task.schedule != schedule):
        return schedules.first_run(schedule=task.schedule, now=now)
    soon = schedules.first_run(schedule=None, now=now)
    # A next run that has passed belongs to an execution that is under way, for the old question.
    sooner = question_changed and not task.schedule and not now < next_run < soon
    return soon if sooner else next_run


def bring_forward(*, owner: User | None, task_id: uuid.UUID, now: datetime) -> Task:
    """Let the schedule of an active task fire at once, in place of its next run; another one stays as it is."""
    with transaction.atomic():
        task = lock_task(owner=owner, task_id=task_id)
        if task.is_active:
            schedules.move(periodic_task_id=task.periodic_task_id, next_run=now)
            task.next_run = now
            save_changes(task)
    return task


def delete_task(*, owner: User | None, task_id: uuid.UUID) -> None:
    """Delete a task, its schedule, its executions and channels, and cancel what was still to be told."""
    with transaction.atomic():
        task = lock_task(owner=owner, task_id=task_id)
        notifications.cancel_pending(task_id=task.pk)
        Execution.objects.filter(task=task).delete()
        task.delete()
        schedules.delete(periodic_task_id=task.periodic_task_id)
        notifications.drop_channels(current=Channels(webhook=task.webhook))

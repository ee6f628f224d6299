"""What happens to a task: every change of a Task and its schedule, each in one transaction."""

import uuid
from datetime import datetime
from typing import Any, TypedDict

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from accounts.models import User
from core.db.rows import Insert, Save, new_row
from core.db.statements import Statement
from core.errors import ForbiddenError, InvalidTransitionError
from notifications import services as notifications
from notifications.defaults import default_address, default_url
from notifications.services import ChannelConfigs, Channels
from tasks_app.models import Execution, Task
from tasks_app.scheduling import schedules
from tasks_app.services import executions
from tasks_app.services.locking import LOCK_OWNER, lock_task

TRANSITIONS = {
    Task.State.ACTIVE: {Task.State.PAUSED, Task.State.COMPLETED},
    Task.State.PAUSED: {Task.State.ACTIVE},
    Task.State.COMPLETED: {Task.State.ACTIVE},
}
# With its schedule, if the owner has fewer tasks than `room_for`.
HAS_ROOM = "(SELECT count(*) FROM tasks_app_task WHERE owner_id = %(owner_id)s) < %(room_for)s"
ADD_TASK = Insert(
    Task,
    cte=schedules.adding(HAS_ROOM),
    from_cte="schedule",
    fk_column="periodic_task_id",
    # Read with it, for the answer to the create.
    annotations={"default_address": (default_address, "owner_id"), "default_url": (default_url, "owner_id")},
)
SAVE_TASK = Save(
    Task,
    *("name", "search_query", "condition_description", "state", "state_changed_at", "schedule", "next_run"),
    *("question_version", "last_known_state", "failures_in_row", "inconclusive_in_row", "inconclusive_since"),
    "told_failing_at",
    *("email", "webhook", "context", "updated_at"),
)
# More tasks than one owner can be creating at the same moment: so far from the limit nobody waits for another.
LOCK_MARGIN = 100
COUNT_TASKS = Statement(
    lambda owner: Task.objects.order_by().filter(owner=owner).values("owner").annotate(n=Count("pk")).values_list("n"),
    uuid.UUID,
)


class TaskChanges(TypedDict, total=False):
    """The fields that an update changes: those that are there."""

    name: str
    search_query: str
    condition_description: str | None  # None: the search query itself
    state: str
    schedule: str | None
    context: dict[str, Any] | None
    notifications: ChannelConfigs


def create_task(
    *,
    owner: User,
    name: str,
    search_query: str,
    condition_description: str,
    state: str,
    schedule: str | None,
    channels: ChannelConfigs,
    now: datetime,
    context: dict[str, Any] | None = None,
) -> Task:
    """A new task with its schedule; an active one first runs as `schedules.first_run` says.

    Raises ForbiddenError when the owner has as many tasks as one may have, InvalidError for a bad cron expression.
    """
    next_run = schedules.first_run(schedule=schedule, now=now) if state == Task.State.ACTIVE else None
    task = new_row(
        Task,
        name=name,
        search_query=search_query,
        condition_description=condition_description,
        state=state,
        state_changed_at=now,
        schedule=schedule,
        next_run=next_run,
        context=context,
        created_at=now,
    )
    task.owner = owner
    _add_within_limit(task, channels, now=now)
    return task


def _add_within_limit(task: Task, channels: ChannelConfigs, *, now: datetime) -> None:
    """Close to the limit, while no other task of the owner is added."""
    most = settings.TORALE_MAX_TASKS_PER_USER
    if _add_with_channels(task, channels, room_for=most - LOCK_MARGIN, now=now):
        return
    with transaction.atomic():
        LOCK_OWNER.rows(task.owner_id)
        if not _add_with_channels(task, channels, room_for=most, now=now):
            raise _full(most)


def _add_with_channels(task: Task, channels: ChannelConfigs, *, room_for: int, now: datetime) -> bool:
    """All of it, or nothing where there was no room: then no address is locked any more, as the owner comes first."""
    if channels == ChannelConfigs():
        return _add(task, room_for=room_for)
    with transaction.atomic():
        saved = notifications.save_channels(owner=task.owner, configs=channels, current=Channels(), now=now)
        task.email, task.webhook = saved.email, saved.webhook
        is_added = _add(task, room_for=room_for)
        if not is_added:
            transaction.set_rollback(True)
    return is_added


def _add(task: Task, *, room_for: int) -> bool:
    """One statement. Whether there was room; exactly so to who has locked the owner."""
    schedule = schedules.added(task_id=task.pk, name=task.name, next_run=task.next_run)
    return ADD_TASK(task, **schedule, room_for=room_for)


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


def update_task(*, owner: User | None, task_id: uuid.UUID, changes: TaskChanges, now: datetime) -> Task:
    """Change what is given, all of it or nothing.

    Raises InvalidTransitionError, InvalidError for a bad cron expression, NotFoundError; and ConflictError when an
    operator (`owner=None`) resumes a task whose owner is deactivated.
    """
    with transaction.atomic():
        task = lock_task(owner=owner, task_id=task_id)
        before = (task.state, task.schedule, task.next_run)
        question_changed = _change_texts(task, changes)
        _change_state(task, changes.get("state", task.state), now=now)
        if owner is None and task.is_active:
            executions.refuse_deactivated(task)
        task.schedule = changes.get("schedule", task.schedule)
        task.context = changes.get("context", task.context)
        if "notifications" in changes:
            _change_channels(task, changes["notifications"], now=now)
        task.next_run = _next_run_after_change(task, before=before, question_changed=question_changed, now=now)
        if task.next_run != before[2]:
            schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)
        task.updated_at = now
        SAVE_TASK(task)
    return task


def _change_texts(task: Task, changes: TaskChanges) -> bool:
    """Returns whether the question is another one now; what was known of the old one is forgotten then."""
    question = (task.search_query, task.condition_description)
    task.name = changes.get("name", task.name)
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
            task.save(update_fields=["next_run"])
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

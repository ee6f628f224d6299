"""Changes of a user's tasks, keys and messages when an operator deactivates or reactivates the account."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import ApiKey, User
from core.errors import InvalidError, NotFoundError
from notifications import services as notifications
from tasks_app.models import Task
from tasks_app.scheduling import schedules
from tasks_app.services import executions


def deactivate(*, user_id: uuid.UUID, by: User, now: datetime) -> int:
    """Shut a user out: tasks paused, keys revoked, what runs discarded, what waits to be sent cancelled.

    Sessions end for good, and Clerk tokens with `is_active`. Nothing is deleted. Returns how many tasks were active.
    Raises NotFoundError, and InvalidError for oneself.
    """
    if user_id == by.pk:
        raise InvalidError("You cannot deactivate your own account.")
    with transaction.atomic():
        user = _locked(user_id)
        user.is_active = False
        user.session_generation += 1
        user.save(update_fields=["is_active", "session_generation"])
        ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        tasks = list(Task.objects.owned_by(user).select_for_update(no_key=True).order_by("pk"))
        executions.cancel_open_of(tasks, now=now)
        notifications.cancel_all_pending(owner_id=user.pk)
        return _pause([task for task in tasks if task.is_active], now=now)


def activate(*, user_id: uuid.UUID) -> None:
    """Let a user in again; tasks stay paused and keys revoked."""
    with transaction.atomic():
        user = _locked(user_id)
        user.is_active = True
        user.save(update_fields=["is_active"])


def _locked(user_id: uuid.UUID) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFoundError("User not found")
    return user


def _pause(active: list[Task], *, now: datetime) -> int:
    schedules.park(periodic_task_ids=[task.periodic_task_id for task in active])
    ids = [task.pk for task in active]
    return Task.objects.filter(pk__in=ids).update(
        state=Task.State.PAUSED, state_changed_at=now, updated_at=now, next_run=None
    )

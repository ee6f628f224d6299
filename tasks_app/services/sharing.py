"""Tasks that are shared: who may see one, and copies of it."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core.db.rows import save_changes
from core.errors import ConflictError, NotFoundError
from notifications import services as notifications
from notifications.services import Channels
from tasks_app.models import Task
from tasks_app.models.task import NAME_LENGTH
from tasks_app.scheduling import schedules
from tasks_app.services import view_counts
from tasks_app.services.locking import lock_task
from tasks_app.services.task_input import FIELDS, QUESTION, values_of
from tasks_app.services.tasks import refuse_too_many

COPY_SUFFIXES = (" (Copy)", " (Copy 2)", " (Copy 3)")


def set_visibility(*, owner: User, task_id: uuid.UUID, is_public: bool, now: datetime) -> Task:
    """Let everybody read a task and what it finds, or its owner alone. Raises NotFoundError."""
    with transaction.atomic():
        task = lock_task(owner=owner, task_id=task_id)
        if task.is_public != is_public:
            task.is_public, task.updated_at = is_public, now
            save_changes(task)
    return task


def fork_task(*, owner: User, task_id: uuid.UUID, name: str | None, now: datetime) -> Task:
    """A copy for `owner`, paused and private, of a task that is theirs or public.

    Of somebody else's task the question alone is copied, and the fork is counted there, once a day for each user; a
    copy of one's own keeps its schedule and channels. Without `name` it is called after the original.

    Raises NotFoundError, ForbiddenError when the owner has as many tasks as one may have, and ConflictError when the
    name is taken.
    """
    with transaction.atomic():
        refuse_too_many(owner)
        source = _locked(task_id, for_whom=owner)
        is_own = source.owner_id == owner.pk
        channels = _same_channels(source, owner=owner, now=now) if is_own else Channels()
        fork_id, fork_name = uuid.uuid4(), _free_name(owner, name, source.name)
        fork = Task.objects.create(
            id=fork_id,
            owner=owner,
            **{**values_of(source, FIELDS if is_own else QUESTION), "name": fork_name, "state": Task.State.PAUSED},
            state_changed_at=now,
            periodic_task_id=schedules.create(task_id=fork_id, name=fork_name, next_run=None),
            email=channels.email,
            webhook=channels.webhook,
            forked_from=source,
            created_at=now,
        )
        # Last of all, so that a fork that could not be made is not remembered.
        if not is_own and view_counts.is_first_fork(source.pk, reader=f"user:{owner.pk}", now=now):
            Task.objects.filter(pk=source.pk).update(subscriber_count=F("subscriber_count") + 1)
    return fork


def _locked(task_id: uuid.UUID, *, for_whom: User) -> Task:
    visible = Task.objects.visible_to(for_whom).select_related("email", "webhook")
    task = visible.select_for_update(of=("self",), no_key=True).filter(pk=task_id).first()
    if task is None:
        raise NotFoundError("Task not found")
    return task


def _free_name(owner: User, wanted: str | None, original: str) -> str:
    """The caller holds the owner's row, so that no other fork takes the name meanwhile."""
    candidates = [wanted] if wanted is not None else list(copy_names(original))
    taken = set(Task.objects.owned_by(owner).filter(name__in=candidates).values_list("name", flat=True))
    free = next((name for name in candidates if name not in taken), None)
    if free is None:
        raise ConflictError(f"You already have a task named “{candidates[0]}”. Choose another name.")
    return free


def copy_names(original: str) -> Iterator[str]:
    """The names that a copy may have, the first one first, each as long as a name may be at most."""
    for suffix in COPY_SUFFIXES:
        yield original[: NAME_LENGTH - len(suffix)] + suffix


def _same_channels(source: Task, *, owner: User, now: datetime) -> Channels:
    """A webhook of its own and the same address, whose reader's yes or no stands."""
    configs = Channels(email=source.email, webhook=source.webhook).configs
    return notifications.save_channels(owner=owner, configs=configs, current=Channels(email=source.email), now=now)

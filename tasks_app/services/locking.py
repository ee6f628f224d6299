"""Locks of rows before they change, in order: the owner, then the task, then everything that belongs to it."""

import uuid

from accounts.models import User
from core.db.rows import Find
from core.db.statements import Statement
from core.errors import NotFoundError
from tasks_app.models import Execution, Task
from tasks_app.models.execution import OPEN_STATUSES

LOCK_OWNER = Statement(
    lambda owner: User.objects.select_for_update(no_key=True).filter(pk=owner).values_list("pk"), uuid.UUID
)
LOCK_TASK = Find(Task, "id = %s FOR NO KEY UPDATE")
LOCK_FREE_TASK = Find(Task, "id = %s FOR NO KEY UPDATE SKIP LOCKED")
LOCK_TASK_OF_OWNER = Find(Task, "id = %s AND owner_id = %s FOR NO KEY UPDATE")
# A task has at most one open execution.
LOCK_OPEN_EXECUTION = Find(Execution, f"task_id = %s AND status IN {OPEN_STATUSES} FOR NO KEY UPDATE")
LOCK_EXECUTION = Find(Execution, "id = %s FOR NO KEY UPDATE")
LOCK_HELD_EXECUTION = Find(Execution, "id = %s AND token = %s AND status = 'running' FOR NO KEY UPDATE")


def lock_task(*, owner: User | None, task_id: uuid.UUID) -> Task:
    """The task; `owner=None` is an operator, who may change any.

    Raises NotFoundError when it does not exist, or belongs to somebody else.
    """
    task = LOCK_TASK_OF_OWNER(task_id, owner.pk) if owner else LOCK_TASK(task_id)
    if task is None:
        raise NotFoundError("Task not found")
    if owner:
        task.owner = owner
    return task

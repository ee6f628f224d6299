"""What is changed is locked first, a task before anything that belongs to it; by statements that are prepared once."""

import uuid

from accounts.models import User
from config.errors import NotFoundError
from config.rows import Find
from tasks_app.models import Execution, Task
from tasks_app.models.execution import OPEN_STATUSES

TASK = Find(Task, "id = %s FOR NO KEY UPDATE")
TASK_OF_OWNER = Find(Task, "id = %s AND owner_id = %s FOR NO KEY UPDATE")
# Of a task there is one at most.
OPEN_EXECUTION = Find(Execution, f"task_id = %s AND status IN {OPEN_STATUSES} FOR NO KEY UPDATE")
HELD_EXECUTION = Find(Execution, "id = %s AND token = %s AND status = 'running' FOR NO KEY UPDATE")


def lock_task(*, owner: User | None, task_id: uuid.UUID) -> Task:
    """The task; `owner=None` is an operator, who may change any.

    Raises NotFoundError when it does not exist, or belongs to somebody else.
    """
    task = TASK_OF_OWNER(task_id, owner.pk) if owner else TASK(task_id)
    if task is None:
        raise NotFoundError("Task not found")
    if owner:
        task.owner = owner
    return task

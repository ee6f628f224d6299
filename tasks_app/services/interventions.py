"""An operator's actions on one execution: cancel it, or retry a failed one."""

import uuid
from datetime import datetime

from django.db import transaction

from core.db.rows import save_changes
from core.errors import ConflictError, NotFoundError
from tasks_app.models import Execution, Task
from tasks_app.services import executions
from tasks_app.services.locking import LOCK_EXECUTION, lock_task


def cancel_execution(*, execution_id: uuid.UUID, now: datetime) -> None:
    """Call an open execution off: what a worker may still find is discarded.

    Raises NotFoundError, and ConflictError when it has ended.
    """
    with transaction.atomic():
        execution, task = _locked(execution_id)
        if not execution.is_open:
            raise ConflictError(f"This execution has ended already: {execution.status}.")
        executions.call_off(execution, task=task, now=now)


def retry_execution(*, execution_id: uuid.UUID, now: datetime) -> Execution:
    """Have a failed execution's task run now, in a new execution; one that waits for its retry is retried now.

    Returns the execution that is to run. Raises NotFoundError, and ConflictError when it is neither, or when
    the task is being run already.
    """
    with transaction.atomic():
        execution, task = _locked(execution_id)
        match execution.status:
            case Execution.Status.FAILED:
                return executions.execute_now(
                    owner=None, task_id=task.pk, force=False, now=now, suppressed=execution.suppressed
                )
            case Execution.Status.RETRYING:
                execution.status, execution.retry_at, execution.queued_at = Execution.Status.PENDING, None, None
                save_changes(execution)
                executions.begin_after_commit(execution, task=task, now=now)
                return execution
        raise ConflictError(f"Only what has failed is retried; this execution is {execution.status}.")


def _locked(execution_id: uuid.UUID) -> tuple[Execution, Task]:
    """The task is locked first, as everywhere."""
    task_id = Execution.objects.filter(pk=execution_id).values_list("task_id", flat=True).first()
    if task_id is None:
        raise NotFoundError("Execution not found")
    task = lock_task(owner=None, task_id=task_id)
    execution = LOCK_EXECUTION(execution_id)
    if execution is None:
        raise NotFoundError("Execution not found")
    return execution, task

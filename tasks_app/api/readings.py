"""Readings of tasks and executions with the reader's rights, each one prepared statement."""

import uuid
from collections.abc import Collection

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.api.reading import PreparedRows, Reading
from core.db.statements import Statement
from core.errors import NotFoundError
from tasks_app.api.serializers import ExecutionSerializer, TaskSerializer
from tasks_app.api.sharing_serializers import PublicExecutionSerializer, PublicTaskSerializer
from tasks_app.models import Execution, Task
from tasks_app.models.execution import ExecutionQuerySet
from tasks_app.models.task import PUBLIC

OWN_TASKS = Reading(TaskSerializer, lambda owner: Task.objects.filter(owner=owner).with_defaults_of(owner), uuid.UUID)
OWN_TASKS_IN_STATE = Reading(
    TaskSerializer,
    lambda owner, state: Task.objects.filter(owner=owner, state=state).with_defaults_of(owner),
    uuid.UUID,
    str,
)
OWN_TASKS_IN_STATES = Reading(
    TaskSerializer,
    lambda owner, state, other: Task.objects.filter(owner=owner, state__in=[state, other]).with_defaults_of(owner),
    *(uuid.UUID, str, str),
)


def own_tasks(owner: uuid.UUID, states: Collection[str]) -> PreparedRows:
    """The owner's tasks in these states, newest first."""
    match sorted(states):
        case [state, other]:
            return OWN_TASKS_IN_STATES.rows(owner, state, other)
        case [state]:
            return OWN_TASKS_IN_STATE.rows(owner, state)
        case []:
            return OWN_TASKS_IN_STATE.rows(owner, "")
    return OWN_TASKS.rows(owner)


OWN_TASK = Reading(
    TaskSerializer,
    lambda id_, owner: Task.objects.filter(pk=id_, owner=owner).with_defaults_of(owner).order_by(),
    uuid.UUID,
    uuid.UUID,
)
OWN_EXECUTION = Reading(ExecutionSerializer, lambda id_: Execution.objects.filter(pk=id_).order_by(), uuid.UUID)
PUBLIC_TASK = Reading(PublicTaskSerializer, lambda id_: Task.objects.public().filter(pk=id_).order_by(), uuid.UUID)
PUBLIC_TASKS = {
    "recent": Reading(PublicTaskSerializer, lambda: Task.objects.public().recent()),
    "popular": Reading(PublicTaskSerializer, lambda: Task.objects.public().popular()),
}


class ExecutionReading:
    """Some of a task's executions, newest first: as its owner reads them, and as others do.

    `of_status` has those of each status alone.
    """

    def __init__(self, wanted: ExecutionQuerySet, *, has_parts: bool = True) -> None:
        self.of_status = {
            status: ExecutionReading(wanted.filter(status=status), has_parts=False)
            for status in (Execution.Status.values if has_parts else ())
        }
        self.own = Reading(ExecutionSerializer, lambda task: wanted.filter(task=task), uuid.UUID)
        self.public = Reading(PublicExecutionSerializer, lambda task: wanted.filter(task=task), uuid.UUID)
        self._owner_and_total = Statement(
            lambda task, reader: (
                Task.objects.filter(PUBLIC | Q(owner=reader), pk=task)
                .order_by()
                .values_list("owner", Coalesce(_number(wanted), 0))
            ),
            *(uuid.UUID, uuid.UUID),
        )

    def owner_and_total(self, task_id: uuid.UUID, reader_id: uuid.UUID | None) -> tuple[uuid.UUID, int]:
        """Return the task's owner and the number of rows. Raises NotFoundError if the reader may not read the task."""
        row = self._owner_and_total.first(task_id, reader_id)
        if row is None:
            raise NotFoundError("Task not found")
        owner_id, total = row
        return owner_id, total


def _number(wanted: ExecutionQuerySet) -> Subquery:
    of_task = wanted.filter(task=OuterRef("pk")).order_by().values("task")
    return Subquery(of_task.annotate(number=Count("pk")).values("number"))


EXECUTIONS = ExecutionReading(Execution.objects.all())
NOTIFICATIONS = ExecutionReading(Execution.objects.condition_met())

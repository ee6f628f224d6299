"""The alerts of one person: the findings that were told, across tasks, newest first."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.db.statements import run
from tasks_app.models import AlertReader, Execution, Task

# Older ones are among the notifications of their task.
MOST = 200
# Each task gives its newest few by an index: no other user's rows are read, and never all of one task.
TOLD_OF_OWNER = """
SELECT found.id, found.created_at FROM tasks_app_task task CROSS JOIN LATERAL (
    SELECT id, created_at FROM tasks_app_execution
    WHERE task_id = task.id AND condition_met AND notification IS NOT NULL
    ORDER BY created_at DESC, id DESC LIMIT %(most)s
) found
WHERE task.owner_id = %(owner)s AND task.id = coalesce(%(task)s, task.id)
"""
NEWEST = f"SELECT id FROM ({TOLD_OF_OWNER}) told ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s"  # noqa: S608
COUNT = f"SELECT count(*) FROM ({TOLD_OF_OWNER} LIMIT %(most)s) told"  # noqa: S608
MOST_UNREAD = 100
COUNT_UNREAD = """
SELECT count(*) FROM (
    SELECT 1 FROM tasks_app_task task CROSS JOIN LATERAL (
        SELECT completed_at FROM tasks_app_execution
        WHERE task_id = task.id AND condition_met AND notification IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT %(most)s
    ) found
    WHERE task.owner_id = %(owner)s AND found.completed_at > coalesce(
        (SELECT read_until FROM tasks_app_alertreader WHERE user_id = %(owner)s), '-infinity'
    )
    LIMIT %(most)s
) unread
"""


@dataclass(frozen=True, slots=True)
class Alert:
    """One finding that was told, with its task."""

    execution: Execution
    is_unread: bool

    @property
    def task(self) -> Task:
        return self.execution.task


def told(owner: uuid.UUID, *, task_id: uuid.UUID | None = None, start: int, end: int) -> QuerySet[Execution]:
    """Return the alerts from number `start` to before `end` of the newest `MOST`, each with its task."""
    end = min(end, MOST)
    values = {"owner": owner, "task": task_id, "most": end, "limit": max(0, end - start), "offset": start}
    ids = [id_ for (id_,) in run(NEWEST, values)]
    return Execution.objects.filter(pk__in=ids).select_related("task").order_by("-created_at", "-id")


def count_told(owner: uuid.UUID, *, task_id: uuid.UUID | None = None) -> int:
    """Return how many alerts there are, at most `MOST`."""
    ((number,),) = run(COUNT, {"owner": owner, "task": task_id, "most": MOST})
    return int(number)


def alerts(owner: uuid.UUID, *, task_id: uuid.UUID | None = None, start: int, end: int) -> list[Alert]:
    """Return alerts as `told` does, and mark those that have not been read."""
    reader = AlertReader.objects.filter(user=owner).first()
    read_until = reader.read_until if reader else None
    found = told(owner, task_id=task_id, start=start, end=end)
    return [Alert(execution, is_unread=_ended_after(execution, read_until)) for execution in found]


def count_unread(owner: uuid.UUID) -> int:
    """Return how many alerts have not been read, at most `MOST_UNREAD`."""
    ((number,),) = run(COUNT_UNREAD, {"owner": owner, "most": MOST_UNREAD})
    return int(number)


def _ended_after(execution: Execution, moment: datetime | None) -> bool:
    return moment is None or (execution.completed_at or execution.created_at) > moment

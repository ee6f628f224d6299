"""What one user's tasks have found and told, across tasks, newest first."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.db.statements import run
from tasks_app.api.sharing_serializers import OwnFeedItemSerializer
from tasks_app.models import Execution

# What was told before is among the notifications of its task.
FEED_LENGTH = 200
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


@dataclass(frozen=True)
class OwnFeed:
    """The feed of `owner`, of one task alone where it is given; at most `FEED_LENGTH` items."""

    owner: uuid.UUID
    task_id: uuid.UUID | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self[0:FEED_LENGTH])

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        offset, end = part.start or 0, min(part.stop, FEED_LENGTH)
        values = {"most": end, "limit": max(0, end - offset), "offset": offset}
        ids = [id_ for (id_,) in run(NEWEST, self._whose | values)]
        executions = Execution.objects.filter(pk__in=ids).select_related("task").order_by("-created_at", "-id")
        return [OwnFeedItemSerializer.of(execution) for execution in executions]

    def count(self) -> int:
        ((number,),) = run(COUNT, self._whose | {"most": FEED_LENGTH})
        return int(number)

    @property
    def _whose(self) -> dict[str, Any]:
        return {"owner": self.owner, "task": self.task_id}

"""Alerts of all tasks of one user, newest first, as the API writes them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.api.reading import QuerysetRows
from tasks_app.api.sharing_serializers import OwnFeedItemSerializer
from tasks_app.selectors.alerts import MOST as FEED_LENGTH
from tasks_app.selectors.alerts import count_told, told

__all__ = ["FEED_LENGTH", "OwnFeed"]


@dataclass(frozen=True)
class OwnFeed:
    """The feed of `owner`, of one task alone where it is given; at most `FEED_LENGTH` items."""

    owner: uuid.UUID
    task_id: uuid.UUID | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self[0:FEED_LENGTH])

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        found = told(self.owner, task_id=self.task_id, start=part.start or 0, end=part.stop)
        return list(QuerysetRows(found, OwnFeedItemSerializer))

    def count(self) -> int:
        return count_told(self.owner, task_id=self.task_id)

"""`client.public`: public tasks and their alerts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from torale.models import FeedItem, Task

from .pages import walk
from .transport import Transport

TASKS, FEED = "/api/v1/public/tasks", "/api/v1/public/feed"

SortBy = Literal["recent", "popular"]


class Public:
    """Public tasks. Fields for owners are empty or None. Pages have 20 items by default, at most 100."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def tasks(self, *, sort_by: SortBy | None = None, page: int | None = None, limit: int | None = None) -> list[Task]:
        """Get a page of public tasks: newest first or, if `popular`, most forked and then most viewed first."""
        found = self._transport.get(TASKS, sort_by=sort_by, page=page, limit=limit)
        return [Task(task) for task in found["items"]]

    def iter_tasks(self, *, sort_by: SortBy | None = None) -> Iterator[Task]:
        return walk(self._transport.pages(TASKS, sort_by=sort_by), Task)

    def feed(self, *, page: int | None = None, limit: int | None = None) -> list[FeedItem]:
        """Get a page of recent alerts of public tasks, newest first, from the last 200."""
        found = self._transport.get(FEED, page=page, limit=limit)
        return [FeedItem(told) for told in found["items"]]

    def iter_feed(self) -> Iterator[FeedItem]:
        return walk(self._transport.pages(FEED), FeedItem, identity=lambda told: str(told.execution.id))

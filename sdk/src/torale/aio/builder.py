"""`client.monitor("…")`: build a task step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torale.models import Task

from .tasks import Tasks


class TaskBuilder:
    """Builder of a task; `create` sends it. Each method returns the builder itself."""

    def __init__(self, tasks: Tasks, search_query: str) -> None:
        self._tasks = tasks
        self._search_query = search_query
        self._options: dict[str, Any] = {}
        self._channels: dict[str, dict[str, Any]] = {}

    def when(self, condition_description: str) -> TaskBuilder:
        """Set the condition. Without one you are told when the question has an answer."""
        return self._with(condition_description=condition_description)

    def notify(
        self,
        *,
        email: str | None = None,
        webhook: str | None = None,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TaskBuilder:
        """Set the channels: mail, webhook or both. Without a call your defaults apply."""
        if email is not None:
            self._channels["email"] = {"type": "email", "address": email}
        if webhook is not None:
            given = {"url": webhook, "method": method, "headers": dict(headers) if headers else None}
            channel = {name: value for name, value in given.items() if value is not None}
            self._channels["webhook"] = {"type": "webhook", **channel}
        return self

    def named(self, name: str) -> TaskBuilder:
        return self._with(name=name)

    def every(self, schedule: str) -> TaskBuilder:
        """Set a schedule: a cron expression in UTC."""
        return self._with(schedule=schedule)

    def paused(self) -> TaskBuilder:
        return self._with(state="paused")

    def with_context(self, **context: Any) -> TaskBuilder:
        """Store data of your own with the task."""
        return self._with(context=context)

    async def create(self, *, run_immediately: bool = False, idempotency_key: str | None = None) -> Task:
        """Create the task, as `client.tasks.create` does."""
        return await self._tasks.create(
            self._search_query,
            run_immediately=run_immediately,
            notifications=list(self._channels.values()),
            idempotency_key=idempotency_key,
            **self._options,
        )

    def _with(self, **options: Any) -> TaskBuilder:
        self._options.update(options)
        return self

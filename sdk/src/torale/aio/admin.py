"""`client.admin`: the platform's figures, for admins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from operator import itemgetter
from uuid import UUID

from torale.admin_models import (
    Deactivated,
    Errors,
    Failure,
    PlatformExecution,
    PlatformExecutions,
    PlatformUser,
    PlatformUsers,
    Queries,
    Query,
    Schedule,
    Schedules,
    Stats,
    Workflow,
    Workflows,
)
from torale.models import ExecutionStatus, Task, User

from .pages import walk
from .transport import Call, Transport, id_of, item

Number = int | None


class Admin:
    """Figures and lists for admins. Every method raises ForbiddenError for other keys.

    `limit` is 50 by default and at most 100, `hours` 24 by default; each `iter_…` has all there are.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def get_stats(self) -> Stats:
        return Stats(await self._transport.get("/admin/stats"))

    async def get_queries(self, *, active_only: bool = False, page: Number = None, limit: Number = None) -> Queries:
        return Queries(await self._transport.get("/admin/queries", active_only=active_only, page=page, limit=limit))

    def iter_queries(self) -> AsyncIterator[Query]:
        return walk(
            self._transport.pages("/admin/queries"), Query, among="queries", identity=itemgetter("search_query")
        )

    async def get_executions(
        self,
        *,
        status: ExecutionStatus | None = None,
        hours: int | None = None,
        task: Task | UUID | str | None = None,
        page: Number = None,
        limit: Number = None,
    ) -> PlatformExecutions:
        query = {"status": status, "hours": hours, "task_id": id_of(task), "page": page, "limit": limit}
        return PlatformExecutions(await self._transport.get("/admin/executions", **query))

    def iter_executions(
        self, *, status: ExecutionStatus | None = None, hours: int | None = None
    ) -> AsyncIterator[PlatformExecution]:
        pages = self._transport.pages("/admin/executions", status=status, hours=hours)
        return walk(pages, PlatformExecution, among="executions")

    async def get_errors(self, *, hours: int | None = None, page: Number = None, limit: Number = None) -> Errors:
        return Errors(await self._transport.get("/admin/errors", hours=hours, page=page, limit=limit))

    def iter_errors(self, *, hours: int | None = None) -> AsyncIterator[Failure]:
        pages = self._transport.pages("/admin/errors", hours=hours)
        return walk(pages, Failure, among="errors", identity=itemgetter("execution_id"))

    async def get_users(self, *, active_only: bool = False, page: Number = None, limit: Number = None) -> PlatformUsers:
        return PlatformUsers(await self._transport.get("/admin/users", active_only=active_only, page=page, limit=limit))

    def iter_users(self, *, active_only: bool = False) -> AsyncIterator[PlatformUser]:
        return walk(self._transport.pages("/admin/users", active_only=active_only), PlatformUser, among="users")

    async def get_temporal_workflows(self, *, page: Number = None, limit: Number = None) -> Workflows:
        return Workflows(await self._transport.get("/admin/temporal/workflows", page=page, limit=limit))

    def iter_temporal_workflows(self) -> AsyncIterator[Workflow]:
        pages = self._transport.pages("/admin/temporal/workflows")
        return walk(pages, Workflow, among="workflows", identity=itemgetter("workflow_id"))

    async def get_temporal_schedules(
        self, *, include_paused: bool = False, page: Number = None, limit: Number = None
    ) -> Schedules:
        query = {"include_paused": include_paused, "page": page, "limit": limit}
        return Schedules(await self._transport.get("/admin/temporal/schedules", **query))

    def iter_temporal_schedules(self, *, include_paused: bool = False) -> AsyncIterator[Schedule]:
        pages = self._transport.pages("/admin/temporal/schedules", include_paused=include_paused)
        return walk(pages, Schedule, among="schedules", identity=itemgetter("schedule_id"))

    async def deactivate_user(self, user: PlatformUser | User | UUID | str) -> Deactivated:
        """End an account: its tasks are paused, its keys revoked; nothing is deleted."""
        return Deactivated(await self._transport.send(Call("PATCH", item("/admin/users/{}/deactivate", user))))

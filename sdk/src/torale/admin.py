"""`client.admin`: the platform's figures, for admins."""

from __future__ import annotations

from collections.abc import Iterator
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

    def get_stats(self) -> Stats:
        return Stats(self._transport.get("/admin/stats"))

    def get_queries(self, *, active_only: bool = False, page: Number = None, limit: Number = None) -> Queries:
        return Queries(self._transport.get("/admin/queries", active_only=active_only, page=page, limit=limit))

    def iter_queries(self) -> Iterator[Query]:
        return walk(
            self._transport.pages("/admin/queries"), Query, among="queries", identity=itemgetter("search_query")
        )

    def get_executions(
        self,
        *,
        status: ExecutionStatus | None = None,
        hours: int | None = None,
        task: Task | UUID | str | None = None,
        page: Number = None,
        limit: Number = None,
    ) -> PlatformExecutions:
        query = {"status": status, "hours": hours, "task_id": id_of(task), "page": page, "limit": limit}
        return PlatformExecutions(self._transport.get("/admin/executions", **query))

    def iter_executions(
        self, *, status: ExecutionStatus | None = None, hours: int | None = None
    ) -> Iterator[PlatformExecution]:
        pages = self._transport.pages("/admin/executions", status=status, hours=hours)
        return walk(pages, PlatformExecution, among="executions")

    def get_errors(self, *, hours: int | None = None, page: Number = None, limit: Number = None) -> Errors:
        return Errors(self._transport.get("/admin/errors", hours=hours, page=page, limit=limit))

    def iter_errors(self, *, hours: int | None = None) -> Iterator[Failure]:
        pages = self._transport.pages("/admin/errors", hours=hours)
        return walk(pages, Failure, among="errors", identity=itemgetter("execution_id"))

    def get_users(self, *, active_only: bool = False, page: Number = None, limit: Number = None) -> PlatformUsers:
        return PlatformUsers(self._transport.get("/admin/users", active_only=active_only, page=page, limit=limit))

    def iter_users(self, *, active_only: bool = False) -> Iterator[PlatformUser]:
        return walk(self._transport.pages("/admin/users", active_only=active_only), PlatformUser, among="users")

    def get_temporal_workflows(self, *, page: Number = None, limit: Number = None) -> Workflows:
        return Workflows(self._transport.get("/admin/temporal/workflows", page=page, limit=limit))

    def iter_temporal_workflows(self) -> Iterator[Workflow]:
        pages = self._transport.pages("/admin/temporal/workflows")
        return walk(pages, Workflow, among="workflows", identity=itemgetter("workflow_id"))

    def get_temporal_schedules(
        self, *, include_paused: bool = False, page: Number = None, limit: Number = None
    ) -> Schedules:
        query = {"include_paused": include_paused, "page": page, "limit": limit}
        return Schedules(self._transport.get("/admin/temporal/schedules", **query))

    def iter_temporal_schedules(self, *, include_paused: bool = False) -> Iterator[Schedule]:
        pages = self._transport.pages("/admin/temporal/schedules", include_paused=include_paused)
        return walk(pages, Schedule, among="schedules", identity=itemgetter("schedule_id"))

    def deactivate_user(self, user: PlatformUser | User | UUID | str) -> Deactivated:
        """End an account: its tasks are paused, its keys revoked; nothing is deleted."""
        return Deactivated(self._transport.send(Call("PATCH", item("/admin/users/{}/deactivate", user))))

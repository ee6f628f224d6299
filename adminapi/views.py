"""The admin API `/admin/*`, for admins by API key or session token. Browser sessions open the Django admin instead."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts.models import User
from accounts.permissions import IsAdmin
from adminapi import accounts, selectors
from adminapi.selectors import Slice, Wanted
from adminapi.serializers import (
    AdminExecutionSerializer,
    AdminUserSerializer,
    DeactivatedSerializer,
    ErrorsSerializer,
    ExecutionsQuery,
    ExecutionsSerializer,
    ExecutionTotalsSerializer,
    FailureSerializer,
    NotificationTotalsSerializer,
    PopularQuerySerializer,
    QueriesQuery,
    QueriesSerializer,
    QuerySerializer,
    ScheduleSerializer,
    SchedulesQuery,
    SchedulesSerializer,
    StatsSerializer,
    TaskTotalsSerializer,
    UsersQuery,
    UsersSerializer,
    UserTotalsSerializer,
    WorkflowSerializer,
    WorkflowsSerializer,
)
from core.api.fields import read
from core.api.openapi import UNFIT_QUERY, Refusal, answers
from core.api.pagination import first_item
from core.api.representation import Representation
from core.api.wire import ORJSONResponse
from core.errors import NotFoundError
from core.web import auditing

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
USER_ID = OpenApiParameter("user_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The user's `id`.")
NOT_ADMIN = Refusal(403, "The credential is not an admin's.", "Admin access required")
ONESELF = Refusal(400, "It is your own account.", "You cannot deactivate your own account.")
NO_USER = Refusal(404, "There is no such user.", "User not found")


def _asked(query: type[serializers.Serializer[Any]], request: Request) -> tuple[dict[str, Any], Slice]:
    found = read(query, request.query_params.dict(), where="query")
    return found, Slice(limit=found["limit"], offset=first_item(found, found["limit"]))


def _wanted(asked: dict[str, Any]) -> Wanted:
    since = timezone.now() - timedelta(hours=asked["hours"])
    return Wanted(since=since, status=asked.get("status"), task_id=asked.get("task_id"))


def _written(rows: Iterable[object], representation: type[Representation]) -> list[dict[str, Any]]:
    return [representation.to_json(row) for row in rows]


def _paged(part: Slice) -> dict[str, int]:
    return {"page": part.page, "limit": part.limit}


class AdminViewSet(ViewSet):
    permission_classes = (IsAdmin,)


@extend_schema(tags=["Administration"])
class PlatformViewSet(AdminViewSet):
    """The platform's figures and search queries."""

    @extend_schema(operation_id="getStats", responses=answers(StatsSerializer, "The figures.", NOT_ADMIN))
    def stats(self, request: Request) -> ORJSONResponse:
        """Get the platform's figures.

        They agree with each other and with the lists: `total_24h` is `success_24h` and `failed_24h`, and `tasks.total`
        is those of each state. A rate or a mean of nothing is 0.
        """
        found = selectors.stats(now=timezone.now())
        return ORJSONResponse(
            {
                "users": UserTotalsSerializer.to_json(found.users),
                "tasks": TaskTotalsSerializer.to_json(found.tasks),
                "executions": ExecutionTotalsSerializer.to_json(found.executions),
                "notifications": NotificationTotalsSerializer.to_json(found.notifications),
                "popular_queries": _written(found.popular_queries, PopularQuerySerializer),
            }
        )

    @extend_schema(
        operation_id="listQueries",
        parameters=[QueriesQuery],
        responses=answers(QueriesSerializer, "A page of queries.", NOT_ADMIN, UNFIT_QUERY),
    )
    def queries(self, request: Request) -> ORJSONResponse:
        """List the search queries of all users, those that most tasks ask first.

        Each with its tasks, its executions, how many of these succeeded, and how long they took in the mean.
        """
        asked, part = _asked(QueriesQuery, request)
        page = selectors.query_page(part, active_only=asked["active_only"])
        return ORJSONResponse({"queries": _written(page.rows, QuerySerializer), "total": page.total, **_paged(part)})


@extend_schema(tags=["Administration"])
class ExecutionsViewSet(AdminViewSet):
    """The executions of all users."""

    @extend_schema(
        operation_id="listAllExecutions",
        parameters=[ExecutionsQuery],
        responses=answers(ExecutionsSerializer, "A page of executions.", NOT_ADMIN, UNFIT_QUERY),
    )
    def executions(self, request: Request) -> ORJSONResponse:
        """List the executions of all users, newest first.

        Those that started in the last `hours`, in every status unless `status` names one.
        """
        asked, part = _asked(ExecutionsQuery, request)
        page = selectors.execution_page(_wanted(asked), part=part)
        written = _written(page.rows, AdminExecutionSerializer)
        return ORJSONResponse({"executions": written, "total": page.total, **_paged(part)})

    @extend_schema(
        operation_id="listErrors",
        parameters=[ExecutionsQuery],
        responses=answers(ErrorsSerializer, "A page of failures, and the count of each kind.", NOT_ADMIN, UNFIT_QUERY),
    )
    def errors(self, request: Request) -> ORJSONResponse:
        """List the executions whose last attempt failed, newest first.

        `error_types` counts them by their kind of error, all of the window's. One that waits for its retry is among
        them, with `will_retry`.
        """
        asked, part = _asked(ExecutionsQuery, request)
        page, counts = selectors.error_page(_wanted(asked), part=part)
        written = _written(page.rows, FailureSerializer)
        return ORJSONResponse({"errors": written, "total": page.total, "error_types": counts.error_types})

    @extend_schema(
        operation_id="listWorkflows",
        parameters=[ExecutionsQuery],
        responses=answers(WorkflowsSerializer, "A page of workflows.", NOT_ADMIN, UNFIT_QUERY),
    )
    def workflows(self, request: Request) -> ORJSONResponse:
        """List the executions of all users as workflows, newest first.

        `temporal_ui_url` is the page of the execution's job in Flower, `admin_url` its page in the Django admin.
        """
        asked, part = _asked(ExecutionsQuery, request)
        page = selectors.workflow_page(_wanted(asked), part=part)
        return ORJSONResponse({"workflows": _written(page.rows, WorkflowSerializer), "total": page.total})


@extend_schema(tags=["Administration"])
class SchedulesViewSet(AdminViewSet):
    """Schedules of the tasks of all users."""

    @extend_schema(
        operation_id="listSchedules",
        parameters=[SchedulesQuery],
        responses=answers(SchedulesSerializer, "A page of schedules.", NOT_ADMIN, UNFIT_QUERY),
    )
    def schedules(self, request: Request) -> ORJSONResponse:
        """List the schedules of active tasks, soonest first.

        With `include_paused` those of the other tasks follow. `cron` is the task's own expression, or the one that
        fits its next run.
        """
        asked, part = _asked(SchedulesQuery, request)
        page = selectors.schedule_page(
            include_paused=asked["include_paused"], part=part, now=timezone.now(), task_id=asked.get("task_id")
        )
        return ORJSONResponse({"schedules": _written(page.rows, ScheduleSerializer), "total": page.total})


@extend_schema(tags=["Administration"])
class UsersViewSet(AdminViewSet):
    """All users."""

    @extend_schema(
        operation_id="listUsers",
        parameters=[UsersQuery],
        responses=answers(UsersSerializer, "A page of users.", NOT_ADMIN, UNFIT_QUERY),
    )
    def users(self, request: Request) -> ORJSONResponse:
        """List the users, newest first.

        Each with their tasks, and with what was executed and told of late.
        """
        asked, part = _asked(UsersQuery, request)
        page = selectors.user_page(active_only=asked["active_only"], part=part, now=timezone.now())
        return ORJSONResponse({"users": _written(page.rows, AdminUserSerializer), "total": page.total, **_paged(part)})

    @extend_schema(
        operation_id="deactivateUser",
        parameters=[USER_ID],
        request=None,
        responses=answers(DeactivatedSerializer, "Shut out.", ONESELF, NOT_ADMIN, NO_USER),
    )
    def deactivate(self, request: Request, user_id: str) -> ORJSONResponse:
        """Shut a user out.

        Pauses the user's active tasks (`tasks_paused`), revokes the keys, ends the sessions, discards what is running
        and cancels what is waiting to be sent. Nothing is deleted. Not oneself; a second time changes nothing.
        """
        if not UUID.fullmatch(user_id):
            raise NotFoundError("User not found")
        pk = uuid.UUID(user_id)
        done = accounts.deactivate(user_id=pk, by=cast("User", request.user), now=timezone.now())
        auditing.touched(request, User, pk, **asdict(done))
        return ORJSONResponse(
            {"message": "User deactivated successfully", "user_id": pk, "tasks_paused": done.tasks_paused}
        )

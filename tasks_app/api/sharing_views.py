"""Tasks that are shared: who may see one, copies of it, and finding those of others."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts import idempotency
from accounts.idempotency import idempotent
from core.api.fields import read
from core.api.openapi import TOO_LARGE, TOTAL_COUNT, UNFIT_QUERY, UNKNOWN_THOUGH_PUBLIC, answers, no_string, unfit_body
from core.api.pagination import PageWindow, list_response
from core.api.reading import QuerysetRows
from core.api.wire import ORJSONResponse
from tasks_app.api import examples, readings, refusals
from tasks_app.api.own_feed import FEED_LENGTH
from tasks_app.api.serializers import TaskPageSerializer, TaskSerializer
from tasks_app.api.sharing_serializers import (
    FeedPageSerializer,
    ForkSerializer,
    PublicFeedItemSerializer,
    PublicFeedQuery,
    PublicTasksQuery,
    VisibilitySerializer,
)
from tasks_app.api.views import TASK_ID, own_task, parse_id, readable_task, signed_in
from tasks_app.models import Execution
from tasks_app.services import sharing


@extend_schema(tags=["Sharing"], parameters=[TASK_ID])
class SharingViewSet(ViewSet):
    """Shows a task to everybody, and copies one."""

    @extend_schema(
        operation_id="setTaskVisibility",
        request=VisibilitySerializer,
        responses=answers(
            VisibilitySerializer, "Who may read it now.", refusals.NO_TASK, TOO_LARGE, unfit_body("is_public")
        ),
    )
    def visibility(self, request: Request, task_id: str) -> ORJSONResponse:
        """Make a task public or private.

        Anybody may read a public task, its executions and notifications, follow its page and its RSS feed at
        `/tasks/{task_id}` and `/tasks/{task_id}/rss`, and fork it. Where you are told is shown to nobody.
        """
        sent = read(VisibilitySerializer, request.data)
        task = sharing.set_visibility(
            owner=signed_in(request), task_id=parse_id(task_id), is_public=sent["is_public"], now=timezone.now()
        )
        return ORJSONResponse({"is_public": task.is_public})

    @extend_schema(
        operation_id="forkTask",
        parameters=[*idempotency.PARAMETERS],
        request=ForkSerializer,
        responses=answers(
            TaskSerializer,
            "The copy.",
            refusals.TOO_MANY_TASKS,
            refusals.NO_VISIBLE_TASK,
            refusals.NAME_TAKEN,
            TOO_LARGE,
            no_string("name"),
        ),
    )
    @idempotent
    def fork(self, request: Request, task_id: str) -> ORJSONResponse:
        """Copy a public task, or one of your own.

        The copy is paused and private. Of another user's task it has the query and the condition; of your own also
        the schedule and the notifications. Without a `name` it is called after the original: "… (Copy)".
        """
        sent = read(ForkSerializer, request.data)
        owner = signed_in(request)
        fork = sharing.fork_task(owner=owner, task_id=parse_id(task_id), name=sent.get("name"), now=timezone.now())
        return ORJSONResponse(own_task(fork.pk, owner))


@extend_schema(tags=["Sharing"], parameters=[TOTAL_COUNT])
class DiscoveryViewSet(ViewSet):
    """Public tasks and alerts, which need no credential."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="listPublicTasks",
        parameters=[PublicTasksQuery],
        responses=answers(
            TaskPageSerializer,
            "A page of public tasks.",
            UNFIT_QUERY,
            UNKNOWN_THOUGH_PUBLIC,
            examples=(examples.PUBLIC_TASKS,),
        ),
    )
    def tasks(self, request: Request) -> ORJSONResponse:
        """List public tasks, the newest or the most popular first.

        The popular ones by `subscriber_count`, then by `view_count`. What only an owner sees is empty or null in each.
        """
        query = read(PublicTasksQuery, request.query_params.dict(), where="query")
        return list_response(readings.PUBLIC_TASKS[query["sort_by"]].rows(), PageWindow.enveloped(query))

    @extend_schema(
        operation_id="publicFeed",
        parameters=[PublicFeedQuery],
        responses=answers(FeedPageSerializer, "A page of the feed.", UNFIT_QUERY, UNKNOWN_THOUGH_PUBLIC),
    )
    def feed(self, request: Request) -> ORJSONResponse:
        """List what public tasks have told lately, newest first.

        Each item is an execution that told something, and its task. The feed holds the last 200; older ones are
        among the notifications of their tasks.
        """
        query = read(PublicFeedQuery, request.query_params.dict(), where="query")
        told = Execution.objects.told().of_public_tasks()
        told = told.filter(task=query["task_id"]) if "task_id" in query else told
        return list_response(QuerysetRows(told[:FEED_LENGTH], PublicFeedItemSerializer), PageWindow.enveloped(query))


class PublicTaskViewSet(ViewSet):
    permission_classes = (AllowAny,)

    @extend_schema(
        tags=["Sharing"],
        operation_id="getPublicTask",
        parameters=[TASK_ID],
        responses=answers(TaskSerializer, "The task.", refusals.NO_VISIBLE_TASK, UNKNOWN_THOUGH_PUBLIC),
    )
    def retrieve(self, request: Request, task_id: str) -> ORJSONResponse:
        """Get a public task: the same as `GET /api/v1/tasks/{task_id}`.

        Clients that read public tasks below `/public` ask here.
        """
        return ORJSONResponse(readable_task(request, task_id))

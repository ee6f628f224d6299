"""The tasks API: `/api/v1/tasks`, and what lies below each task."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import idempotency, limits
from accounts.idempotency import idempotent
from accounts.models import User
from accounts.readers import reader_of
from core.api.fields import read
from core.api.openapi import (
    TOO_LARGE,
    TOTAL_COUNT,
    UNFIT_QUERY,
    UNKNOWN_THOUGH_PUBLIC,
    answers,
    list_examples,
    no_boolean,
    no_string,
    unfit_body,
)
from core.api.pagination import MAX_LIMIT, PageWindow, list_response
from core.api.wire import ORJSONResponse
from core.errors import DomainError, NotFoundError
from notifications import services as notifications
from tasks_app.api import examples, readings, refusals
from tasks_app.api.serializers import (
    CreatedTaskSerializer,
    CreateTaskSerializer,
    ExecuteQuery,
    ExecuteSerializer,
    ExecutionListQuery,
    ExecutionPageSerializer,
    ExecutionSerializer,
    TaskListQuery,
    TaskPageSerializer,
    TaskSerializer,
    UpdatedTaskSerializer,
    UpdateTaskSerializer,
)
from tasks_app.models import Task
from tasks_app.services import executions, tasks, understanding, view_counts
from tasks_app.services.task_input import FIELDS, TaskInput

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TASK_ID = OpenApiParameter("task_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The task's `id`.")
TASK_LIST = PolymorphicProxySerializer(
    component_name="TaskList",
    serializers=[TaskSerializer(many=True), TaskPageSerializer],
    resource_type_field_name=None,
    many=False,
)
EXECUTION_LIST = PolymorphicProxySerializer(
    component_name="ExecutionList",
    serializers=[ExecutionSerializer(many=True), ExecutionPageSerializer],
    resource_type_field_name=None,
    many=False,
)


def listing(meaning: str) -> dict[int, OpenApiResponse]:
    shown = list_examples("executions", examples.EXECUTION)
    return answers(
        EXECUTION_LIST, meaning, refusals.NO_VISIBLE_TASK, UNFIT_QUERY, UNKNOWN_THOUGH_PUBLIC, examples=shown
    )


def signed_in(request: Request) -> User:
    return cast("User", request.user)


def parse_id(text: str) -> uuid.UUID:
    """Raises NotFoundError for what cannot be a task's id: there is no such task."""
    if not UUID.fullmatch(text):
        raise NotFoundError("Task not found")
    return uuid.UUID(text)


def readable_task(request: Request, task_id: str) -> dict[str, Any]:
    """A task of the reader's, or a public one, of which this is a view. Raises NotFoundError."""
    id_, user_id = parse_id(task_id), request.user.pk
    task = readings.OWN_TASK.first(id_, user_id) if user_id else None
    return _of_another(request, id_) if task is None else task


@extend_schema(tags=["Tasks"])
class TaskViewSet(ViewSet):
    """A user's own tasks; public ones are read by anybody."""

    def get_permissions(self) -> Sequence[Any]:
        return [AllowAny()] if self.action == "retrieve" else super().get_permissions()

    @extend_schema(
        operation_id="listTasks",
        parameters=[TaskListQuery, TOTAL_COUNT],
        responses=answers(TASK_LIST, "Your tasks.", UNFIT_QUERY, examples=list_examples("your tasks", examples.TASK)),
    )
    def list(self, request: Request) -> ORJSONResponse:
        """List your tasks, newest first.

        All of them, unless `limit` or `page` asks for fewer. Each holds its last execution.
        """
        query = read(TaskListQuery, request.query_params.dict(), where="query")
        found = readings.own_tasks(signed_in(request).pk, _states(query))
        return list_response(found, PageWindow.asked(query, bare_limit=None))

    @extend_schema(
        operation_id="createTask",
        parameters=[*idempotency.PARAMETERS],
        request=CreateTaskSerializer,
        responses=answers(
            CreatedTaskSerializer,
            "The new task.",
            refusals.UNFIT_CHANNEL,
            refusals.TOO_MANY_TASKS,
            refusals.UNDER_WAY,
            TOO_LARGE,
            unfit_body("search_query"),
        ),
    )
    @idempotent
    def create(self, request: Request) -> ORJSONResponse:
        """Create a task.

        An active one first runs a minute later, or at the first time that its `schedule` names. With
        `run_immediately` it runs at once instead; if that cannot be, `immediate_execution_error` says why, and the
        task stands. Without `notifications` your defaults apply, mail to your verified address first: see `told_by`.
        """
        sent = read(CreateTaskSerializer, request.data)
        owner, reading = signed_in(request), readings.OWN_TASK
        task, row = tasks.create_and_read_task(
            owner=owner, given=_task_input(sent), reading=reading.statement, now=timezone.now()
        )
        error = _run_first(task) if sent["run_immediately"] else None
        answer = own_task(task.pk, owner) if sent["run_immediately"] else reading.to_json(row)
        return ORJSONResponse(answer | _understood(task) | {"immediate_execution_error": error})

    @extend_schema(
        operation_id="getTask",
        parameters=[TASK_ID],
        responses=answers(TaskSerializer, "The task.", refusals.NO_VISIBLE_TASK, UNKNOWN_THOUGH_PUBLIC),
    )
    def retrieve(self, request: Request, task_id: str) -> ORJSONResponse:
        """Get a task, its last execution included.

        Anybody may read a public one, without a credential too: then `notifications` is empty, and
        `notification_email`, `webhook_url` and `error_message` are null. Such a read counts in
        `view_count`, once a day for each user or address.
        """
        return ORJSONResponse(readable_task(request, task_id))

    @extend_schema(
        operation_id="updateTask",
        parameters=[TASK_ID],
        request=UpdateTaskSerializer,
        responses=answers(
            UpdatedTaskSerializer,
            "The task as it is now.",
            refusals.UNFIT_CHANGE,
            refusals.NO_TASK,
            TOO_LARGE,
            no_string("name"),
        ),
    )
    def update(self, request: Request, task_id: str) -> ORJSONResponse:
        """Change what is given of a task: all of it, or nothing.

        Changing the query or the condition forgets what is known, and runs an active task within a minute. A task
        that becomes active runs a minute later, or as its `schedule` says. From `active` it can be paused or
        completed, and become active again from either.
        """
        sent, id_, owner = read(UpdateTaskSerializer, request.data), parse_id(task_id), signed_in(request)
        task = tasks.update_task(owner=owner, task_id=id_, changes=_task_input(sent), now=timezone.now())
        return ORJSONResponse(own_task(id_, owner) | _understood(task))

    @extend_schema(
        operation_id="patchTask",
        parameters=[TASK_ID],
        request=UpdateTaskSerializer,
        responses=answers(
            UpdatedTaskSerializer,
            "The task as it is now.",
            refusals.UNFIT_CHANGE,
            refusals.NO_TASK,
            TOO_LARGE,
            no_string("name"),
        ),
    )
    def partial_update(self, request: Request, task_id: str) -> ORJSONResponse:
        """Change what is given of a task: the same as PUT.

        What is left out stays as it is, in both.
        """
        return self.update(request, task_id)

    @extend_schema(
        operation_id="deleteTask",
        parameters=[TASK_ID],
        responses=answers(None, "It is gone.", refusals.NO_TASK, status=204),
    )
    def destroy(self, request: Request, task_id: str) -> Response:
        """Delete a task, its schedule and its executions.

        What is still to be told of it is not told any more. Copies that others have made stay.
        """
        tasks.delete_task(owner=signed_in(request), task_id=parse_id(task_id))
        return Response(status=204)

    @extend_schema(
        operation_id="executeTask",
        parameters=[TASK_ID, ExecuteQuery, *idempotency.PARAMETERS],
        request=ExecuteSerializer,
        responses=answers(
            ExecutionSerializer,
            "The execution, which waits for a worker.",
            refusals.NO_TASK,
            refusals.RUNNING,
            refusals.TOO_MANY_OPEN,
            TOO_LARGE,
            no_boolean("force"),
            examples=(examples.BEGUN,),
        ),
    )
    @limits.fail_closed
    @idempotent
    def execute(self, request: Request, task_id: str) -> ORJSONResponse:
        """Run a task now, whatever its state.

        It begins as soon as there is room, and its outcome appears among the task's executions; you can have 20 open.
        While another execution is pending or running it is refused, unless that one is stuck, or `force` is true: then
        that one is cancelled. The body may be left out, and `force` be said in the query instead. When the task runs
        next by itself stays as it was.

        With `suppress_notifications` it is a trial: nobody is told, and what is known of the task stays as it was, so
        that the next execution can still tell you. Such an execution is `suppressed`.
        """
        query = read(ExecuteQuery, request.query_params.dict(), where="query")
        sent = read(ExecuteSerializer, request.data)
        _, row = executions.execute_and_read(
            owner=signed_in(request),
            task_id=parse_id(task_id),
            force=query["force"] or sent.get("force", False),
            suppressed=query["suppress_notifications"] or sent.get("suppress_notifications", False),
            reading=readings.OWN_EXECUTION.statement,
            now=timezone.now(),
        )
        return ORJSONResponse(readings.OWN_EXECUTION.to_json(row))


@extend_schema(tags=["Executions"], parameters=[TASK_ID, ExecutionListQuery, TOTAL_COUNT])
class ExecutionViewSet(ViewSet):
    """The executions of one task, at most 100 at a time; anybody may read those of a public one."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="listExecutions", responses=listing("Executions."))
    def list(self, request: Request, task_id: str) -> ORJSONResponse:
        """List a task's executions, newest first.

        One that waits for its retry is `retrying`, with what went wrong in `error_message`; a retried execution keeps
        its `id`. Of a public task anybody may read them.
        """
        return self._listed(request, task_id, readings.EXECUTIONS)

    @extend_schema(operation_id="listNotifications", responses=listing("Executions whose `condition_met` is true."))
    def notifications(self, request: Request, task_id: str) -> ORJSONResponse:
        """List the executions that found the condition met, newest first.

        Not all of them told you: of what you were told before, `notification` is null.
        """
        return self._listed(request, task_id, readings.NOTIFICATIONS)

    def _listed(self, request: Request, task_id: str, wanted: readings.ExecutionReading) -> ORJSONResponse:
        query = read(ExecutionListQuery, request.query_params.dict(), where="query")
        id_, user_id = parse_id(task_id), request.user.pk
        wanted = wanted.of_status[query["status"]] if "status" in query else wanted
        owner_id, total = wanted.owner_and_total(id_, user_id)
        found = wanted.own if owner_id == user_id else wanted.public
        return list_response(found.rows(id_), PageWindow.asked(query, bare_limit=MAX_LIMIT), total=total)


def _states(query: dict[str, Any]) -> set[str]:
    """The states of the tasks that are asked for; each parameter leaves fewer."""
    states: set[str] = {query["state"]} if "state" in query else set(Task.State.values)
    active = {Task.State.ACTIVE.value}
    if query.get("active_only"):
        states &= active
    if "is_active" in query:
        states = states & active if query["is_active"] else states - active
    return states


def own_task(task_id: uuid.UUID, owner: User) -> dict[str, Any]:
    """Return a task that was there just now. Raises NotFoundError: it has been deleted meanwhile."""
    task = readings.OWN_TASK.first(task_id, owner.pk)
    if task is None:
        raise NotFoundError("Task not found")
    return task


def _of_another(request: Request, task_id: uuid.UUID) -> dict[str, Any]:
    """Return a public task, for others than its owner; a GET counts as a view. Raises NotFoundError."""
    task = readings.PUBLIC_TASK.first(task_id)
    if task is None:
        raise NotFoundError("Task not found")
    if request.method == "GET":
        view_counts.note(task_id, reader=reader_of(request), now=timezone.now())
    return task


def _understood(task: Task) -> dict[str, Any]:
    return asdict(understanding.of_question(task.search_query, task.condition_description))


def _task_input(sent: dict[str, Any]) -> TaskInput:
    """Raises InvalidError for a channel that cannot be."""
    given = {name: value for name, value in sent.items() if name in FIELDS}
    if "condition_description" in sent:
        condition = sent["condition_description"]
        given["condition_description"] = condition if (condition or "").strip() else None
    if "notifications" in sent:
        given["notifications"] = notifications.parse(sent["notifications"])
    return cast("TaskInput", given)


def _run_first(task: Task) -> str | None:
    """Run a new task at once; returns why that could not be done. The task stands in any case."""
    try:
        executions.run_first(task=task, now=timezone.now())
    except DomainError as error:
        return error.message
    return None

"""Query parameters and answers of the admin API."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from adminapi import examples
from core.api.fields import ChoiceField, QueryBooleanField, QueryIntegerField, QueryUUIDField
from core.api.pagination import MAX_LIMIT, EnvelopeQuery
from core.api.representation import Representation
from tasks_app.models import Execution

DEFAULT_LIMIT = 50
DEFAULT_HOURS, MAX_HOURS = 24, 8760

# ── Query parameters ─────────────────────────────────────────────────────────────────────────────


class PageQuery(EnvelopeQuery):
    limit = QueryIntegerField(default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT, help_text="Results per page.")


class HoursQuery(PageQuery):
    hours = QueryIntegerField(
        default=DEFAULT_HOURS, min_value=1, max_value=MAX_HOURS, help_text="What started in the last N hours."
    )


class ExecutionsQuery(HoursQuery):
    status = ChoiceField(choices=Execution.Status.values, required=False, help_text="Those in this status alone.")
    task_id = QueryUUIDField(required=False, help_text="Those of this task alone.")


class QueriesQuery(PageQuery):
    active_only = QueryBooleanField(default=False, help_text="Those alone that an active task asks.")


class SchedulesQuery(PageQuery):
    task_id = QueryUUIDField(required=False, help_text="That of this task alone.")
    include_paused = QueryBooleanField(default=False, help_text="List those of paused and completed tasks too.")


class UsersQuery(PageQuery):
    active_only = QueryBooleanField(default=False, help_text="Leave out deactivated users.")


# ── Answers ───────────────────────────────────────────────────────────────────────


class UserTotalsSerializer(Representation):
    total = serializers.IntegerField()
    active_30d = serializers.IntegerField(help_text="Signed in, or called the API, in the last 30 days.")
    new_7d = serializers.IntegerField()


class TaskTotalsSerializer(Representation):
    total = serializers.IntegerField()
    active = serializers.IntegerField()
    paused = serializers.IntegerField()
    completed = serializers.IntegerField()


class ExecutionTotalsSerializer(Representation):
    total_24h = serializers.IntegerField(source="answered", help_text="`success_24h` and `failed_24h`.")
    success_24h = serializers.IntegerField(source="succeeded")
    failed_24h = serializers.IntegerField(source="failed", help_text="Those that wait for a retry included.")
    avg_duration_ms = serializers.IntegerField(source="mean_duration_ms", help_text="Of the successful ones.")


class NotificationTotalsSerializer(Representation):
    sent_24h = serializers.IntegerField()
    sent_7d = serializers.IntegerField()


class PopularQuerySerializer(Representation):
    query = serializers.CharField(source="search_query")
    count = serializers.IntegerField(source="tasks", help_text="The tasks that ask it.")


@extend_schema_serializer(examples=[examples.STATS])
class StatsSerializer(serializers.Serializer[Any]):
    """The platform at a glance; the numbers agree with those of the lists."""

    users = UserTotalsSerializer()
    tasks = TaskTotalsSerializer()
    executions = ExecutionTotalsSerializer()
    notifications = NotificationTotalsSerializer()
    popular_queries = PopularQuerySerializer(many=True)


class QuerySerializer(Representation):
    search_query = serializers.CharField()
    total_tasks = serializers.IntegerField()
    active_tasks = serializers.IntegerField()
    total_executions = serializers.IntegerField(help_text="Those that succeeded or failed.")
    success_rate = serializers.FloatField(min_value=0, max_value=1)
    avg_duration_ms = serializers.IntegerField(help_text="Of the successful ones.")


class AdminExecutionSerializer(Representation):
    id = serializers.UUIDField()
    task_id = serializers.UUIDField()
    user_email = serializers.EmailField(source="task.owner.email")
    search_query = serializers.CharField(source="task.search_query")
    status = serializers.ChoiceField(choices=Execution.Status.values)
    condition_met = serializers.BooleanField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    started_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)


class WorkflowSerializer(Representation):
    workflow_id = serializers.CharField(help_text="`task-{task_id}-{epoch of when it was due}`")
    workflow_type = serializers.CharField()
    status = serializers.ChoiceField(choices=["RUNNING", "COMPLETED", "FAILED", "CANCELED", "TIMED_OUT"])
    start_time = serializers.DateTimeField(source="execution.started_at")
    close_time = serializers.DateTimeField(allow_null=True)
    execution_duration_ms = serializers.IntegerField(allow_null=True, help_text="Null until it is closed.")
    temporal_ui_url = serializers.URLField(help_text="Its job's page in Flower.")
    admin_url = serializers.URLField(help_text="Its page in the Django admin.")


class ScheduleSerializer(Representation):
    schedule_id = serializers.CharField()
    task_id = serializers.UUIDField(source="task.pk")
    user_email = serializers.EmailField(source="task.owner.email")
    cron = serializers.CharField(
        allow_null=True, help_text="The task's own, else the line that names its next run; null if neither is there."
    )
    is_paused = serializers.BooleanField()
    recent_executions = serializers.IntegerField(help_text="Those that succeeded or failed in 7 days.")
    next_run_time = serializers.DateTimeField(source="task.next_run", allow_null=True)
    temporal_ui_url = serializers.URLField(help_text="Its page in the Django admin.")


class FailureSerializer(Representation):
    execution_id = serializers.UUIDField(source="execution.pk")
    task_id = serializers.UUIDField(source="execution.task_id")
    user_email = serializers.EmailField(source="execution.task.owner.email")
    search_query = serializers.CharField(source="execution.task.search_query")
    error_message = serializers.CharField(source="execution.error_message", allow_null=True)
    error_type = serializers.CharField(source="execution.error_type")
    retry_count = serializers.IntegerField(source="execution.retry_count")
    will_retry = serializers.BooleanField()
    occurred_at = serializers.DateTimeField()


class AdminUserSerializer(Representation):
    id = serializers.UUIDField(source="user.pk")
    email = serializers.EmailField(source="user.email")
    clerk_user_id = serializers.CharField(source="user.clerk_user_id", allow_null=True)
    state = serializers.ChoiceField(choices=["active", "inactive"])
    tasks_count = serializers.IntegerField()
    active_tasks_count = serializers.IntegerField()
    executions_24h = serializers.IntegerField(help_text="Those that succeeded or failed.")
    notifications_7d = serializers.IntegerField(help_text="Those that were delivered.")
    created_at = serializers.DateTimeField(source="user.created_at")
    last_login = serializers.DateTimeField(
        source="user.last_seen_at", allow_null=True, help_text="When they last signed in, or called the API."
    )


class _PagedSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.QUERIES])
class QueriesSerializer(_PagedSerializer):
    queries = QuerySerializer(many=True)


@extend_schema_serializer(examples=[examples.EXECUTIONS])
class ExecutionsSerializer(_PagedSerializer):
    executions = AdminExecutionSerializer(many=True)


@extend_schema_serializer(examples=[examples.USERS])
class UsersSerializer(_PagedSerializer):
    users = AdminUserSerializer(many=True)


@extend_schema_serializer(examples=[examples.WORKFLOWS])
class WorkflowsSerializer(serializers.Serializer[Any]):
    workflows = WorkflowSerializer(many=True)
    total = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.SCHEDULES])
class SchedulesSerializer(serializers.Serializer[Any]):
    schedules = ScheduleSerializer(many=True)
    total = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.ERRORS])
class ErrorsSerializer(serializers.Serializer[Any]):
    errors = FailureSerializer(many=True)  # type: ignore[assignment]  # what DRF calls so is not asked for
    total = serializers.IntegerField(help_text="All that failed in the window: the sum of `error_types`.")
    error_types = serializers.DictField(child=serializers.IntegerField())


@extend_schema_serializer(examples=[examples.DEACTIVATED])
class DeactivatedSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()
    user_id = serializers.UUIDField()
    tasks_paused = serializers.IntegerField()

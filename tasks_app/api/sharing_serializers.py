"""What anybody may see of a public task: the fields that are listed here."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import BooleanField, ChoiceField, QueryUUIDField, StringField
from core.api.pagination import ArrayQuery, EnvelopeQuery
from core.api.representation import Representation
from tasks_app.api import examples
from tasks_app.api.serializers import ExecutionSerializer, ResultSerializer, TaskSerializer
from tasks_app.models.task import NAME_LENGTH

PUBLIC_RESULT = (
    "answer",
    "reasoning",
    "evidence",
    "confidence",
    "sources",
    "search_queries",
    "search_suggestions",
    "next_run",
    "next_run_reason",
    "provider",
    "model",
)


class PublicResultSerializer(ResultSerializer, Representation):
    """A result without what it cost."""

    is_json = True

    @classmethod
    def of(cls, instance: dict[str, Any]) -> dict[str, Any]:
        return {name: instance[name] for name in PUBLIC_RESULT if name in instance}


class PublicExecutionSerializer(ExecutionSerializer):
    """An execution as others than the owner see it."""

    shown: ClassVar = frozenset(
        {
            "id",
            "task_id",
            "status",
            "trigger",
            "scheduled_for",
            "started_at",
            "completed_at",
            "duration_ms",
            "retry_count",
            "condition_met",
            "result",
            "notification",
            "grounding_sources",
            "suppressed",
            "created_at",
        }
    )
    result = PublicResultSerializer(allow_null=True)


class PublicTaskSerializer(TaskSerializer):
    """A task as others than the owner see it."""

    shown: ClassVar = frozenset(
        {
            "id",
            "user_id",
            "name",
            "search_query",
            "condition_description",
            "state",
            "schedule",
            "next_run",
            "is_public",
            "view_count",
            "subscriber_count",
            "forked_from_task_id",
            "last_known_state",
            "last_execution_id",
            "last_execution",
            "state_changed_at",
            "created_at",
            "updated_at",
        }
    )
    last_execution = PublicExecutionSerializer(allow_null=True)


class TaskSummarySerializer(Representation):
    """What is watched."""

    id = serializers.UUIDField()
    user_id = serializers.UUIDField(source="owner_id")
    name = serializers.CharField()
    search_query = serializers.CharField()
    condition_description = serializers.CharField()


class FeedItemSerializer(Representation):
    """What a public task has told, with the execution that found it."""

    task = TaskSummarySerializer()
    execution = ExecutionSerializer()

    @classmethod
    def of(cls, instance: Any) -> dict[str, Any]:
        """`instance` is the execution."""
        return {
            "task": TaskSummarySerializer.of(instance.task),
            "execution": PublicExecutionSerializer.of(instance),
        }


class OwnFeedItemSerializer(Representation):
    """What one of your tasks has told, with the execution that found it."""

    task = TaskSummarySerializer()
    execution = ExecutionSerializer()

    @classmethod
    def of(cls, instance: Any) -> dict[str, Any]:
        """`instance` is the execution."""
        return {"task": TaskSummarySerializer.of(instance.task), "execution": ExecutionSerializer.of(instance)}


class OwnFeedPageSerializer(serializers.Serializer[Any]):
    items = OwnFeedItemSerializer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.FEED])
class FeedPageSerializer(serializers.Serializer[Any]):
    items = FeedItemSerializer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()


# ── What clients send ────────────────────────────────────────────────────────────────────────────


@extend_schema_serializer(examples=[examples.VISIBILITY])
class VisibilitySerializer(serializers.Serializer[Any]):
    is_public = BooleanField(help_text="Whether everybody may read the task, and what it finds.")


@extend_schema_serializer(examples=[examples.FORK_UNNAMED, examples.FORK])
class ForkSerializer(serializers.Serializer[Any]):
    name = StringField(required=False, max_length=NAME_LENGTH, help_text='The original\'s with " (Copy)" if left out.')


class OwnFeedQuery(ArrayQuery):
    task_id = QueryUUIDField(required=False, help_text="What this task told alone.")


class PublicFeedQuery(EnvelopeQuery):
    task_id = QueryUUIDField(required=False, help_text="What this task told alone.")


class PublicTasksQuery(EnvelopeQuery):
    sort_by = ChoiceField(
        choices=["recent", "popular"],
        default="recent",
        help_text="The newest first, or those that were forked, then viewed, most.",
    )

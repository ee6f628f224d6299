"""Tasks and executions as anybody may see them: the fields that are marked `public`."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import BooleanField, ChoiceField, QueryUUIDField, StringField
from core.api.pagination import ArrayQuery, EnvelopeQuery
from core.api.representation import Representation, public
from tasks_app.api import examples
from tasks_app.api.serializers import ExecutionSerializer, ResultSerializer, TaskSerializer
from tasks_app.models.task import NAME_LENGTH


class PublicResultSerializer(ResultSerializer, Representation):
    """A result as others than the owner see it, without what it cost."""

    is_json = is_for_public = True


class PublicExecutionSerializer(ExecutionSerializer):
    """An execution as others than the owner see it."""

    is_for_public = True
    result = public(PublicResultSerializer(allow_null=True))


class PublicTaskSerializer(TaskSerializer):
    """A task as others than the owner see it."""

    is_for_public = True
    last_execution = public(PublicExecutionSerializer(allow_null=True))


class TaskSummarySerializer(Representation):
    """A summary of a task."""

    id = serializers.UUIDField()
    user_id = serializers.UUIDField(source="owner_id")
    name = serializers.CharField()
    search_query = serializers.CharField()
    condition_description = serializers.CharField()


class FeedItemSerializer(Representation):
    """An alert of a public task, with its execution."""

    task = TaskSummarySerializer()
    execution = ExecutionSerializer(source="*")


class PublicFeedItemSerializer(FeedItemSerializer):
    """An item of the feed as everybody sees it."""

    execution = PublicExecutionSerializer(source="*")


class OwnFeedItemSerializer(FeedItemSerializer):
    """An alert of one of your tasks, with its execution."""


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


# ── Requests ────────────────────────────────────────────────────────────────────────────


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

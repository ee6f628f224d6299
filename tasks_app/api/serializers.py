"""Bodies of requests about tasks, and the JSON of tasks and executions."""

from typing import Any, ClassVar

import orjson
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.fields import empty

from core.api.fields import (
    NOT_AN_OBJECT,
    BooleanField,
    ChoiceField,
    HeadersField,
    ListField,
    NestedSerializer,
    ObjectField,
    QueryBooleanField,
    StrictMixin,
    StringField,
)
from core.api.pagination import ArrayQuery
from core.api.representation import Computed, Representation, public, with_fields
from core.errors import InvalidError
from notifications.defaults import told_by
from notifications.models import EmailAddress, Notification, Webhook
from tasks_app.api import examples
from tasks_app.api.task_fields import answers_of, reads_task_input
from tasks_app.models import Execution, Task
from tasks_app.models.task import DEFAULT_NAME, NAME_LENGTH, QUESTION_LENGTH
from tasks_app.scheduling import schedules

CONTEXT_BYTES = 4096
# More than there are kinds, so that it can be said which is given twice.
MOST_CHANNELS = 10

# ── Requests ────────────────────────────────────────────────────────────────────────────


class EmailNotificationSerializer(NestedSerializer):
    type = StringField(schema={"const": "email"})
    address = StringField(schema={"format": "email", "maxLength": 254})


class WebhookNotificationSerializer(NestedSerializer):
    type = StringField(schema={"const": "webhook"})
    url = StringField(schema={"format": "uri", "maxLength": 2000}, help_text="https, and no private address.")
    method = StringField(required=False, schema={"enum": Webhook.Method.values, "default": "POST"})
    headers = HeadersField(required=False, help_text="At most 20.")


CHANNELS: dict[str, type[serializers.Serializer[Any]]] = {
    "email": EmailNotificationSerializer,
    "webhook": WebhookNotificationSerializer,
}
NOTIFICATION = PolymorphicProxySerializer(
    component_name="Notification", serializers={**CHANNELS}, resource_type_field_name="type"
)


@extend_schema_field(NOTIFICATION)
class NotificationField(StrictMixin):
    """A channel whose members are of the right types; whether it makes sense, `notifications.services.parse` says."""

    wrong_type = "not_a_dict"
    default_error_messages = {"not_a_dict": NOT_AN_OBJECT}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("not_a_dict")
        kind = self._kind(data)
        if kind not in CHANNELS:
            return {"type": kind}
        channel = CHANNELS[kind](data=data, partial=True)
        channel.is_valid(raise_exception=True)
        return dict(channel.validated_data)

    def _kind(self, data: dict[str, Any]) -> str:
        try:
            return str(StringField(allow_blank=True).run_validation(data.get("type", empty)))
        except serializers.ValidationError as error:
            raise serializers.ValidationError({"type": error.detail}) from error


class StateByFlag(serializers.Serializer[Any]):
    """`is_active`, by which clients older than `state` say it; `state` counts where both are sent."""

    is_active = BooleanField(
        required=False, help_text="As clients before `state` say it: `true` is `active`, `false` is `paused`."
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = dict(super().to_internal_value(data))
        is_active = values.pop("is_active", None)
        if is_active is not None and "state" not in data:
            values["state"] = (Task.State.ACTIVE if is_active else Task.State.PAUSED).value
        return values


class CronField(StringField):
    """A five-field cron expression that names at least one moment."""

    default_error_messages = dict.fromkeys(["cron", "blank", "max_length"], "Invalid cron expression")

    def to_internal_value(self, data: object) -> str:
        expression = super().to_internal_value(data)
        try:
            schedules.check_cron(expression, now=timezone.now())
        except InvalidError:
            self.fail("cron")
        return expression


@reads_task_input
class TaskFields(serializers.Serializer[Any]):
    """The fields that a user sets; one that is read as its column says need not be declared here."""

    name = StringField(required=False, max_length=NAME_LENGTH)
    search_query = StringField(required=False, max_length=QUESTION_LENGTH, help_text="What to find out.")
    condition_description = StringField(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=QUESTION_LENGTH,
        help_text="When to tell you; the search query itself if it is left out, null or empty.",
    )
    schedule = CronField(
        required=False,
        allow_null=True,
        max_length=Task._meta.get_field("schedule").max_length,
        schema={"format": "cron", "examples": ["0 9 * * *"]},
        help_text="Five-field cron expression in UTC; null: the agent decides when to look again.",
    )
    state = ChoiceField(choices=Task.State.values, required=False)
    context = ObjectField(  # type: ignore[assignment]  # what DRF calls so is not asked for
        max_bytes=CONTEXT_BYTES,
        required=False,
        allow_null=True,
        help_text=f"What you keep with the task for yourself: an object of at most {CONTEXT_BYTES} bytes of JSON.",
    )
    notifications = ListField(
        child=NotificationField(),
        max_length=MOST_CHANNELS,
        required=False,
        help_text="Where to tell you; at most one of each type. Without any your defaults apply: see `told_by`.",
    )


@extend_schema_serializer(examples=[examples.NEW_TASK])
class CreateTaskSerializer(StateByFlag, TaskFields):
    """A new task: `search_query` is all it needs."""

    name = StringField(required=False, max_length=NAME_LENGTH, schema={"default": DEFAULT_NAME})
    search_query = StringField(max_length=QUESTION_LENGTH, help_text="What to find out.")
    state = ChoiceField(choices=[Task.State.ACTIVE.value, Task.State.PAUSED.value], default=Task.State.ACTIVE.value)
    run_immediately = BooleanField(default=False, help_text="Run it at once rather than in a minute.")


@extend_schema_serializer(examples=[examples.CHANGES])
class UpdateTaskSerializer(StateByFlag, TaskFields):
    """Changes of a task. Fields that are left out stay as they are."""


@extend_schema_serializer(examples=[examples.FORCE])
class ExecuteSerializer(serializers.Serializer[Any]):
    force = BooleanField(required=False, help_text="Call off the execution that is pending or running.")
    suppress_notifications = BooleanField(
        required=False, help_text="Tell nobody what is found, and leave what is known of the task as it is."
    )


class ExecuteQuery(serializers.Serializer[Any]):
    force = QueryBooleanField(default=False, help_text="As in the body.")
    suppress_notifications = QueryBooleanField(default=False, help_text="As in the body.")


class TaskListQuery(ArrayQuery):
    state = ChoiceField(choices=Task.State.values, required=False, help_text="Those in this state alone.")
    is_active = QueryBooleanField(
        required=False, help_text="As clients before `state` ask: `true` those that are active, `false` the others."
    )
    active_only = QueryBooleanField(required=False, help_text="`true`: the same as `state=active`.")


class ExecutionListQuery(ArrayQuery):
    status = ChoiceField(choices=Execution.Status.values, required=False, help_text="Those in this status alone.")


@extend_schema_serializer(examples=[examples.PREVIEW_REQUEST])
class PreviewRequestSerializer(serializers.Serializer[Any]):
    """A question to try out: `search_query` is all it needs."""

    search_query = StringField(max_length=QUESTION_LENGTH, help_text="What to find out.")
    condition_description = StringField(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=QUESTION_LENGTH,
        help_text="What to judge; inferred from the search query if it is left out, null or empty.",
    )


class CurrentTaskSerializer(NestedSerializer, TaskFields):
    """A task as it is now; what else a task has is ignored."""

    name = StringField(required=False, max_length=NAME_LENGTH, schema={"default": DEFAULT_NAME})
    search_query = StringField(max_length=QUESTION_LENGTH, help_text="What to find out.")


@extend_schema_serializer(examples=[examples.WISH, examples.WISH_FOR_CHANGE])
class SuggestRequestSerializer(serializers.Serializer[Any]):
    """Your wish in your own words; with `current_task` a change of that task."""

    prompt = StringField(max_length=QUESTION_LENGTH)
    current_task = CurrentTaskSerializer(required=False, allow_null=True)


# ── Answers ───────────────────────────────────────────────────────────────────────


class SourceSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    title = serializers.CharField()


class GroundingSourceSerializer(serializers.Serializer[Any]):
    uri = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField(help_text="The same as `uri`.")


class UsageSerializer(serializers.Serializer[Any]):
    prompt_tokens = serializers.IntegerField()
    tool_tokens = serializers.IntegerField()
    answer_tokens = serializers.IntegerField()
    thought_tokens = serializers.IntegerField()
    total_tokens = serializers.IntegerField()
    search_queries = serializers.IntegerField()
    requests = serializers.IntegerField()


class ResultSerializer(serializers.Serializer[Any]):
    answer = public(serializers.CharField())
    reasoning = public(serializers.CharField())
    evidence = public(serializers.CharField())
    confidence = public(serializers.IntegerField(min_value=0, max_value=100))
    sources = public(SourceSerializer(many=True))
    search_queries = public(serializers.ListField(child=serializers.CharField()))
    search_suggestions = public(
        serializers.CharField(
            allow_null=True,
            required=False,
            help_text="HTML of Google's, which must be shown with the answer: in a frame without scripts. Null where"
            " there is none; executions of earlier versions lack it.",
        )
    )
    unread = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Each page that could not be read, with the reason. For the task's owner alone.",
    )
    next_run = public(serializers.DateTimeField(allow_null=True))
    next_run_reason = public(serializers.CharField())
    provider = public(serializers.CharField())
    model = public(serializers.CharField())
    usage = UsageSerializer(required=False, help_text="For the task's owner alone.")


class KnownStateSerializer(serializers.Serializer[Any]):
    condition_met = serializers.BooleanField(allow_null=True)
    evidence = serializers.CharField()
    answer = serializers.CharField()
    as_of = serializers.DateTimeField()


class ExecutionSerializer(Representation):
    """One search-and-evaluate of a task, from being asked for to its outcome, retries included."""

    id = public(serializers.UUIDField())
    task_id = public(serializers.UUIDField())
    status = public(serializers.ChoiceField(choices=Execution.Status.values))
    trigger = public(serializers.ChoiceField(choices=Execution.Trigger.values))
    scheduled_for = public(
        serializers.DateTimeField(help_text="When it was due; of a manual one, when it was asked for.")
    )
    started_at = public(serializers.DateTimeField())
    completed_at = public(serializers.DateTimeField(allow_null=True))
    duration_ms = public(serializers.IntegerField(allow_null=True))
    retry_count = public(serializers.IntegerField())
    condition_met = public(
        serializers.BooleanField(
            allow_null=True, help_text="Null until it is known, and when the findings did not decide it."
        )
    )
    result = public(ResultSerializer(allow_null=True))
    error_message = serializers.CharField(allow_null=True)
    notification = public(serializers.CharField(allow_null=True, help_text="What you are told, if you are."))
    grounding_sources = public(GroundingSourceSerializer(many=True, allow_null=True))
    suppressed = public(serializers.BooleanField(help_text="Whether it was asked to tell nobody: a trial."))
    nobody_to_tell = serializers.BooleanField(
        help_text="Whether there was something to tell you, and no channel by which to; false for others."
    )
    created_at = public(serializers.DateTimeField())


def _channels(address: str | None, url: str | None, method: str, headers: Any) -> list[dict[str, Any]]:
    """Return the task's own channels, as clients send them."""
    email = [EmailAddress(address=address).as_config()] if address else []
    sent = orjson.loads(headers) if isinstance(headers, str) else headers
    webhook = [Webhook(url=url, method=method, headers=sent).as_config()] if url else []
    return email + webhook


class ToldBySerializer(serializers.Serializer[Any]):
    """A channel by which you are told of a task."""

    type = serializers.ChoiceField(choices=Notification.Kind.values)
    recipient = serializers.CharField(help_text="The address, or the webhook's URL.")
    is_default = serializers.BooleanField(help_text="Whether it is a default of yours, and not the task's own.")


@with_fields(answers_of(TaskFields), after="user_id")
@extend_schema_serializer(examples=[examples.TASK])
class TaskSerializer(Representation):
    """A task, and its latest results."""

    computed: ClassVar = {
        "notifications": Computed(("email__address", "webhook__url", "webhook__method", "webhook__headers"), _channels),
        "told_by": Computed(
            ("email__address", "webhook__url", "webhook__disabled_at", "default_address", "default_url"), told_by
        ),
    }

    id = public(serializers.UUIDField())
    user_id = public(serializers.UUIDField(source="owner_id"))
    next_run = public(serializers.DateTimeField(allow_null=True))
    is_public = public(serializers.BooleanField())
    view_count = public(serializers.IntegerField())
    subscriber_count = public(serializers.IntegerField())
    forked_from_task_id = public(serializers.UUIDField(source="forked_from_id", allow_null=True))
    last_known_state = public(KnownStateSerializer(allow_null=True))
    last_execution_id = public(serializers.UUIDField(allow_null=True))
    last_execution = public(ExecutionSerializer(allow_null=True))
    notifications = serializers.ListField(child=NotificationField())
    notification_email = serializers.CharField(source="email.address", allow_null=True)
    webhook_url = serializers.CharField(source="webhook.url", allow_null=True)
    told_by = ToldBySerializer(
        many=True, help_text="The channels that apply: the task's own, else your defaults; empty: you are told nothing."
    )
    state_changed_at = public(serializers.DateTimeField())
    created_at = public(serializers.DateTimeField())
    updated_at = public(serializers.DateTimeField(allow_null=True))


UNDERSTOOD_HELP = "The condition as it is judged without a model, in words; null where only a model can judge it."
HINT_HELP = "What would help, where the condition will not be judged here; else null."


@extend_schema_serializer(examples=[examples.UPDATED_TASK])
class UpdatedTaskSerializer(TaskSerializer):
    """A task as the answer to a change, with how its condition is understood."""

    condition_understood = serializers.CharField(allow_null=True, help_text=UNDERSTOOD_HELP)
    hint = serializers.CharField(allow_null=True, help_text=HINT_HELP)


@extend_schema_serializer(examples=[examples.CREATED_TASK])
class CreatedTaskSerializer(UpdatedTaskSerializer):
    """A task as the answer to its creation."""

    immediate_execution_error = serializers.CharField(
        allow_null=True, help_text="Why `run_immediately` could not be done."
    )


class TaskPageSerializer(serializers.Serializer[Any]):
    items = TaskSerializer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()


class ExecutionPageSerializer(serializers.Serializer[Any]):
    items = ExecutionSerializer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.PREVIEW])
class PreviewSerializer(serializers.Serializer[Any]):
    """A preview of a task's result. Nothing is stored."""

    condition_met = serializers.BooleanField(allow_null=True, help_text="Null when the findings did not decide it.")
    answer = serializers.CharField()
    reasoning = serializers.CharField()
    evidence = serializers.CharField(help_text="The words of a page that it rests on; empty where there are none.")
    confidence = serializers.IntegerField(min_value=0, max_value=100)
    grounding_sources = GroundingSourceSerializer(many=True)
    inferred_condition = serializers.CharField(
        required=False, help_text="What was judged, where no condition was given."
    )
    condition_understood = serializers.CharField(allow_null=True, help_text=UNDERSTOOD_HELP)
    hint = serializers.CharField(allow_null=True, help_text=HINT_HELP)


@extend_schema_serializer(examples=[examples.SUGGESTION])
class SuggestionSerializer(serializers.Serializer[Any]):
    """A task that can be created as it stands."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    search_query = serializers.CharField(max_length=QUESTION_LENGTH)
    condition_description = serializers.CharField(max_length=QUESTION_LENGTH)
    schedule = serializers.CharField(allow_null=True, help_text="Null unless you ask for fixed times.")
    notifications = serializers.ListField(child=NotificationField())
    state = serializers.ChoiceField(
        choices=[Task.State.ACTIVE.value, Task.State.PAUSED.value],
        required=False,
        help_text="Of a task that is active, paused, or to become so.",
    )
    condition_understood = serializers.CharField(allow_null=True, help_text=UNDERSTOOD_HELP)
    hint = serializers.CharField(allow_null=True, help_text=HINT_HELP)

"""What clients send about webhooks and notifications, and how these are written."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from config.fields import BooleanField, ChoiceField, QueryIntegerField, StringField
from config.pagination import DEFAULT_PAGE_LIMIT, MAX_LIMIT, MAX_PAGE, PageQuery
from config.representation import Representation
from notifications import examples
from notifications.messages import WEBHOOK_EVENTS
from notifications.models import Notification
from notifications.services.configs import URL_LENGTH

STATUSES = Notification.Status.values


class QueryUUIDField(serializers.UUIDField):
    default_error_messages = {"invalid": "Input should be a valid UUID"}


@extend_schema_serializer(examples=[examples.NEW_WEBHOOK])
class WebhookConfigSerializer(serializers.Serializer[Any]):
    """The default webhook. A `secret` that is sent along is ignored: secrets are made here."""

    url = StringField(
        allow_null=True,
        schema={"format": "uri", "maxLength": URL_LENGTH},
        help_text="https, and no private address; null: there is none.",
    )
    enabled = BooleanField(default=True)


class DeliveriesQuery(PageQuery):
    task_id = QueryUUIDField(required=False, help_text="Those about this task alone.")


class SendsQuery(serializers.Serializer[Any]):
    task_id = QueryUUIDField(required=False, help_text="Those about this task alone.")
    notification_type = ChoiceField(
        choices=Notification.Kind.values, required=False, help_text="Those through this channel alone."
    )
    limit = QueryIntegerField(default=DEFAULT_PAGE_LIMIT, min_value=1, max_value=MAX_LIMIT, help_text="Items at most.")
    offset = QueryIntegerField(
        default=0, min_value=0, max_value=MAX_PAGE * MAX_LIMIT, help_text="How many of the newest to leave out."
    )


class WebhookSettingsSerializer(Representation):
    """The default webhook, used by tasks that have none of their own, and the secret that signs every webhook."""

    url = serializers.CharField(allow_null=True)
    enabled = serializers.BooleanField()
    secret = serializers.CharField(
        allow_null=True, help_text="Shown when it is made and when it is rotated, masked otherwise; null: none yet."
    )


class AttemptSerializer(Representation):
    number = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    duration_ms = serializers.IntegerField()
    status_code = serializers.IntegerField(allow_null=True, help_text="Null where there was no answer.")
    error = serializers.CharField(help_text="Empty if it was delivered.")
    response_excerpt = serializers.CharField(help_text="The first KiB of the answer.")


class DeliverySerializer(Representation):
    """What a webhook is told, with every attempt to do so."""

    id = serializers.UUIDField(help_text="The `webhook-id`, the same on every attempt.")
    task_id = serializers.UUIDField(allow_null=True, help_text="Null for a test.")
    execution_id = serializers.UUIDField(allow_null=True)
    event = serializers.ChoiceField(choices=[event.value for event in WEBHOOK_EVENTS])
    url = serializers.CharField(source="recipient")
    status = serializers.ChoiceField(choices=STATUSES)
    error_message = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    attempts = AttemptSerializer(many=True)

    @classmethod
    def of(cls, instance: Notification) -> dict[str, Any]:
        attempts = [AttemptSerializer.of(attempt) for attempt in instance.attempts.all()]
        return super().of(instance) | {"error_message": instance.error_message or None, "attempts": attempts}


class DeliveryPageSerializer(serializers.Serializer[Any]):
    items = DeliverySerializer(many=True)
    total = serializers.IntegerField()
    page = serializers.IntegerField()
    limit = serializers.IntegerField()


class SendSerializer(Representation):
    id = serializers.UUIDField()
    user_id = serializers.UUIDField(source="owner_id")
    task_id = serializers.UUIDField(allow_null=True, help_text="Null where it is about a webhook, not about a task.")
    execution_id = serializers.UUIDField(allow_null=True)
    recipient = serializers.CharField(help_text="The address, or the webhook's URL.")
    notification_type = serializers.ChoiceField(source="kind", choices=Notification.Kind.values)
    status = serializers.ChoiceField(choices=STATUSES)
    error_message = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()

    @classmethod
    def of(cls, instance: Notification) -> dict[str, Any]:
        return super().of(instance) | {"error_message": instance.error_message or None}


@extend_schema_serializer(many=False, examples=[examples.SENDS])
class SendsSerializer(serializers.Serializer[Any]):
    sends = SendSerializer(many=True)
    total = serializers.IntegerField()

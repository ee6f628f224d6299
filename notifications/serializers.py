"""Bodies and answers about webhooks and notifications."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import BooleanField, ChoiceField, QueryUUIDField, StringField
from core.api.pagination import ArrayQuery, EnvelopeQuery
from core.api.representation import Representation
from notifications import examples
from notifications.messages import WEBHOOK_EVENTS
from notifications.models import Attempt, EmailAddress, Notification
from notifications.services.configs import URL_LENGTH

SECRET_LENGTH = 200

Status = Notification.Status
STATUSES = Status.values


@extend_schema_serializer(examples=[examples.NEW_WEBHOOK])
class WebhookConfigSerializer(serializers.Serializer[Any]):
    """The default webhook. A `secret` that is sent along is ignored: secrets are made here."""

    needs_body = True  # one of two fields must be there

    url = StringField(
        required=False,
        allow_null=True,
        schema={"format": "uri", "maxLength": URL_LENGTH},
        help_text="https, and no private address; null: there is none. Either this or `webhook_url` must be there.",
    )
    webhook_url = StringField(
        required=False,
        allow_null=True,
        max_length=URL_LENGTH,
        help_text="Another name of `url`, which counts where both have a value.",
    )
    enabled = BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() & {"url", "webhook_url"}:
            raise serializers.ValidationError({"url": "Field required"}, code="required")
        url = attrs.get("url")
        return {"url": attrs.get("webhook_url") if url is None else url, "enabled": attrs["enabled"]}


@extend_schema_serializer(examples=[examples.TEST_DEFAULT, examples.TEST_ADDRESS])
class WebhookTestSerializer(serializers.Serializer[Any]):
    """The webhook to test: the default one, or the one named here."""

    webhook_url = StringField(
        required=False,
        allow_null=True,
        schema={"format": "uri", "maxLength": URL_LENGTH},
        help_text="https, and no private address; left out or null: your default webhook.",
    )
    webhook_secret = StringField(
        required=False,
        allow_null=True,
        schema={"maxLength": SECRET_LENGTH},
        help_text="What to sign with, `whsec_…`; left out or null: your own secret.",
    )


@extend_schema_serializer(examples=[examples.DEFAULTS])
class DefaultsSerializer(serializers.Serializer[Any]):
    """Default channels of tasks without their own."""

    email = BooleanField(help_text="Whether mail goes to your account's verified address.")


class DeliveriesQuery(ArrayQuery):
    task_id = QueryUUIDField(required=False, help_text="Those about this task alone.")
    status = ChoiceField(choices=STATUSES, required=False, help_text="Those in this status alone.")


class SendsQuery(EnvelopeQuery):
    task_id = QueryUUIDField(required=False, help_text="Those about this task alone.")
    status = ChoiceField(choices=STATUSES, required=False, help_text="Those in this status alone.")
    notification_type = ChoiceField(
        choices=Notification.Kind.values, required=False, help_text="Those through this channel alone."
    )


class AddressQuery(serializers.Serializer[Any]):
    address = StringField(schema={"format": "email"}, help_text="The address that is to be removed.")


@extend_schema_serializer(examples=[examples.ADDRESS])
class AddressSerializer(Representation):
    """An address that may receive mail."""

    id = serializers.UUIDField()
    address = serializers.EmailField()
    is_own = serializers.BooleanField(help_text="Whether it is your account's, which stays.")
    created_at = serializers.DateTimeField(help_text="When it was first named; of your own, verified.")

    @classmethod
    def to_json(cls, instance: EmailAddress) -> dict[str, Any]:
        is_own = instance.owner.owns_verified(instance.address)
        return {"id": instance.id, "address": instance.address, "is_own": is_own, "created_at": instance.created_at}


class WebhookSettingsSerializer(Representation):
    """The default webhook, used by tasks that have none of their own, and the secret that signs every webhook."""

    url = serializers.CharField(allow_null=True)
    webhook_url = serializers.CharField(source="url", allow_null=True, help_text="The same as `url`.")
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
    """A delivery to a webhook, with every attempt."""

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
    def to_json(cls, instance: Notification) -> dict[str, Any]:
        return cls.with_attempts(instance, instance.attempts.all())

    @classmethod
    def with_attempts(cls, instance: Notification, attempts: Iterable[Attempt]) -> dict[str, Any]:
        written = [AttemptSerializer.to_json(attempt) for attempt in attempts]
        return super().to_json(instance) | {"error_message": instance.error_message or None, "attempts": written}


class TestedWebhookSerializer(DeliverySerializer):
    """A test delivery, with its outcome if an address was tested at once."""

    success = serializers.BooleanField(
        required=False, help_text="Whether the receiver took it; only of an address that the body names."
    )
    message = serializers.CharField(required=False, help_text="The same in a sentence.")

    @classmethod
    def with_outcome(cls, instance: Notification, attempt: Attempt) -> dict[str, Any]:
        is_sent = instance.status == Status.SENT
        message = "The receiver took it." if is_sent else instance.error_message
        return DeliverySerializer.with_attempts(instance, [attempt]) | {"success": is_sent, "message": message}


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
    def to_json(cls, instance: Notification) -> dict[str, Any]:
        return super().to_json(instance) | {"error_message": instance.error_message or None}


@extend_schema_serializer(many=False, examples=[examples.SENDS])
class SendsSerializer(serializers.Serializer[Any]):
    sends = SendSerializer(many=True)
    total = serializers.IntegerField()

"""The API of a user's webhooks and notifications: `/api/v1/webhooks/*`, `/api/v1/notifications/sends`."""

import uuid
from typing import cast

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts import idempotency
from accounts.idempotency import idempotent
from accounts.models import User
from core.api.fields import read
from core.api.openapi import TOO_LARGE, TOTAL_COUNT, UNFIT_QUERY, Refusal, answers, list_examples, no_string
from core.api.pagination import MAX_LIMIT, PageWindow, Represented, list_response
from core.api.wire import ORJSONResponse
from core.errors import NotFoundError
from notifications import examples, services
from notifications.models import Notification
from notifications.serializers import (
    DeliveriesQuery,
    DeliveryPageSerializer,
    DeliverySerializer,
    SendSerializer,
    SendsQuery,
    SendsSerializer,
    TestedWebhookSerializer,
    WebhookConfigSerializer,
    WebhookSettingsSerializer,
    WebhookTestSerializer,
)
from notifications.services import WebhookConfig

DELIVERY_ID = OpenApiParameter(
    "delivery_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The delivery's `id`."
)
UNFIT_URL = Refusal(
    400, "The URL is not https, or leads into a private network.", "Invalid notification: the URL must use https"
)
UNFIT_TEST = Refusal(
    400,
    "The URL is not https, or leads into a private network, or the secret is not one.",
    "Invalid notification: the URL must use https",
)
NO_DELIVERY = Refusal(404, "There is no such delivery, or it is not yours.", "Delivery not found")
NO_WEBHOOK = Refusal(
    409,
    "There is no default webhook, it is disabled, or a request with this `Idempotency-Key` is under way.",
    "There is no default webhook.",
)
TOO_MANY_TESTS = Refusal(
    429, "Over the rate limit, or more than 10 tests in an hour.", "At most 10 test deliveries an hour"
)
NOT_AGAIN = Refusal(
    409,
    "It is being delivered now, it has been tried too often, its webhook is disabled or was removed, or a request with"
    " this `Idempotency-Key` is under way.",
    "It is being delivered, or has been tried too often.",
)
UNFIT_KEY = Refusal(
    422,
    "The `Idempotency-Key` does not fit, or was used for another request.",
    (
        {
            "type": "idempotency_key_reused",
            "loc": ["header", "Idempotency-Key"],
            "msg": "This key was used for another request",
        },
    ),
)
DELIVERY_LIST = PolymorphicProxySerializer(
    component_name="DeliveryList",
    serializers=[DeliverySerializer(many=True), DeliveryPageSerializer],
    resource_type_field_name=None,
    many=False,
)


def _user(request: Request) -> User:
    return cast("User", request.user)


def _webhook(url: str) -> WebhookConfig:
    """Return a webhook for `url`. Raises InvalidError for an address that is not allowed."""
    config = services.parse([{"type": "webhook", "url": url}]).webhook
    return cast("WebhookConfig", config)


def _delivery(user: User, delivery_id: uuid.UUID) -> ORJSONResponse:
    return ORJSONResponse(DeliverySerializer.to_json(Notification.objects.deliveries_to(user).get(pk=delivery_id)))


@extend_schema(tags=["Webhooks"])
class WebhookViewSet(ViewSet):
    """A user's default webhook and signing secret."""

    @extend_schema(
        operation_id="getWebhookConfig",
        responses=answers(WebhookSettingsSerializer, "Your default webhook.", examples=(examples.WEBHOOK,)),
    )
    def retrieve(self, request: Request) -> ORJSONResponse:
        """Get your default webhook.

        `url` is null without one. The secret is masked.
        """
        return ORJSONResponse(WebhookSettingsSerializer.to_json(services.settings_of(_user(request))))

    @extend_schema(
        operation_id="setWebhookConfig",
        request=WebhookConfigSerializer,
        responses=answers(
            WebhookSettingsSerializer,
            "The default webhook as it is now.",
            UNFIT_URL,
            TOO_LARGE,
            no_string("url"),
            examples=(examples.NEW_SECRET, examples.WEBHOOK),
        ),
    )
    def update(self, request: Request) -> ORJSONResponse:
        """Set your default webhook.

        Tasks without a webhook of their own use it. The first answer shows the secret that signs all your webhooks,
        unless one was needed before: then rotate it to see one.
        """
        sent = read(WebhookConfigSerializer, request.data)
        config = _webhook(sent["url"]) if sent["url"] is not None else None
        changed = services.set_default(owner=_user(request), config=config, enabled=sent["enabled"], now=timezone.now())
        return ORJSONResponse(WebhookSettingsSerializer.to_json(changed))

    @extend_schema(
        operation_id="rotateWebhookSecret",
        request=None,
        responses=answers(WebhookSettingsSerializer, "The new secret.", examples=(examples.NEW_SECRET,)),
    )
    def rotate(self, request: Request) -> ORJSONResponse:
        """Replace the signing secret.

        The answer shows the new one, so an `Idempotency-Key` is not honoured here. For 24 hours webhooks carry the
        signatures of both, so that receivers can change over.
        """
        rotated = services.rotate_secret(owner=_user(request), now=timezone.now())
        return ORJSONResponse(WebhookSettingsSerializer.to_json(rotated))

    @extend_schema(
        operation_id="testWebhook",
        parameters=[*idempotency.PARAMETERS],
        request=WebhookTestSerializer,
        responses=answers(
            TestedWebhookSerializer,
            "The delivery, and what came of it.",
            UNFIT_TEST,
            NO_WEBHOOK,
            TOO_MANY_TESTS,
            TOO_LARGE,
            no_string("webhook_url"),
            examples=(examples.TEST, examples.TESTED_ADDRESS),
        ),
    )
    def test(self, request: Request) -> HttpResponse:
        """Send a test to your default webhook, or to an address.

        A worker tests the default webhook as it delivers: the delivery waits, is attempted once, and is listed among
        the deliveries. A `webhook_url` in the body is tested at once, signed with the `webhook_secret` or your own
        secret. `success` is its outcome; nothing of it is stored, and an `Idempotency-Key` is not honoured. At most 10
        tests an hour, tests of the default webhook included.
        """
        sent = read(WebhookTestSerializer, request.data)
        if sent.get("webhook_url") is None:
            return self._test_default(request)
        row, attempt = services.test_address(
            owner=_user(request),
            config=_webhook(sent["webhook_url"]),
            secret=sent.get("webhook_secret"),
            clock=timezone.now,
        )
        return ORJSONResponse(TestedWebhookSerializer.with_outcome(row, attempt))

    @idempotent
    def _test_default(self, request: Request) -> ORJSONResponse:
        user = _user(request)
        return _delivery(user, services.send_test(owner=user, now=timezone.now()).pk)


@extend_schema(tags=["Webhooks"])
class DeliveryViewSet(ViewSet):
    """Deliveries to a user's webhooks."""

    @extend_schema(
        operation_id="listWebhookDeliveries",
        parameters=[DeliveriesQuery, TOTAL_COUNT],
        responses=answers(
            DELIVERY_LIST, "Deliveries.", UNFIT_QUERY, examples=list_examples("deliveries", examples.DELIVERY)
        ),
    )
    def list(self, request: Request) -> ORJSONResponse:
        """List the deliveries to your webhooks, newest first.

        Each has every attempt and the beginning of your receiver's answer. At most 100 at a time.
        """
        query = read(DeliveriesQuery, request.query_params.dict(), where="query")
        found = Notification.objects.deliveries_to(_user(request))
        found = found.filter(**{name: query[name] for name in ("task_id", "status") if name in query})
        return list_response(Represented(found, DeliverySerializer), PageWindow.asked(query, bare_limit=MAX_LIMIT))

    @extend_schema(
        operation_id="redeliverWebhook",
        parameters=[DELIVERY_ID, *idempotency.PARAMETERS],
        request=None,
        responses=answers(
            DeliverySerializer,
            "The delivery, which waits for a courier.",
            NO_DELIVERY,
            NOT_AGAIN,
            TOO_LARGE,
            UNFIT_KEY,
            examples=(examples.DELIVERY,),
        ),
    )
    @idempotent
    def redeliver(self, request: Request, delivery_id: str) -> ORJSONResponse:
        """Deliver a notification again.

        One that waits for its next attempt is delivered at once. The `webhook-id` stays the same, so a receiver that
        has seen it need do nothing.
        """
        user, id_ = _user(request), _parse_id(delivery_id)
        services.redeliver(notification_id=id_, owner=user, now=timezone.now())
        return _delivery(user, id_)


@extend_schema(tags=["Notifications"])
class SendViewSet(ViewSet):
    """A user's notifications through every channel."""

    @extend_schema(
        operation_id="listNotificationSends",
        parameters=[SendsQuery],
        responses=answers(SendsSerializer, "What was sent, and how many there are in all.", UNFIT_QUERY),
    )
    def list(self, request: Request) -> ORJSONResponse:
        """List your notifications through every channel, newest first.

        `pending` ones are still to be sent. `failed` ones could not be sent, and `error_message` says why.
        """
        query = read(SendsQuery, request.query_params.dict(), where="query")
        found = Notification.objects.sends_of(_user(request))
        found = found.filter(**{name: query[name] for name in ("task_id", "status") if name in query})
        if "notification_type" in query:
            found = found.filter(kind=query["notification_type"])
        window = PageWindow.enveloped(query)
        shown = found[window.offset : window.offset + query["limit"]]
        return ORJSONResponse({"sends": [SendSerializer.to_json(row) for row in shown], "total": found.count()})


def _parse_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFoundError("Delivery not found") from error

"""The API of a user's webhooks, and of what they were told: `/api/v1/webhooks/*`, `/api/v1/notifications/sends`."""

import uuid
from typing import cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import idempotency
from accounts.idempotency import idempotent
from accounts.models import User
from config.errors import NotFoundError
from config.fields import read
from config.openapi import TOTAL_COUNT, answers
from config.pagination import MAX_LIMIT, Represented, Window, listed
from notifications import services
from notifications.models import Notification
from notifications.serializers import (
    DeliveriesQuery,
    DeliveryPageSerializer,
    DeliverySerializer,
    SendSerializer,
    SendsQuery,
    SendsSerializer,
    WebhookConfigSerializer,
    WebhookSettingsSerializer,
)

DELIVERY_ID = OpenApiParameter("delivery_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
DELIVERY_LIST = PolymorphicProxySerializer(
    component_name="DeliveryList",
    serializers=[DeliverySerializer(many=True), DeliveryPageSerializer],
    resource_type_field_name=None,
    many=False,
)


def _user(request: Request) -> User:
    return cast("User", request.user)


def _delivery(user: User, delivery_id: uuid.UUID) -> Response:
    return Response(DeliverySerializer.of(Notification.objects.deliveries_to(user).get(pk=delivery_id)))


@extend_schema(tags=["Webhooks"])
class WebhookViewSet(ViewSet):
    """A user's default webhook, and the secret that signs all of theirs."""

    @extend_schema(operation_id="getWebhookConfig", responses=answers(WebhookSettingsSerializer))
    def retrieve(self, request: Request) -> Response:
        """Get your default webhook."""
        return Response(WebhookSettingsSerializer.of(services.settings_of(_user(request))))

    @extend_schema(
        operation_id="setWebhookConfig",
        request=WebhookConfigSerializer,
        responses=answers(WebhookSettingsSerializer, 400, 413, 422),
    )
    def update(self, request: Request) -> Response:
        """Set your default webhook.

        It is used by the tasks that have none of their own. The first time the answer shows the secret with which all
        your webhooks are signed, unless one was needed before: then rotate it to see one.
        """
        sent = read(WebhookConfigSerializer, request.data)
        config = services.parse([{"type": "webhook", "url": sent["url"]}]).webhook if sent["url"] is not None else None
        changed = services.set_default(owner=_user(request), config=config, enabled=sent["enabled"], now=timezone.now())
        return Response(WebhookSettingsSerializer.of(changed))

    @extend_schema(operation_id="rotateWebhookSecret", request=None, responses=answers(WebhookSettingsSerializer, 413))
    def rotate(self, request: Request) -> Response:
        """Replace the signing secret.

        The answer shows the new one, so an `Idempotency-Key` is not honoured here. For 24 hours webhooks carry a
        signature of each, for receivers to change over.
        """
        rotated = services.rotate_secret(owner=_user(request), now=timezone.now())
        return Response(WebhookSettingsSerializer.of(rotated))

    @extend_schema(
        operation_id="testWebhook",
        parameters=[*idempotency.PARAMETERS],
        request=None,
        responses=answers(DeliverySerializer, 409, 413, 422),
    )
    @idempotent
    def test(self, request: Request) -> Response:
        """Send a test to your default webhook.

        It is attempted once, and recorded among the deliveries. At most 10 an hour.
        """
        user = _user(request)
        return _delivery(user, services.send_test(owner=user, now=timezone.now()).pk)


@extend_schema(tags=["Webhooks"])
class DeliveryViewSet(ViewSet):
    """What a user's webhooks were told."""

    @extend_schema(
        operation_id="listWebhookDeliveries",
        parameters=[DeliveriesQuery, TOTAL_COUNT],
        responses=answers(DELIVERY_LIST, 422),
    )
    def list(self, request: Request) -> Response:
        """List the deliveries to your webhooks, newest first, with every attempt; at most 100 at a time."""
        query = read(DeliveriesQuery, request.query_params.dict(), where="query")
        found = Notification.objects.deliveries_to(_user(request))
        if "task_id" in query:
            found = found.filter(task_id=query["task_id"])
        return listed(Represented(found, DeliverySerializer), Window.asked(query, bare_limit=MAX_LIMIT))

    @extend_schema(
        operation_id="redeliverWebhook",
        parameters=[DELIVERY_ID, *idempotency.PARAMETERS],
        request=None,
        responses=answers(DeliverySerializer, 404, 409, 413, 422),
    )
    @idempotent
    def redeliver(self, request: Request, delivery_id: str) -> Response:
        """Deliver something again, or now rather than later, with the same `webhook-id`."""
        user, id_ = _user(request), _parse_id(delivery_id)
        services.redeliver(notification_id=id_, owner=user, now=timezone.now())
        return _delivery(user, id_)


@extend_schema(tags=["Notifications"])
class SendViewSet(ViewSet):
    """What a user was told, through every channel."""

    @extend_schema(
        operation_id="listNotificationSends", parameters=[SendsQuery], responses=answers(SendsSerializer, 422)
    )
    def list(self, request: Request) -> Response:
        """List what you were, are to be or could not be told, newest first."""
        query = read(SendsQuery, request.query_params.dict(), where="query")
        found = Notification.objects.sends_of(_user(request))
        if "task_id" in query:
            found = found.filter(task_id=query["task_id"])
        if "notification_type" in query:
            found = found.filter(kind=query["notification_type"])
        shown = found[query["offset"] : query["offset"] + query["limit"]]
        return Response({"sends": [SendSerializer.of(row) for row in shown], "total": found.count()})


def _parse_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFoundError("Delivery not found") from error

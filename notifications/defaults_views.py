"""`/api/v1/notifications/defaults`: default channels, for tasks without their own."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts.models import User
from core.api.fields import read
from core.api.openapi import TOO_LARGE, answers, unfit_body
from core.api.wire import ORJSONResponse
from notifications.models import NotificationDefaults
from notifications.serializers import DefaultsSerializer


@extend_schema(tags=["Notifications"])
class DefaultsViewSet(ViewSet):
    """A user's default channels."""

    @extend_schema(
        operation_id="getNotificationDefaults", responses=answers(DefaultsSerializer, "Your defaults as they are.")
    )
    def retrieve(self, request: Request) -> ORJSONResponse:
        """Get the default channels of tasks without a channel of their own.

        These tasks mail your account's verified address unless `email` is false, and call your default webhook
        (`/api/v1/webhooks/config`). A task's `told_by` lists the channels that apply to it.
        """
        stored = NotificationDefaults.objects.filter(owner=cast("User", request.user)).first()
        return ORJSONResponse({"email": stored is None or stored.email})

    @extend_schema(
        operation_id="setNotificationDefaults",
        request=DefaultsSerializer,
        responses=answers(DefaultsSerializer, "Your defaults as they are now.", TOO_LARGE, unfit_body("email")),
    )
    def update(self, request: Request) -> ORJSONResponse:
        """Set the default channels of tasks without a channel of their own.

        Notifications that already wait are still sent.
        """
        sent = read(DefaultsSerializer, request.data)
        NotificationDefaults.objects.update_or_create(owner=cast("User", request.user), defaults=sent)
        return ORJSONResponse(sent)

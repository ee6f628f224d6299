"""`/api/v1/notifications/defaults`: how tasks tell that have no channel of their own."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts.models import User
from core.api.fields import read
from core.api.openapi import TOO_LARGE, answers, unfit_body
from core.api.wire import Answer
from notifications.models import NotificationDefaults
from notifications.serializers import DefaultsSerializer


@extend_schema(tags=["Notifications"])
class DefaultsViewSet(ViewSet):
    """How a user's tasks tell by default."""

    @extend_schema(
        operation_id="getNotificationDefaults", responses=answers(DefaultsSerializer, "Your defaults as they are.")
    )
    def retrieve(self, request: Request) -> Answer:
        """Get how tasks without a channel of their own tell you.

        By mail to your account's verified address, unless `email` is false; and by your default webhook, which
        `/api/v1/webhooks/config` has. The `told_by` of a task says what applies to it.
        """
        stored = NotificationDefaults.objects.filter(owner=cast("User", request.user)).first()
        return Answer({"email": stored is None or stored.email})

    @extend_schema(
        operation_id="setNotificationDefaults",
        request=DefaultsSerializer,
        responses=answers(DefaultsSerializer, "Your defaults as they are now.", TOO_LARGE, unfit_body("email")),
    )
    def update(self, request: Request) -> Answer:
        """Set how tasks without a channel of their own tell you.

        What is still to be sent is not called off.
        """
        sent = read(DefaultsSerializer, request.data)
        NotificationDefaults.objects.update_or_create(owner=cast("User", request.user), defaults=sent)
        return Answer(sent)

"""`/auth/me`: the user of the credential."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts import examples
from accounts.models import User
from accounts.permissions import role_of
from accounts.serializers import MeSerializer, UserSerializer
from core.api.openapi import answers
from core.api.wire import ORJSONResponse


@extend_schema(tags=["Authentication"])
class MeViewSet(ViewSet):
    @extend_schema(
        operation_id="getCurrentUser", responses=answers(MeSerializer, "Who you are.", examples=(examples.ME,))
    )
    def retrieve(self, request: Request) -> ORJSONResponse:
        """Get the signed-in user.

        It has the user's present role, and the addresses that may receive mail.
        """
        user = cast("User", request.user)
        channels = {
            "verified_notification_emails": [one.address for one in user.email_addresses.verified_of(user)],
            "has_default_webhook": user.webhooks.enabled_default_of(user.pk).exists(),
        }
        return ORJSONResponse(UserSerializer.to_json(user) | {"role": role_of(request)} | channels)

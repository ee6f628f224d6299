"""`/auth/me`: who the credential speaks for."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts import examples
from accounts.permissions import role_of
from accounts.serializers import MeSerializer, UserSerializer
from config.openapi import answers
from config.wire import Answer


@extend_schema(tags=["Authentication"])
class MeViewSet(ViewSet):
    @extend_schema(
        operation_id="getCurrentUser", responses=answers(MeSerializer, "Who you are.", examples=(examples.ME,))
    )
    def retrieve(self, request: Request) -> Answer:
        """Get the signed-in user.

        Whom the credential speaks for, with the role of that user now.
        """
        return Answer(UserSerializer.of(request.user) | {"role": role_of(request)})

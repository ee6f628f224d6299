"""`/auth/api-keys`: the keys by which a user's programs speak for them."""

import uuid
from typing import cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts import limits, services
from accounts.models import User
from accounts.serializers import CreatedKeySerializer, CreateKeySerializer, KeyInfoSerializer, RevokedSerializer
from config.errors import NotFoundError
from config.fields import read
from config.openapi import answers

KEY_ID = OpenApiParameter("key_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


@extend_schema(tags=["Authentication"])
class ApiKeyViewSet(ViewSet):
    """A user's own API keys."""

    @extend_schema(operation_id="listApiKeys", responses=answers(KeyInfoSerializer(many=True)))
    def list(self, request: Request) -> Response:
        """List your API keys.

        The active ones first, then the revoked ones, each newest first; at most 100.
        """
        return Response([KeyInfoSerializer.of(key) for key in services.listed_keys(_user(request))])

    @limits.strict
    @extend_schema(
        operation_id="createApiKey",
        request=CreateKeySerializer,
        responses=answers(CreatedKeySerializer, 403, 413, 422),
    )
    @limits.strict
    def create(self, request: Request) -> Response:
        """Make an API key.

        The key itself is in this answer and nowhere else, so an `Idempotency-Key` is not honoured here: if the answer
        is lost, revoke the key. At most 10 can be active.
        """
        sent = read(CreateKeySerializer, request.data)
        key, row = services.issue_key(user=_user(request), name=sent["name"])
        return Response({"key": key, "key_info": KeyInfoSerializer.of(row)})

    @extend_schema(operation_id="revokeApiKey", parameters=[KEY_ID], responses=answers(RevokedSerializer, 404))
    def destroy(self, request: Request, key_id: str) -> Response:
        """Revoke an API key: it is refused from the next request on."""
        services.revoke_key(user=_user(request), key_id=_parse_id(key_id), now=timezone.now())
        return Response({"status": "revoked"})


def _user(request: Request) -> User:
    return cast("User", request.user)


def _parse_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFoundError("API key not found") from error

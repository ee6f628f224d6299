"""`/auth/api-keys`: API keys of a user."""

import uuid
from typing import cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts import examples, limits, services
from accounts.models import User
from accounts.serializers import CreatedKeySerializer, CreateKeySerializer, KeyInfoSerializer, RevokedSerializer
from core.api.fields import read
from core.api.openapi import TOO_LARGE, Refusal, answers, unfit_body
from core.api.wire import ORJSONResponse
from core.errors import NotFoundError

KEY_ID = OpenApiParameter("key_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The `id` of its `key_info`.")
NO_KEY = Refusal(404, "There is no such key, or it is not yours.", "API key not found")
TOO_MANY_KEYS = Refusal(
    403,
    "You have 10 active keys, the most one may have.",
    "You have 10 active API keys, the most one may have: revoke one first",
)

TOO_MANY_A_DAY = Refusal(
    429,
    "Over the rate limit, or you have made 20 keys within a day. `Retry-After` says in how many seconds to ask again.",
    "You have made 20 API keys within a day, the most one may make.",
)


@extend_schema(tags=["Authentication"])
class ApiKeyViewSet(ViewSet):
    """A user's own API keys."""

    @extend_schema(
        operation_id="listApiKeys",
        responses=answers(KeyInfoSerializer(many=True), "Your keys."),
    )
    def list(self, request: Request) -> ORJSONResponse:
        """List your API keys.

        Active keys come first, then revoked ones, each newest first; at most 100.
        """
        return ORJSONResponse([KeyInfoSerializer.to_json(key) for key in services.listed_keys(_user(request))])

    @extend_schema(
        operation_id="createApiKey",
        request=CreateKeySerializer,
        responses=answers(
            CreatedKeySerializer,
            "The key, and what is known of it.",
            TOO_MANY_KEYS,
            TOO_MANY_A_DAY,
            TOO_LARGE,
            unfit_body("name"),
            examples=(examples.CREATED_KEY,),
        ),
    )
    @limits.fail_closed
    def create(self, request: Request) -> ORJSONResponse:
        """Make an API key.

        The key itself is in this answer and nowhere else, so an `Idempotency-Key` is not honoured here: if the answer
        is lost, revoke the key. At most 10 can be active, and 20 be made
        within a day.
        """
        sent = read(CreateKeySerializer, request.data)
        key, row = services.issue_key(user=_user(request), name=sent["name"])
        return ORJSONResponse({"key": key, "key_info": KeyInfoSerializer.to_json(row)})

    @extend_schema(
        operation_id="revokeApiKey",
        parameters=[KEY_ID],
        responses=answers(RevokedSerializer, "It is revoked.", NO_KEY, examples=(examples.REVOKED,)),
    )
    def destroy(self, request: Request, key_id: str) -> ORJSONResponse:
        """Revoke an API key.

        The server refuses it from the next request on. Revoking it again changes nothing.
        """
        services.revoke_key(user=_user(request), key_id=_parse_id(key_id), now=timezone.now())
        return ORJSONResponse({"status": "revoked"})


def _user(request: Request) -> User:
    return cast("User", request.user)


def _parse_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFoundError("API key not found") from error

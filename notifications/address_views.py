"""`/api/v1/notifications/addresses`: addresses that may receive a user's mail."""

from typing import cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.models import User
from core.api.fields import read
from core.api.openapi import Refusal, answers
from core.api.wire import ORJSONResponse
from notifications.serializers import AddressQuery, AddressSerializer
from notifications.services import addresses

ADDRESS = OpenApiParameter(
    "address", OpenApiTypes.STR, OpenApiParameter.PATH, description="The address itself, or its `id`."
)
NO_ADDRESS = Refusal(404, "There is no such address among yours.", "Address not found")
NO_NAME = Refusal(
    422,
    "The query names no address.",
    ({"type": "missing", "loc": ["query", "address"], "msg": "Field required"},),
)
OWN_ADDRESS = Refusal(400, "It is the address of your account.", addresses.OWN_ADDRESS)


@extend_schema(tags=["Notifications"])
class AddressViewSet(ViewSet):
    """A user's verified addresses. The link in a mail adds an address when a task first names it."""

    @extend_schema(
        operation_id="listAddresses",
        responses=answers(AddressSerializer(many=True), "Your verified addresses."),
    )
    def list(self, request: Request) -> ORJSONResponse:
        """List the addresses that may receive your mail, your account's address first.

        Each is your own or was confirmed by its reader. Unsubscribed addresses are not listed. At most 100.
        """
        user = cast("User", request.user)
        found = user.email_addresses.verified_of(user)
        return ORJSONResponse([AddressSerializer.to_json(address) for address in found])

    @extend_schema(
        operation_id="removeAddressByName",
        parameters=[AddressQuery],
        responses=answers(None, "It is removed.", OWN_ADDRESS, NO_ADDRESS, NO_NAME, status=204),
    )
    def remove_named(self, request: Request) -> Response:
        """Remove a verified address that the query names.

        The same as `DELETE /api/v1/notifications/addresses/{address}`, for addresses that are hard to put into a path.
        """
        sent = read(AddressQuery, request.query_params.dict(), where="query")
        return self._remove(request, sent["address"])

    @extend_schema(
        operation_id="removeAddress",
        parameters=[ADDRESS],
        responses=answers(None, "It is removed.", OWN_ADDRESS, NO_ADDRESS, status=204),
    )
    def remove(self, request: Request, address: str) -> Response:
        """Remove a verified address.

        Tasks that mailed it lose this channel, and mails that wait for it are cancelled. A task that names it later
        asks its reader again.
        """
        return self._remove(request, address)

    def _remove(self, request: Request, named: str) -> Response:
        addresses.remove(owner=cast("User", request.user), named=named)
        return Response(status=204)

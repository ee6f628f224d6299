"""`/auth/sync-user`: create or update a user from Clerk."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import examples
from accounts.authentication import SessionTokenAuthentication, refused_if_invalid
from accounts.clerk.sync import sync_user
from accounts.clerk.tokens import SessionToken
from accounts.serializers import SyncedUserSerializer, UserSerializer
from core.api.openapi import Refusal, answers
from core.api.wire import ORJSONResponse

NO_ADDRESS = Refusal(
    400, "The Clerk account has no verified email address.", "Your Clerk account has no verified email address"
)
ADDRESS_TAKEN = Refusal(
    409, "The email address belongs to another Clerk user here.", "Another account has this email address"
)
NO_CLERK = Refusal(
    503,
    "Clerk, or something that Torale needs, is away. `Retry-After` says when to ask again.",
    "Sign-in service temporarily unavailable",
)


@extend_schema(tags=["Authentication"])
class SyncUserView(APIView):
    authentication_classes = (SessionTokenAuthentication,)
    permission_classes = ()

    @extend_schema(
        operation_id="syncUser",
        request=None,
        responses=answers(
            SyncedUserSerializer, "The user.", NO_ADDRESS, ADDRESS_TAKEN, NO_CLERK, examples=(examples.SYNCED,)
        ),
    )
    def post(self, request: Request) -> ORJSONResponse:
        """Create or update the user of a Clerk session token.

        Call it first after a sign-in with Clerk: other requests with the token are 401 until then. Clerk must have
        verified the email address. An account with that address is linked and keeps what it owns.
        """
        if not isinstance(request.auth, SessionToken):
            raise NotAuthenticated("Authorization header missing")
        with refused_if_invalid():
            synced = sync_user(token=request.auth, now=timezone.now())
        return ORJSONResponse({"user": UserSerializer.to_json(synced.user), "created": synced.created})

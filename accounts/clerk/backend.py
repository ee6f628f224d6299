"""Current profiles from Clerk's Backend API. https://clerk.com/docs/reference/backend-api"""

from typing import Any

from django.conf import settings

from accounts.clerk.errors import ClerkUnavailableError
from accounts.clerk.http import get_object
from accounts.clerk.profile import Profile, read_email, read_name, read_role


def fetch_profile(clerk_user_id: str) -> Profile | None:
    """Return Clerk's profile of a user; None if unknown or banned. Raises ClerkUnavailableError."""
    if not settings.CLERK_SECRET_KEY:
        raise ClerkUnavailableError("CLERK_SECRET_KEY is not set")
    url = f"{settings.CLERK_API_URL}/v1/users/{clerk_user_id}"
    user = get_object(url, secret_key=settings.CLERK_SECRET_KEY)
    if user is None or user.get("banned"):
        return None
    return Profile(
        clerk_user_id=clerk_user_id,
        email=read_email(_verified_address(user)),
        first_name=read_name(user.get("first_name")),
        username=read_name(user.get("username")),
        role=read_role(user.get("public_metadata")),
    )


def _verified_address(user: dict[str, Any]) -> str | None:
    """Return the primary address if it is verified, else the first verified one."""
    try:
        verified = {
            address["id"]: address["email_address"]
            for address in user["email_addresses"]
            if (address["verification"] or {}).get("status") == "verified"
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ClerkUnavailableError("its answer does not describe a user") from error
    primary: str | None = verified.get(user.get("primary_email_address_id"))
    return primary or next(iter(verified.values()), None)

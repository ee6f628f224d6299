"""Create and update users from Clerk's users."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import notices
from accounts.clerk.backend import fetch_profile
from accounts.clerk.errors import InvalidTokenError
from accounts.clerk.profile import Profile
from accounts.clerk.roles import said_by_token
from accounts.clerk.tokens import SessionToken
from accounts.models import User
from core.errors import ConflictError, InvalidError

ADDRESS_TAKEN = "Another account has this email address"
# One of several concurrent requests for a new user creates it. The others find it on their next attempt.
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Synced:
    user: User
    created: bool


def sync_user(*, token: SessionToken, now: datetime) -> Synced:
    """Create, link by a verified address, or update the user of `token`.

    Raises InvalidTokenError if Clerk does not know the user or the user is deactivated here; InvalidError without a
    verified address; ConflictError if the address is another user's; ClerkUnavailableError if Clerk is needed and away.
    """
    profile = _profile(token, now=now)
    if profile.email is None:
        raise InvalidError("Your Clerk account has no verified email address")
    for _ in range(ATTEMPTS):
        try:
            return _synced(profile, profile.email, now=now)
        except IntegrityError:
            continue
    raise ConflictError(ADDRESS_TAKEN)


def _profile(token: SessionToken, *, now: datetime) -> Profile:
    """Return the token's profile if it has a verified address, else the Backend API's."""
    if token.profile.email or not settings.CLERK_SECRET_KEY:
        return replace(token.profile, role=said_by_token(token, now=now))
    profile = fetch_profile(token.clerk_user_id)
    if profile is None:
        raise InvalidTokenError
    return profile


@transaction.atomic
def _synced(profile: Profile, email: str, *, now: datetime) -> Synced:
    user = _found(profile, email)
    if user is None:
        return Synced(_created(profile, email, now=now), created=True)
    if not user.is_active:
        raise InvalidTokenError
    if user.clerk_user_id is None:
        _link(user, profile, now=now)
    _update(user, profile, email, now=now)
    return Synced(user, created=False)


def _found(profile: Profile, email: str) -> User | None:
    """Find the user with that Clerk id, or the unlinked user with that address. Raises ConflictError."""
    is_theirs = Q(clerk_user_id=profile.clerk_user_id) | Q(email=email)
    found = list(User.objects.select_for_update(no_key=True).filter(is_theirs).order_by("pk"))
    if len(found) > 1 or any(user.clerk_user_id not in (None, profile.clerk_user_id) for user in found):
        raise ConflictError(ADDRESS_TAKEN)
    return found[0] if found else None


def _created(profile: Profile, email: str, *, now: datetime) -> User:
    return User.objects.create_user(
        email,
        email_verified_at=now,
        clerk_user_id=profile.clerk_user_id,
        first_name=profile.first_name or "",
        username=profile.username or "",
        role=profile.role or User.Role.USER,
        last_seen_at=now,
    )


def _link(user: User, profile: Profile, *, now: datetime) -> None:
    """Link a local account to Clerk's user. Its tasks stay, its role does not.

    If its address was never verified, somebody else may have opened it, so its password and keys end here.
    """
    user.clerk_user_id = profile.clerk_user_id
    user.role = profile.role or User.Role.USER
    if user.email_verified_at is None:
        user.set_unusable_password()
        user.api_keys.filter(revoked_at=None).update(revoked_at=now)


def _update(user: User, profile: Profile, email: str, *, now: datetime) -> None:
    if user.email != email or user.email_verified_at is None:
        former = user.email
        user.email, user.email_verified_at = email, now
        if former != email:
            notices.tell(user, notices.Kind.NEW_ADDRESS, to=former, new_address=email)
    user.first_name = profile.first_name or user.first_name
    user.username = profile.username or user.username
    user.role = profile.role or user.role
    user.last_seen_at = now
    user.save()

"""Roles of Clerk's users, as Clerk reports them, at most a minute old. Only requests of admins need them."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.clerk.backend import fetch_profile
from accounts.clerk.errors import ClerkUnavailableError
from accounts.clerk.tokens import SessionToken
from accounts.models import User

logger = logging.getLogger(__name__)

MAX_AGE = timedelta(seconds=60)
KEEP_SECONDS = 55  # a role may take 3 s to arrive
# Pause in seconds before Clerk is asked again about a user after no answer.
REST_SECONDS = 10


def current_role(user: User, *, token: SessionToken | None, now: datetime) -> User.Role:
    """Return the role of `user` and set `user.role` to it. `token` is the session token that they present, if any.

    A user of Clerk has the role that Clerk reports, and is no admin while Clerk does not answer. Raises nothing.
    """
    if user.clerk_user_id and settings.CLERK_ISSUER:
        role = (token and said_by_token(token, now=now)) or _said_by_backend(user.clerk_user_id)
        store(user, role)
    return User.Role(user.role)


def said_by_token(token: SessionToken, *, now: datetime) -> User.Role | None:
    """Return the role in the token, or None if it has none or is too old."""
    is_recent = token.issued_at is not None and now - token.issued_at <= MAX_AGE
    return token.profile.role if is_recent else None


def store(user: User, role: User.Role) -> None:
    if user.role != role:
        user.role = role
        User.objects.filter(pk=user.pk).update(role=role)


def _said_by_backend(clerk_user_id: str) -> User.Role:
    key = f"clerk-role:{clerk_user_id}"
    kept = _kept(key)
    if kept is not None:
        return kept
    role, seconds = _asked(clerk_user_id)
    with suppress(RedisError):
        cache.set(key, str(role), seconds)
    return role


def _kept(key: str) -> User.Role | None:
    with suppress(RedisError):
        kept = cache.get(key)
        return User.Role(kept) if kept else None
    return None


def _asked(clerk_user_id: str) -> tuple[User.Role, int]:
    """Ask Clerk. Returns the role and the seconds for which it holds."""
    try:
        profile = fetch_profile(clerk_user_id)
    except ClerkUnavailableError as error:
        logger.warning("Clerk gave no answer about %s, who is no admin until it does: %s", clerk_user_id, error.reason)
        return User.Role.USER, REST_SECONDS
    return (profile and profile.role) or User.Role.USER, KEEP_SECONDS

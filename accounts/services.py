"""Changes of accounts and their API keys."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import notices
from accounts.models import ApiKey, User
from accounts.notices import Kind
from core.errors import ConflictError, ForbiddenError, InvalidError, LimitExceededError, NotFoundError

MAX_ACTIVE_KEYS = 10
# Keys that a user may make within a day, including those already revoked.
MAX_KEYS_A_DAY = 20
A_DAY = timedelta(days=1)
MAX_LISTED_KEYS = 100
ACCOUNT_EXISTS = "There is an account with this address already"


@transaction.atomic
def issue_key(*, user: User, name: str) -> tuple[str, ApiKey]:
    """Make a key and mail its owner. Returns the key itself, which cannot be read again, and its row.

    Raises ForbiddenError at the limit of active keys, or if the user has just been deactivated; and
    LimitExceededError at the limit of keys within a day.
    """
    # Locked, so that only one of two concurrent requests takes the last place, and no key outlives a deactivation.
    holder = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not holder.is_active:
        raise ForbiddenError("This account is deactivated")
    if holder.api_keys.filter(revoked_at=None).count() >= MAX_ACTIVE_KEYS:
        raise ForbiddenError(f"You have {MAX_ACTIVE_KEYS} active API keys, the most one may have: revoke one first")
    _refuse_too_many_a_day(holder, now=timezone.now())
    key, row = ApiKey.issue(user=holder, name=name)
    notices.tell(holder, Kind.NEW_KEY, name=row.name, prefix=str(row))
    return key, row


def _refuse_too_many_a_day(user: User, *, now: datetime) -> None:
    made = user.api_keys.filter(created_at__gt=now - A_DAY).order_by("-created_at")
    nth = made.values_list("created_at", flat=True)[MAX_KEYS_A_DAY - 1 : MAX_KEYS_A_DAY].first()
    if nth:
        seconds = ceil((nth + A_DAY - now).total_seconds())
        raise LimitExceededError(
            max(1, seconds), f"You have made {MAX_KEYS_A_DAY} API keys within a day, the most one may make."
        )


def find_key(*, user: User | None, key_id: uuid.UUID) -> ApiKey:
    """Find a key. `user=None` is an operator. Raises NotFoundError if it is missing or another user's."""
    keys = ApiKey.objects.filter(user=user) if user else ApiKey.objects.all()
    key = keys.filter(pk=key_id).first()
    if key is None:
        raise NotFoundError("API key not found")
    return key


def revoke_key(*, user: User | None, key_id: uuid.UUID, now: datetime) -> ApiKey:
    """Revoke a key from the next request on. Revoking it again changes nothing. Raises NotFoundError."""
    key = find_key(user=user, key_id=key_id)
    key.revoke(now=now)
    return key


def listed_keys(user: User) -> QuerySet[ApiKey]:
    """List active keys, then revoked ones, each newest first; at most `MAX_LISTED_KEYS`."""
    return user.api_keys.order_by(F("revoked_at").desc(nulls_first=True), "-created_at")[:MAX_LISTED_KEYS]


def open_account(*, email: str, password: str, role: str = User.Role.USER, now: datetime) -> User:
    """Open an account for a verified `email`, or for one that an operator vouches for.

    Raises ConflictError if it exists.
    """
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, role=role, email_verified_at=now)
    except IntegrityError as error:
        raise ConflictError(ACCOUNT_EXISTS) from error


def set_role(*, user_id: uuid.UUID, role: User.Role, by: User) -> None:
    """Set the role. Raises NotFoundError, and InvalidError for one's own and for Clerk's users."""
    if user_id == by.pk:
        raise InvalidError("You cannot change your own role.")
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if user is None:
            raise NotFoundError("User not found")
        if user.clerk_user_id and settings.CLERK_ISSUER:
            raise InvalidError("This user's role follows Clerk: change it there.")
        user.role = role
        user.save(update_fields=["role"])


@transaction.atomic
def set_password(
    *, user: User, password: str, revoke_keys: bool = False, place: Mapping[str, str], now: datetime
) -> None:
    """Set a new password for the reader of the account's mail: the address is theirs, and all sessions end.

    The owner is notified of the `place` that the request came from (`notices.place_of`).
    """
    user.set_password(password)
    user.email_verified_at = user.email_verified_at or now
    user.save(update_fields=["password", "email_verified_at"])
    if revoke_keys:
        revoke_all_keys(user=user, now=now)
    notices.tell(user, Kind.NEW_PASSWORD, **place)


def revoke_all_keys(*, user: User, now: datetime) -> int:
    """Revoke all of a user's keys from the next request on. Returns their number."""
    return user.api_keys.filter(revoked_at=None).update(revoked_at=now)

"""Profile of a Clerk user, from a session token or the Backend API."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from core.net.email_address import folded, validate_public_address

EMAIL_LENGTH = 254
NAME_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Profile:
    """Profile of a user. Unknown fields are None. `email` is a verified address."""

    clerk_user_id: str
    email: str | None
    first_name: str | None
    username: str | None
    role: User.Role | None


def read_email(value: object) -> str | None:
    """Return the one spelling of `value` if it is an address that can be kept, else None."""
    if not isinstance(value, str) or len(value) > EMAIL_LENGTH:
        return None
    try:
        validate_public_address(value)
    except ValidationError:
        return None
    return folded(value)


def read_name(value: object) -> str | None:
    """Return `value` as a name that can be stored: no NUL, no lone surrogate, not too long."""
    if not isinstance(value, str):
        return None
    return value.replace("\x00", "").encode(errors="ignore").decode()[:NAME_LENGTH]


def read_role(public_metadata: Any) -> User.Role:
    is_admin = isinstance(public_metadata, dict) and public_metadata.get("role") == User.Role.ADMIN
    return User.Role.ADMIN if is_admin else User.Role.USER

"""Clerk's session tokens: JWTs (RFC 7519) signed with RS256. https://clerk.com/docs/guides/sessions/session-tokens"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.conf import settings

from accounts.clerk.errors import InvalidTokenError
from accounts.clerk.jwks import ALGORITHM, keys_at
from accounts.clerk.profile import Profile, read_email, read_name, read_role

LEEWAY = timedelta(seconds=5)
MAX_LENGTH = 8192
# Clerk signs OAuth access tokens for other applications (`at+jwt`) with the same keys.
SESSION_TYPES = ("JWT", None)
_CLERK_ID = re.compile(r"[A-Za-z0-9_-]{1,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionToken:
    """A verified session token with its user's profile."""

    profile: Profile
    issued_at: datetime | None

    @property
    def clerk_user_id(self) -> str:
        return self.profile.clerk_user_id


def looks_like_token(credential: str) -> bool:
    return credential.count(".") == 2


def verify(credential: str) -> SessionToken:
    """Verify a session token and return its contents.

    Raises InvalidTokenError, also without Clerk; ClerkUnavailableError without Clerk's keys.
    """
    if not settings.CLERK_ISSUER or len(credential) > MAX_LENGTH:
        raise InvalidTokenError
    try:
        claims = _verified_claims(credential)
    except jwt.ExpiredSignatureError as error:
        raise InvalidTokenError("Token has expired") from error
    except (jwt.PyJWTError, ValueError) as error:
        raise InvalidTokenError from error
    _check_session(claims)
    return SessionToken(_profile(claims), _issued_at(claims))


def _verified_claims(credential: str) -> dict[str, Any]:
    header = jwt.get_unverified_header(credential)
    kid = header.get("kid")
    if header.get("typ") not in SESSION_TYPES or not isinstance(kid, str):
        raise InvalidTokenError
    return jwt.decode(
        credential,
        keys_at(settings.CLERK_JWKS_URL).key(kid),
        algorithms=[ALGORITHM],
        issuer=settings.CLERK_ISSUER,
        leeway=LEEWAY,
        options={"require": ["exp", "iss", "sub"], "verify_aud": False, "enforce_minimum_key_length": True},
    )


def _check_session(claims: Mapping[str, Any]) -> None:
    """Raise InvalidTokenError for another party's session, or a `pending` one, whose sign-in is unfinished."""
    parties = settings.CLERK_AUTHORIZED_PARTIES
    is_foreign = bool(parties) and claims.get("azp") not in parties
    if is_foreign or claims.get("sts") == "pending" or not _CLERK_ID.fullmatch(claims["sub"]):
        raise InvalidTokenError


def _profile(claims: Mapping[str, Any]) -> Profile:
    """Return the profile. Beyond its id it has only claims that the operator has added."""
    is_verified = claims.get("email_verified") in (True, "true")
    return Profile(
        clerk_user_id=claims["sub"],
        email=read_email(claims.get("email")) if is_verified else None,
        first_name=read_name(claims.get("first_name")),
        username=read_name(claims.get("username")),
        role=read_role(claims["public_metadata"]) if "public_metadata" in claims else None,
    )


def _issued_at(claims: Mapping[str, Any]) -> datetime | None:
    return datetime.fromtimestamp(claims["iat"], UTC) if "iat" in claims else None

"""Signed links in account mails. Each proves that its holder reads the mail of one address.

They work without cookies: a browser that follows a link from another site sends none (SameSite=Strict).
The proof is in the query, since Django's log lines have the path.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse

from accounts.models import User

SIGN_UP_VALIDITY = timedelta(days=1)
_SIGN_UP = "accounts.sign_up"


class BadLinkError(Exception):
    """The link is forged, changed, used or too old."""


def sign_up_url(email: str) -> str:
    return _url("sign-up-finish", token=signing.dumps(email, salt=_SIGN_UP))


def read_sign_up(query: Mapping[str, str]) -> str:
    """Return the address whose reader may open an account. Raises BadLinkError."""
    try:
        return str(signing.loads(query.get("token", ""), salt=_SIGN_UP, max_age=SIGN_UP_VALIDITY))
    except signing.BadSignature as error:
        raise BadLinkError from error


def reset_url(user: User) -> str:
    """Return a link that is valid for `PASSWORD_RESET_TIMEOUT` seconds, until the next sign-in or new password."""
    return _url("password-reset", user=str(user.pk), token=default_token_generator.make_token(user))


def read_reset(query: Mapping[str, str]) -> User:
    """Return the user who may set a new password. Raises BadLinkError."""
    user = _user(query.get("user", ""))
    if user is None or not default_token_generator.check_token(user, query.get("token")):
        raise BadLinkError
    return user


def _user(text: str) -> User | None:
    try:
        return User.objects.filter(pk=uuid.UUID(text), is_active=True).first()
    except ValueError:
        return None


def _url(name: str, **query: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}?{urlencode(query)}"

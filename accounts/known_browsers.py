"""Browsers that have signed in to an account before, known by a signed cookie.

The cookie does not sign anybody in. It names the accounts whose owner has used this browser, so that guesses made
elsewhere do not lock the owner out (`accounts.guessing`), and a sign-in from a new browser is noticed.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.net.email_address import folded

COOKIE = "torale_known"
VALIDITY = timedelta(days=365)
MAX_ACCOUNTS = 5
_SALT = "accounts.known_browser"


def digest_of(email: str) -> str:
    """Return the digest of an account's address for cookies and counters, equal for all its spellings."""
    return hashlib.sha256(folded(email.strip()).encode(errors="replace")).hexdigest()[:32]


def id_for(request: HttpRequest, email: str) -> str | None:
    """Return the browser's random id if it has signed in to this account before, else None."""
    browser, accounts = _read(request)
    return browser if digest_of(email) in accounts else None


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Note in the browser that the owner of this account uses it."""
    browser, accounts = _read(request)
    digest = digest_of(email)
    kept = [digest, *(other for other in accounts if other != digest)][:MAX_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps({"browser": browser or secrets.token_hex(16), "accounts": kept}, salt=_SALT),
        max_age=VALIDITY,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        kept: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=VALIDITY)
    except signing.BadSignature:
        return "", []
    return kept["browser"], kept["accounts"]

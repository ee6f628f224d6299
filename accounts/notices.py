"""Security notices: the owner of an account is told by mail of what a thief would do.

A mail goes to the address that the account had before the change. Each kind but a new password can be turned off.
"""

import logging
from typing import Any

from django.http import HttpRequest

from accounts import dispatch
from accounts.models import User
from core.web.client_address import client_address

logger = logging.getLogger(__name__)

NEW_PASSWORD, NEW_KEY, NEW_ADDRESS, NEW_SIGN_IN = "new_password", "new_key", "new_address", "new_sign_in"
SETTINGS = {NEW_KEY: "tells_new_keys", NEW_ADDRESS: "tells_new_address", NEW_SIGN_IN: "tells_new_sign_ins"}
SHOWN_LENGTH = 200


def tell(user: User, notice: str, *, to: str | None = None, **facts: str) -> None:
    """Have the owner told, unless they turned it off; `to` is the former address where that has changed.

    What was done stays done if the mail cannot be queued; then the log says so.
    """
    setting = SETTINGS.get(notice)
    if setting and not getattr(user, setting):
        return
    try:
        dispatch.notice_later(notice, to or user.email, facts)
    except Exception:  # whatever it is, a notice must not undo what it tells of
        logger.exception("The owner could not be told", extra={"fields": {"notice": notice, "user_id": str(user.pk)}})


def place_of(request: HttpRequest) -> dict[str, str]:
    """Return where a request comes from, in words for its owner."""
    browser = request.META.get("HTTP_USER_AGENT", "")
    return {"address": client_address(request.META), "browser": _shown(browser) or "an unknown program"}


def _shown(text: Any) -> str:
    return "".join(letter for letter in str(text)[:SHOWN_LENGTH] if letter.isprintable())

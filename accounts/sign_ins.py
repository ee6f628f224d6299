"""Log every attempt with a password, with address and account, in the log and for the audit log."""

import logging
import re
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from core.net.email_address import folded
from core.web.auditing import note_of
from core.web.client_address import client_address

logger = logging.getLogger(__name__)

SIGN_IN = "accounts: sign in"
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,189}")
NO_ADDRESS = "(no address)"


@receiver(user_logged_in)
def succeeded(request: HttpRequest, user: User, **_: Any) -> None:
    user.note_seen(now=timezone.now())
    note_of(request).action = SIGN_IN
    logger.info("signed in", extra={"fields": _facts(request, user.email)})


def failed(request: HttpRequest, *, account: str) -> None:
    """Log a failed attempt: a wrong password, or no active account."""
    _refused(request, account, "a wrong password was given")


def refused(request: HttpRequest, *, account: str) -> None:
    """Log an attempt that was refused unseen, after too many before it."""
    _refused(request, account, "too many passwords were given")


def _refused(request: HttpRequest, account: str, event: str) -> None:
    note = note_of(request)
    note.action, note.account, note.is_refused = note.action or SIGN_IN, _shown(account), True
    logger.warning(event, extra={"fields": {**_facts(request, account), "path": request.path_info}})


def _facts(request: HttpRequest, account: str) -> dict[str, str]:
    return {"address": client_address(request.META), "account": _shown(account)}


def _shown(account: str) -> str:
    """Return the account only if it is an address: people type their password into the wrong field."""
    return folded(account) if EMAIL.fullmatch(account) and account.isprintable() else NO_ADDRESS

"""Every request below /admin/ by somebody known becomes an entry of the audit log; so do sign-ins of admins.

A change and its entry are one transaction. Of requests by nobody known there is a line in the log alone: anybody could
fill the table with them.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import InterfaceError, OperationalError, transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts import limits
from accounts.clerk.tokens import SessionToken
from accounts.limits import MINUTE, Scope
from accounts.models import ApiKey, User
from adminapi import described
from adminapi.models import AuditEntry
from config import api
from config.auditing import has_note, note_of
from config.client_address import client_address
from config.errors import LimitExceededError, UnavailableError
from config.rates import Rate

logger = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# How many of the requests of one user without the role have an entry: more would only fill the table.
REFUSALS = Scope("audited-refusals", (Rate(60, MINUTE),))


class AuditLog:
    """Stands inside authentication, and around whatever else may refuse a request or answer it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session_user, at = getattr(request, "user", None), timezone.now()
        if not request.path_info.startswith("/admin/"):
            response = self.get_response(request)
            if has_note(request):
                _record(request, response, session_user=session_user, at=at)
            return response
        try:
            if request.method in SAFE_METHODS:
                response = self.get_response(request)
                _record(request, response, session_user=session_user, at=at)
                return response
            with transaction.atomic():
                response = self._change(request)
                _record(request, response, session_user=session_user, at=at)
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer; nothing was changed by %s %s", request.method, request.path)
            return api.unavailable(request)
        return response

    def _change(self, request: HttpRequest) -> HttpResponseBase:
        """What an answer that is an error had changed before is undone, and its messages are not sent."""
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def _record(request: HttpRequest, response: HttpResponseBase, *, session_user: Any, at: datetime) -> None:
    user = _known(request.user) or _known(session_user)
    if user is None:
        if response.status_code >= 400:
            logger.warning("Nobody known was refused %s %s: %d", request.method, request.path, response.status_code)
    elif described.is_audited(request) and (user.is_staff or _is_among_first_refusals(user)):
        AuditEntry.objects.create(
            at=at,
            actor_id=user.pk,
            actor_email=user.email,
            credential=_credential(request),
            address=client_address(request.META)[:100],
            method=request.method or "",
            path=described.path_of(request),
            action=described.action_of(request),
            touched=described.touched_by(request),
            status_code=response.status_code,
            outcome=described.outcome_of(request, response, is_admin=user.is_staff),
        )


def _known(user: Any) -> User | None:
    return user if isinstance(user, User) else None


def _credential(request: HttpRequest) -> str:
    match getattr(request, "auth", None):
        case ApiKey() as key:
            return f"key {key.prefix}…"
        case SessionToken():
            return "token"
    return "session"


def _is_among_first_refusals(user: User) -> bool:
    try:
        limits.take(REFUSALS, f"user:{user.pk}")
    except LimitExceededError:
        logger.warning("User %s, who is no admin, asks for more admin pages than are written down", user.pk)
        return False
    except UnavailableError:
        pass
    return True


@receiver(user_logged_in)
def _note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    if user.is_staff:
        note_of(request).action = "accounts: sign in"


@receiver(user_logged_out)
def _note_sign_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user and user.is_staff:
        note_of(request).action = "accounts: sign out"

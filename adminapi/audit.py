"""The audit log: an entry for every request below /admin/ by a signed-in user, and for every sign-in, failed or not.

A change and its entry are one transaction. An anonymous request has a line in the log and no entry: otherwise anybody
could fill the table.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import InterfaceError, OperationalError, transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts import limits
from accounts.clerk.tokens import SessionToken
from accounts.limits import DAY, MINUTE, Scope
from accounts.models import ApiKey, User
from adminapi import described
from adminapi.models import AuditEntry
from core.api import exceptions as api
from core.api.rates import Rate
from core.errors import LimitExceededError, UnavailableError
from core.web.auditing import has_note, note_of
from core.web.client_address import client_address

logger = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Entries for refused requests of one user without the role. More would only fill the table.
REFUSALS = Scope("audited-refusals", (Rate(60, MINUTE),))
# Entries for failed sign-ins in all. Each failed sign-in has a line in the log besides.
FAILED_SIGN_INS = Scope("audited-sign-ins", (Rate(120, MINUTE), Rate(10_000, DAY)))


class AuditLog:
    """Middleware inside authentication and around everything else that may refuse or answer a request."""

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
        """Roll back the changes of a request that ends in an error, and send none of its messages."""
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def _record(request: HttpRequest, response: HttpResponseBase, *, session_user: Any, at: datetime) -> None:
    user, tried = _known(request.user) or _known(session_user), note_of(request).account
    if user and tried and user.email != tried:
        user = None  # a signed-in user tries another account
    if user is None and not tried:
        if response.status_code >= 400:
            logger.warning("Nobody known was refused %s %s: %d", request.method, request.path, response.status_code)
    elif described.is_audited(request) and _has_room(request, user):
        AuditEntry.objects.create(
            at=at,
            actor_id=user.pk if user else None,
            actor_email=user.email if user else tried,
            credential=_credential(request) if user else "none",
            address=client_address(request.META)[:100],
            method=request.method or "",
            path=described.path_of(request),
            action=described.action_of(request),
            touched=described.touched_by(request),
            status_code=response.status_code,
            outcome=described.outcome_of(request, response, may_be_done=_may_be_done(request, user)),
        )


def _may_be_done(request: HttpRequest, user: User | None) -> bool:
    """Return False if the user was refused: without the role nothing below /admin/ is answered."""
    if note_of(request).is_refused:
        return False
    return bool(user and user.is_staff) or not request.path_info.startswith("/admin/")


def _has_room(request: HttpRequest, user: User | None) -> bool:
    if user is None:
        return _is_among_first(FAILED_SIGN_INS, "all")
    is_sign_in = bool(note_of(request).action)
    return user.is_staff or is_sign_in or _is_among_first(REFUSALS, f"user:{user.pk}")


def _known(user: Any) -> User | None:
    return user if isinstance(user, User) else None


def _credential(request: HttpRequest) -> str:
    match getattr(request, "auth", None):
        case ApiKey() as key:
            return f"key {key.prefix}…"
        case SessionToken():
            return "token"
    return "session"


def _is_among_first(scope: Scope, subject: str) -> bool:
    try:
        limits.take(scope, subject)
    except LimitExceededError:
        logger.warning("More is refused than is written down: %s of %s", scope.name, subject)
        return False
    except UnavailableError:
        pass
    return True


@receiver(user_logged_out)
def _note_sign_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user:
        note_of(request).action = "accounts: sign out"

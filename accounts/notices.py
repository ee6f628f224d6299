"""Security notices: mails to an account's owner about changes that a thief would make.

A mail goes to the address that the account had before the change. Each kind but a new password can be turned off.

A notice is a row, written in the transaction of the change, so that no crash loses it. It is mailed
at least once, always with the same `Message-ID`, and its row is deleted then.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from accounts import mails
from accounts.models import SecurityNotice, User
from core.jobs import broker
from core.web.client_address import client_address

logger = logging.getLogger(__name__)

Kind = SecurityNotice.Kind
JOB = "notifications.security_notice"
SETTINGS = {
    Kind.NEW_KEY: "tells_new_keys",
    Kind.NEW_ADDRESS: "tells_new_address",
    Kind.NEW_SIGN_IN: "tells_new_sign_ins",
}
SHOWN_LENGTH = 200
# Longer than one mail takes. A lost worker's notices are sent again after it.
LEASE = timedelta(minutes=3)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# A mail that could not be sent for so long is dropped.
VALIDITY = timedelta(days=7)


def tell(user: User, kind: Kind, *, to: str | None = None, **facts: str) -> None:
    """Record a notice for the owner, unless they turned it off. `to` is the former address after a change.

    Called in the transaction of the change.
    """
    setting = SETTINGS.get(kind)
    if setting and not getattr(user, setting):
        return
    now = timezone.now()
    row = SecurityNotice(kind=kind, recipient=to or user.email, facts=facts, created_at=now, next_attempt_at=now)
    row.save(force_insert=True)
    transaction.on_commit(partial(broker.publish, JOB, [row.pk]))


def publish_due(*, now: datetime, limit: int = 500) -> int:
    """Put due and lost notices on the queue. Returns their number, at most `limit`."""
    due = SecurityNotice.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at")
    ids = list(due.values_list("pk", flat=True)[:limit])
    broker.publish(JOB, ids)
    return len(ids)


def deliver(notice_id: UUID, *, now: datetime) -> None:
    """Mail a notice and delete its row, unless it is sent, not yet due or held by another worker."""
    row = _claimed(notice_id, now)
    if row is None:
        return
    try:
        mails.send_notice(row)
    except Exception as error:  # an error of the mail server or the template: retried either way
        _put_off(row, error, now)
    else:
        row.delete()


def _claimed(notice_id: UUID, now: datetime) -> SecurityNotice | None:
    due = SecurityNotice.objects.filter(pk=notice_id, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + LEASE, attempt_count=F("attempt_count") + 1):
        return None
    return SecurityNotice.objects.filter(pk=notice_id).first()


def _put_off(row: SecurityNotice, error: Exception, now: datetime) -> None:
    fields = {"notice": row.kind, "notice_id": str(row.pk), "error": type(error).__name__}
    if now >= row.created_at + VALIDITY:
        logger.error("a security notice is given up", extra={"fields": fields})
        row.delete()
        return
    logger.warning("a security notice could not be sent; it is tried again", extra={"fields": fields})
    row.next_attempt_at = now + min(FIRST_WAIT * 2 ** min(row.attempt_count - 1, 10), LONGEST_WAIT)
    row.save(update_fields=["next_attempt_at"])


def place_of(request: HttpRequest) -> dict[str, str]:
    """Describe the origin of a request for the owner."""
    browser = request.META.get("HTTP_USER_AGENT", "")
    return {"address": client_address(request.META), "browser": _shown(browser) or "an unknown program"}


def _shown(text: Any) -> str:
    return "".join(letter for letter in str(text)[:SHOWN_LENGTH] if letter.isprintable())

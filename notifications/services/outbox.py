"""The outbox: a notification is a row, written in the transaction that decided it.

A row is pending until it is sent, has failed for good, or is cancelled. One worker at a time holds it by a token.
Later writes must carry that token, so a worker that lost its lease changes nothing.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet

from core.errors import ConflictError
from notifications import dispatch
from notifications.messages import Event
from notifications.models import Attempt, EmailAddress, Notification
from notifications.retries import MAX_ATTEMPTS_IN_ALL

LEASE = timedelta(seconds=settings.TORALE_NOTIFICATION_LEASE)
Status = Notification.Status
# One statement: a worker killed between the receiver's answer and this record would deliver again.
# The mails of a digest are delivered with it.
RECORD_SENT = """
WITH arrived AS (
    UPDATE notifications_notification
    SET status = 'sent', sent_at = %(now)s, error_message = '', next_attempt_at = NULL, publish_at = NULL, token = NULL
    WHERE id = %(id)s AND token = %(token)s
    RETURNING id
), told AS (
    UPDATE notifications_notification
    SET status = 'sent', sent_at = %(now)s, error_message = '', next_attempt_at = NULL, publish_at = NULL, token = NULL
    WHERE digest_id = %(id)s AND status = 'pending' AND EXISTS (SELECT FROM arrived)
)
INSERT INTO notifications_attempt
    (notification_id, number, started_at, duration_ms, status_code, error, response_excerpt)
SELECT id, %(number)s, %(started_at)s, %(duration_ms)s, %(status_code)s, '', %(response_excerpt)s FROM arrived
"""


def add(rows: Sequence[Notification], *, now: datetime) -> None:
    """Put rows in the outbox in the caller's transaction. Rows that exist stay as they are."""
    for row in rows:
        row.created_at = row.next_attempt_at = now
        row.publish_at = now + dispatch.REPUBLISH_AFTER
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    dispatch.publish_after_commit([row.id for row in rows])


def cancel_pending(*, task_id: UUID) -> None:
    """Cancel the pending notifications of a deleted task."""
    cancel(Notification.objects.filter(task_id=task_id), reason="The task was deleted.")


def cancel_all_pending(*, owner_id: UUID) -> None:
    """Cancel the pending notifications of a deactivated user."""
    cancel(Notification.objects.filter(owner_id=owner_id), reason="The account was deactivated.")


def cancel(rows: QuerySet[Notification], *, reason: str) -> None:
    """Cancel those of `rows` that are still pending."""
    rows.filter(status=Status.PENDING).update(**_ended(Status.CANCELLED), error_message=reason)


def wake(*, email: EmailAddress, now: datetime) -> None:
    """Make the notifications due that waited for this address to be confirmed."""
    waiting = Notification.objects.filter(email=email, status=Status.PENDING, token=None)
    waiting.update(next_attempt_at=now, publish_at=now, error_message="")


def claim(notification_id: UUID, *, now: datetime) -> Notification | None:
    """Hold a row for `LEASE`. Returns None if it is done, not yet due, or held by another worker."""
    token, lease_end = uuid.uuid4(), now + LEASE
    Notification.objects.claimable(now).filter(id=notification_id).update(
        token=token, next_attempt_at=lease_end, publish_at=lease_end, attempt_count=F("attempt_count") + 1
    )
    held = Notification.objects.select_related("owner", "email", "webhook")
    return held.filter(id=notification_id, token=token).first()


def start_again(row: Notification, *, recipient: str, now: datetime) -> None:
    """Deliver a row again as if it were new, with the same id and record. Raises ConflictError."""
    free = Notification.objects.filter(id=row.id, token=None, attempt_count__lt=MAX_ATTEMPTS_IN_ALL)
    changed = free.update(
        status=Status.PENDING,
        next_attempt_at=now,
        publish_at=now + dispatch.REPUBLISH_AFTER,
        attempts_before=F("attempt_count"),
        recipient=recipient,
        sent_at=None,
        digest=None,
        error_message="",
    )
    if not changed:
        raise ConflictError("It is being delivered, or has been tried too often.")
    dispatch.publish_after_commit([row.id])


def sent(held: Notification, attempt: Attempt, *, now: datetime) -> bool:
    """Record that it was sent. Returns False and writes nothing if another worker holds the lease."""
    outcome: dict[str, Any] = {
        "number": attempt.number,
        "started_at": attempt.started_at,
        "duration_ms": attempt.duration_ms,
        "status_code": attempt.status_code,
        "response_excerpt": attempt.response_excerpt,
    }
    with connection.cursor() as cursor:
        cursor.execute(RECORD_SENT, {"id": held.id, "token": held.token, "now": now, **outcome})
        return bool(cursor.rowcount)


def failed(held: Notification, attempt: Attempt | None, *, reason: str) -> bool:
    """Record that it has failed for good."""
    return _settle(held, attempt, **_ended(Status.FAILED), error_message=reason)


def put_off(
    held: Notification, attempt: Attempt | None, *, until: datetime, reason: str, is_held: bool = False
) -> bool:
    """Put it off, counting `attempt` if there was one. `is_held` marks mails that the limits hold back."""
    count = held.attempt_count if attempt else held.attempt_count - 1
    return _settle(
        held,
        attempt,
        token=None,
        next_attempt_at=until,
        publish_at=until,
        attempt_count=count,
        error_message=reason,
        is_held=is_held,
    )


def admitted(held: Notification, *, now: datetime) -> bool:
    """Record that the limits admit it and that it is due now."""
    return _settle(held, None, admitted_at=now, is_held=False)


def cancelled(held: Notification, *, reason: str) -> bool:
    return _settle(held, None, **_ended(Status.CANCELLED), error_message=reason)


@transaction.atomic
def _settle(held: Notification, attempt: Attempt | None, **changes: Any) -> bool:
    """Record the outcome of a held row. Returns False and writes nothing if another worker holds the lease.

    The mails of a digest end with it.
    """
    still_held = Notification.objects.filter(id=held.id, token=held.token).update(**changes)
    if still_held and attempt:
        attempt.save()
    if still_held and held.event == Event.DIGEST and "status" in changes:
        held.parts.filter(status=Status.PENDING).update(**changes)
    return bool(still_held)


def _ended(status: Status) -> dict[str, Any]:
    return {"status": status, "next_attempt_at": None, "publish_at": None, "token": None}

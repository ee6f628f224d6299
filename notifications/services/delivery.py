"""One attempt to deliver one notification: claim it, send it outside any transaction, record the outcome."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from notifications import metrics
from notifications.links import CONFIRMATION_VALIDITY
from notifications.messages import Event
from notifications.models import Attempt, EmailAddress, Notification, Webhook
from notifications.retries import MAX_ATTEMPTS, wait_after
from notifications.services import admission, lanes, outbox, webhooks
from notifications.transports import email, webhook
from notifications.transports.result import DeliveryError, Receipt

logger = logging.getLogger(__name__)

SENDERS = {Notification.Kind.EMAIL: email.send, Notification.Kind.WEBHOOK: webhook.send}


def deliver(notification_id: UUID, *, clock: Callable[[], datetime]) -> None:
    """Deliver a notification unless it is done, not yet due or held by another worker."""
    held = outbox.claim(notification_id, now=clock())
    if held is None:
        return
    with lanes.entered(held) as has_room:
        if has_room:
            _settle(held, clock)
        else:
            outbox.put_off(held, None, until=clock() + lanes.wait(), reason=held.error_message, is_held=held.is_held)


def _settle(held: Notification, clock: Callable[[], datetime]) -> None:
    """Attempt a row that this process holds, unless there is an obstacle."""
    if obstacle := _obstacle(held):
        outbox.cancelled(held, reason=obstacle)
    elif held.tries > MAX_ATTEMPTS:
        outbox.failed(held, None, reason="Whoever tried to deliver it was lost each time.")
    elif held.email and _needs_consent(held, held.email):
        _wait_for_consent(held, held.email, now=clock())
    elif held.email is None or admission.admit(held, held.email, now=clock()):
        _attempt(held, clock)


def _obstacle(held: Notification) -> str | None:
    """Return the reason not to send it at all, or None."""
    if not held.owner.is_active:
        return "The account is deactivated."
    if held.kind == Notification.Kind.WEBHOOK:
        return _webhook_obstacle(held.webhook)
    return _email_obstacle(held, held.email)


def _webhook_obstacle(target: Webhook | None) -> str | None:
    if target is None:
        return "The webhook was removed."
    return f"The webhook is disabled: {target.disabled_reason}" if target.disabled_at else None


def _email_obstacle(held: Notification, address: EmailAddress | None) -> str | None:
    if address is None:
        return "The address was removed."
    if address.unsubscribed_at:
        return "The reader of this address has unsubscribed."
    if held.event == Event.CONFIRMATION and address.confirmed_at:
        return "The address is confirmed already."
    if held.event == Event.DIGEST and not held.parts.filter(status=Notification.Status.PENDING).exists():
        return "All that it was to tell was called off."
    return None


def _needs_consent(held: Notification, address: EmailAddress) -> bool:
    asked_for = held.event == Event.CONFIRMATION or held.owner.owns_verified(address.address)
    return address.confirmed_at is None and not asked_for


@transaction.atomic
def _wait_for_consent(held: Notification, address: EmailAddress, *, now: datetime) -> None:
    """Put it off for as long as the address can still be confirmed. The confirmation wakes it.

    The address is locked, as in `addresses.confirm`: else a confirmation at this moment would find no row to wake.
    """
    address = EmailAddress.objects.select_for_update().get(id=address.id)
    until = (address.confirmation_asked_at or held.created_at) + CONFIRMATION_VALIDITY
    if address.confirmed_at:
        outbox.put_off(held, None, until=now, reason="")
    elif until > now:
        outbox.put_off(held, None, until=until, reason="Waiting for the address to be confirmed.")
    else:
        outbox.failed(held, None, reason="The address was not confirmed in time.")


def _attempt(held: Notification, clock: Callable[[], datetime]) -> None:
    attempt = Attempt(notification=held, number=held.attempt_count, started_at=clock())
    result = _send(held, now=attempt.started_at)
    now = clock()
    attempt.duration_ms = max(0, (now - attempt.started_at) // timedelta(milliseconds=1))
    attempt.status_code = result.status_code
    attempt.response_excerpt = result.excerpt
    if isinstance(result, Receipt):
        kept = outbox.sent(held, attempt, now=now)
    else:
        attempt.error = result.reason
        kept = _failed(held, attempt, result, now=now)
    metrics.SENDS.labels(held.kind, "failed" if attempt.error else "sent").inc()
    if kept and held.webhook:
        webhooks.record_result(held, held.webhook, result, now=now)
    if not kept:
        logger.info("notification %s was called off or taken over; this attempt is not recorded", held.id)


def _send(held: Notification, *, now: datetime) -> Receipt | DeliveryError:
    try:
        return SENDERS[Notification.Kind(held.kind)](held, now=now)
    except DeliveryError as error:
        logger.warning("notification %s was not delivered: %s", held.id, error.reason)
        return error
    except Exception as error:
        logger.exception("notification %s failed in a way nobody foresaw", held.id)
        return DeliveryError(f"It could not be sent ({type(error).__name__}).")


def _failed(held: Notification, attempt: Attempt, error: DeliveryError, *, now: datetime) -> bool:
    is_over = error.permanent or held.event == Event.WEBHOOK_TEST
    wait = None if is_over else wait_after(held.tries, asked_for=error.retry_after)
    if wait is None:
        return outbox.failed(held, attempt, reason=error.reason)
    return outbox.put_off(held, attempt, until=now + wait, reason=error.reason)

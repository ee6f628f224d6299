"""Webhooks, signed as the Standard Webhooks specification 1.0 says."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from standardwebhooks import Webhook as Signer

from config import outbound
from notifications.models import Notification, SigningSecret
from notifications.transports.result import DeliveryError, GoneError, Receipt

USER_AGENT = "Torale-Webhooks/1.0"
EXCERPT_BYTES = 1024
GONE = 410
MAY_ASK_FOR_TIME = frozenset({429, 503})


def send(notification: Notification, *, now: datetime) -> Receipt:
    """One signed request to the notification's webhook; raises DeliveryError."""
    webhook = notification.webhook
    if webhook is None:
        raise DeliveryError("The webhook was removed.", permanent=True)
    body = json.dumps(notification.message.webhook_body(), ensure_ascii=False, separators=(",", ":"))
    headers = dict(webhook.headers) | _signed_headers(notification, body, now=now)
    try:
        answer = outbound.request(
            webhook.method, webhook.url, policy=outbound.WEBHOOKS, headers=headers, body=body.encode()
        )
    except outbound.OutboundError as error:
        raise DeliveryError(f"Not delivered: {error.message}.", permanent=not error.retryable) from error
    return _read(answer, now=now)


def _signed_headers(notification: Notification, body: str, *, now: datetime) -> dict[str, str]:
    """The id is the row's, the same on every attempt; the time is that of the attempt."""
    now = now.astimezone(UTC)
    row_id, secret = str(notification.id), SigningSecret.made_for(notification.owner_id)[0]
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": row_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(valid).sign(row_id, now, body) for valid in secret.valid(now)),
    }


def _read(answer: outbound.Answer, *, now: datetime) -> Receipt:
    excerpt = answer.body[:EXCERPT_BYTES].decode(errors="replace").replace("\0", "�")
    if 200 <= answer.status < 300:
        return Receipt(status_code=answer.status, excerpt=excerpt)
    reason = f"The receiver answered {answer.status}."
    if answer.status == GONE:
        raise GoneError(reason, status_code=answer.status, excerpt=excerpt)
    wait = retry_after(answer.headers, now=now) if answer.status in MAY_ASK_FOR_TIME else timedelta(0)
    raise DeliveryError(reason, status_code=answer.status, excerpt=excerpt, retry_after=wait)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """What `Retry-After` asks for, in seconds or as a date (RFC 9110, 10.2.3); nothing if it makes no sense."""
    value = headers.get("retry-after", "").strip()
    try:
        if value.isascii() and value.isdigit():
            return timedelta(seconds=int(value))
        return max(parsedate_to_datetime(value).astimezone(UTC) - now, timedelta(0)) if value else timedelta(0)
    except (ValueError, OverflowError):
        return timedelta(0)

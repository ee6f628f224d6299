"""Send webhooks, signed by the Standard Webhooks specification 1.0."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from standardwebhooks import Webhook as Signer

from core.net import outbound
from core.net.retry_after import seconds_of
from notifications.models import Notification, SigningSecret
from notifications.transports.result import DeliveryError, GoneError, Receipt

USER_AGENT = "Torale-Webhooks/1.0"
EXCERPT_BYTES = 1024
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
GONE = 410
MAY_ASK_FOR_TIME = frozenset({429, 503})


def send(notification: Notification, *, now: datetime) -> Receipt:
    """Send one signed request to the notification's webhook. Raises DeliveryError."""
    webhook = notification.webhook
    if webhook is None:
        raise DeliveryError("The webhook was removed.", permanent=True)
    return post(
        webhook.url,
        webhook.method,
        notification.message.webhook_body(),
        row_id=str(notification.id),
        secrets=SigningSecret.made_for(notification.owner_id)[0].valid(now),
        now=now,
        headers=webhook.headers,
    )


def post(
    url: str,
    method: str,
    content: Mapping[str, Any],
    *,
    row_id: str,
    secrets: Sequence[str],
    now: datetime,
    headers: Mapping[str, str] = NO_HEADERS,
) -> Receipt:
    """Send `content` as JSON, signed with each of `secrets`. Raises DeliveryError.

    `row_id` is equal on every attempt; `now` is the time of this attempt.
    """
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    signed = dict(headers) | _signed_headers(row_id, secrets, body, now=now.astimezone(UTC))
    try:
        answer = outbound.request(method, url, policy=outbound.WEBHOOKS, headers=signed, body=body.encode())
    except outbound.OutboundError as error:
        raise DeliveryError(f"Not delivered: {error.message}.", permanent=not error.retryable) from error
    return _read(answer, now=now)


def _signed_headers(row_id: str, secrets: Sequence[str], body: str, *, now: datetime) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": row_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(secret).sign(row_id, now, body) for secret in secrets),
    }


def _read(answer: outbound.OutboundResponse, *, now: datetime) -> Receipt:
    excerpt = answer.body[:EXCERPT_BYTES].decode(errors="replace").replace("\0", "�")
    if 200 <= answer.status < 300:
        return Receipt(status_code=answer.status, excerpt=excerpt)
    reason = f"The receiver answered {answer.status}."
    if answer.status == GONE:
        raise GoneError(reason, status_code=answer.status, excerpt=excerpt)
    wait = retry_after(answer.headers, now=now) if answer.status in MAY_ASK_FOR_TIME else timedelta(0)
    raise DeliveryError(reason, status_code=answer.status, excerpt=excerpt, retry_after=wait)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """Return the wait that `Retry-After` asks for, or zero if it is malformed."""
    try:
        return timedelta(seconds=seconds_of(headers.get("retry-after", ""), now=now) or 0.0)
    except OverflowError:
        return timedelta(0)

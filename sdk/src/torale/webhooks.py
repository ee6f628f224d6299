"""`client.webhooks`: your default webhook, the secret of all, and every delivery; `verify`, for who receives them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from torale.errors import SignatureError
from torale.models import Delivery, Task, WebhookConfig, WebhookTest
from torale.pages import walk
from torale.transport import Call, Transport, id_of, item

CONFIG = "/api/v1/webhooks/config"
DELIVERIES, REDELIVER = "/api/v1/webhooks/deliveries", "/api/v1/webhooks/deliveries/{}/redeliver"
TOLERANCE = 300.0
# Standard Webhooks 1.0 has secrets of 24 to 64 bytes. With an empty one anybody could sign.
SHORTEST_SECRET = 24

Body = bytes | bytearray | memoryview | str


class Webhooks:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_config(self) -> WebhookConfig:
        return WebhookConfig(self._transport.get(CONFIG))

    def update_config(self, *, url: str | None, enabled: bool = True) -> WebhookConfig:
        """Set the default webhook, for tasks that have none of their own; None: there is none.

        The first time the answer shows the `secret` with which all your webhooks are signed, unless one was needed
        before: then `rotate_secret()` shows one. Not sent again when its answer was lost:
        a second one would hide what the first had shown.
        """
        body = {"url": url, "enabled": enabled}
        return WebhookConfig(self._transport.send(Call("PUT", CONFIG, body=body, is_repeatable=False)))

    def rotate_secret(self) -> WebhookConfig:
        """A new `secret`; for 24 hours webhooks carry a signature by the one before it, too.

        Sent once: a second rotation would end the older secret at once.
        """
        return WebhookConfig(self._transport.send(Call("POST", f"{CONFIG}/rotate", is_repeatable=False)))

    def test(
        self, url: str | None = None, secret: str | None = None, *, idempotency_key: str | None = None
    ) -> WebhookTest:
        """Send a test to the default webhook, once; at most 10 an hour.

        With a `url` that address is tested while you wait, signed with `secret`, else with your own one; nothing of it
        is kept. `success` and `message` say what came of it.
        """
        body = {name: value for name, value in (("webhook_url", url), ("webhook_secret", secret)) if value is not None}
        return WebhookTest(self._transport.create("/api/v1/webhooks/test", body, idempotency_key=idempotency_key))

    def deliveries(
        self, task: Task | UUID | str | None = None, *, page: int = 1, limit: int | None = None
    ) -> list[Delivery]:
        """What your webhooks were told, newest first, with every attempt; 20 by default, at most 100."""
        found = self._transport.get(DELIVERIES, task_id=id_of(task), page=page, limit=limit)
        return [Delivery(delivery) for delivery in found["items"]]

    def iter_deliveries(self, task: Task | UUID | str | None = None) -> Iterator[Delivery]:
        return walk(self._transport.pages(DELIVERIES, task_id=id_of(task)), Delivery)

    def redeliver(self, delivery: Delivery | UUID | str, *, idempotency_key: str | None = None) -> Delivery:
        """Deliver it again, or now rather than later, with the same `webhook-id`."""
        return Delivery(self._transport.create(item(REDELIVER, delivery), idempotency_key=idempotency_key))


def verify(headers: Mapping[str, str], body: Body, secret: str, *, tolerance: float = TOLERANCE) -> Any:
    """The JSON of a webhook, once it is known to be genuine (Standard Webhooks 1.0, symmetric signatures).

    `body` as it came, byte for byte; `tolerance` in seconds, in which a copy of it would pass as well: what has the
    same `webhook-id` need not be done twice. Raises SignatureError.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id_, timestamp, signatures = (_header(given, name) for name in ("id", "timestamp", "signature"))
    if not _is_fresh(timestamp, tolerance):
        raise SignatureError("The webhook is too old, or its time lies ahead.")
    raw = _bytes(body) if isinstance(body, str) else bytes(body)
    expected = _signature(secret, _bytes(f"{id_}.{timestamp}.") + raw)
    # One for each secret that is good while they are changed; versions other than 1 are passed over.
    if not any(hmac.compare_digest(expected, _bytes(one)) for one in signatures.split()):
        raise SignatureError("The webhook is not signed with this secret.")
    try:
        return json.loads(raw)
    except ValueError:
        raise SignatureError("The webhook's body is not JSON.") from None


def _header(given: Mapping[str, str], name: str) -> str:
    try:
        return given[f"webhook-{name}"]
    except KeyError:
        raise SignatureError(f"The header webhook-{name} is missing.") from None


def _is_fresh(timestamp: str, tolerance: float) -> bool:
    # As long as it likes, it would be refused by `int` itself.
    return timestamp.isdecimal() and len(timestamp) <= 12 and abs(time.time() - int(timestamp)) <= tolerance


def _bytes(text: str) -> bytes:
    """What is no text fits no signature."""
    return text.encode(errors="replace")


def _signature(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except (ValueError, AttributeError):
        key = b""
    if len(key) < SHORTEST_SECRET:
        raise SignatureError("The secret is none: it should look like whsec_…")
    return b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))

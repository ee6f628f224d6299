"""`client.webhooks`: your default webhook, signing secret and deliveries; `verify` for receivers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from torale.models import Delivery, Task, WebhookConfig, WebhookTest
from torale.signatures import verify

from .pages import walk
from .transport import Call, Transport, id_of, item

CONFIG = "/api/v1/webhooks/config"
DELIVERIES, REDELIVER = "/api/v1/webhooks/deliveries", "/api/v1/webhooks/deliveries/{}/redeliver"

__all__ = ["Webhooks", "verify"]


class Webhooks:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def get_config(self) -> WebhookConfig:
        return WebhookConfig(await self._transport.get(CONFIG))

    async def update_config(self, *, url: str | None, enabled: bool = True) -> WebhookConfig:
        """Set the default webhook, for tasks without their own; None removes it.

        The first answer shows the `secret` that signs all your webhooks, unless one was needed before: then
        `rotate_secret()` shows one. It is not retried if its answer is lost: a second answer would hide the secret.
        """
        body = {"url": url, "enabled": enabled}
        return WebhookConfig(await self._transport.send(Call("PUT", CONFIG, body=body, is_repeatable=False)))

    async def rotate_secret(self) -> WebhookConfig:
        """Get a new `secret`. For 24 hours webhooks have a signature by the previous one, too.

        Sent once: a second rotation would end the older secret at once.
        """
        return WebhookConfig(await self._transport.send(Call("POST", f"{CONFIG}/rotate", is_repeatable=False)))

    async def test(
        self, url: str | None = None, secret: str | None = None, *, idempotency_key: str | None = None
    ) -> WebhookTest:
        """Send a test to the default webhook, without retries; at most 10 an hour.

        With a `url` that address is tested while you wait, signed with `secret` or your own secret, and nothing is
        stored. `success` and `message` are the outcome.
        """
        body = {name: value for name, value in (("webhook_url", url), ("webhook_secret", secret)) if value is not None}
        return WebhookTest(await self._transport.create("/api/v1/webhooks/test", body, idempotency_key=idempotency_key))

    async def deliveries(
        self, task: Task | UUID | str | None = None, *, page: int = 1, limit: int | None = None
    ) -> list[Delivery]:
        """List deliveries to your webhooks with every attempt, newest first; 20 by default, at most 100."""
        found = await self._transport.get(DELIVERIES, task_id=id_of(task), page=page, limit=limit)
        return [Delivery(delivery) for delivery in found["items"]]

    def iter_deliveries(self, task: Task | UUID | str | None = None) -> AsyncIterator[Delivery]:
        return walk(self._transport.pages(DELIVERIES, task_id=id_of(task)), Delivery)

    async def redeliver(self, delivery: Delivery | UUID | str, *, idempotency_key: str | None = None) -> Delivery:
        """Deliver it again, or at once if it waits, with the same `webhook-id`."""
        return Delivery(await self._transport.create(item(REDELIVER, delivery), idempotency_key=idempotency_key))

"""`client.notifications`: your notifications, verified addresses and default channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from torale.models import Address, Defaults, Send, Sends, Task

from .pages import walk
from .transport import Call, Transport, id_of

ADDRESSES, DEFAULTS = "/api/v1/notifications/addresses", "/api/v1/notifications/defaults"

Kind = Literal["email", "webhook"]


class Notifications:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def sends(
        self,
        task: Task | UUID | str | None = None,
        *,
        notification_type: Kind | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Sends:
        """List sent, pending and failed notifications, newest first; `limit` is 20 by default, at most 100."""
        query = {"task_id": id_of(task), "notification_type": notification_type, "limit": limit, "offset": offset}
        return Sends(self._transport.get("/api/v1/notifications/sends", **query))

    def addresses(self) -> list[Address]:
        """List the verified addresses that may receive your mail, your own first; at most 100."""
        return [Address(address) for address in self._transport.get(ADDRESSES)]

    def remove_address(self, address: str) -> None:
        """Remove a verified address. Tasks that mailed it lose this channel."""
        self._transport.send(Call("DELETE", ADDRESSES, {"address": address}))

    def get_defaults(self) -> Defaults:
        """Get the default channels of tasks without their own."""
        return Defaults(self._transport.get(DEFAULTS))

    def set_defaults(self, *, email: bool) -> Defaults:
        """Turn the default mail to your account's address on or off. `client.webhooks` sets your default webhook."""
        return Defaults(self._transport.send(Call("PUT", DEFAULTS, body={"email": email})))

    def iter_sends(
        self, task: Task | UUID | str | None = None, *, notification_type: Kind | None = None
    ) -> Iterator[Send]:
        def page(number: int, length: int) -> Sends:
            offset = (number - 1) * length
            return self.sends(task, notification_type=notification_type, limit=length, offset=offset)

        return walk(page, Send, among="sends")

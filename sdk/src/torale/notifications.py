"""`client.notifications`: what you were told, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from torale.models import Send, Sends, Task
from torale.pages import walk
from torale.transport import Transport, id_of

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
        """What you were, are to be or could not be told, newest first; `limit` is 20 by default, at most 100."""
        query = {"task_id": id_of(task), "notification_type": notification_type, "limit": limit, "offset": offset}
        return Sends(self._transport.get("/api/v1/notifications/sends", **query))

    def iter_sends(
        self, task: Task | UUID | str | None = None, *, notification_type: Kind | None = None
    ) -> Iterator[Send]:
        def page(number: int, length: int) -> Sends:
            offset = (number - 1) * length
            return self.sends(task, notification_type=notification_type, limit=length, offset=offset)

        return walk(page, Send, among="sends")

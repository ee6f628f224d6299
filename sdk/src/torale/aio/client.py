"""The asyncio client, with a part for each part of the API."""

from __future__ import annotations

from typing import Any

from torale import config

from .admin import Admin
from .auth import Auth
from .builder import TaskBuilder
from .notifications import Notifications
from .public import Public
from .tasks import Tasks
from .transport import Transport
from .webhooks import Webhooks


class AsyncTorale:
    """`torale.Torale` for asyncio: the same methods, awaited; each `iter_…` is read by `async for`.

    It takes the same arguments, and raises the same errors. `async with` closes its connections. Needs `httpx`:
    `pip install 'torale-client[async]'`.
    """

    def __init__(
        self,
        api_key: str | None = None,
        api_url: str | None = None,
        *,
        timeout: float = 30.0,
        max_retries: int = 4,
        retry_for: float = 60.0,
    ) -> None:
        settings = config.resolve(key=api_key, url=api_url)
        self._transport = Transport(
            url=settings.url, key=settings.key, timeout=timeout, max_retries=max_retries, retry_for=retry_for
        )
        self.tasks = Tasks(self._transport)
        self.public = Public(self._transport)
        self.admin = Admin(self._transport)
        self.auth = Auth(self._transport)
        self.webhooks = Webhooks(self._transport)
        self.notifications = Notifications(self._transport)

    @property
    def api_url(self) -> str:
        return self._transport.url

    def monitor(self, search_query: str) -> TaskBuilder:
        """Start building a task: `await client.monitor("…").when("…").notify(email="…").create()`."""
        return TaskBuilder(self.tasks, search_query)

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> AsyncTorale:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncTorale(api_url={self.api_url!r})"

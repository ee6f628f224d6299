"""The client: where the API's parts hang together."""

from __future__ import annotations

from typing import Any

from torale import config
from torale.admin import Admin
from torale.auth import Auth
from torale.builder import TaskBuilder
from torale.notifications import Notifications
from torale.public import Public
from torale.tasks import Tasks
from torale.transport import Transport
from torale.webhooks import Webhooks


class ToraleClient:
    """A program that speaks for the owner of an API key.

    The key and the address come from the arguments, else from `TORALE_API_KEY` and `TORALE_API_URL`, else from what
    `torale login` has saved. `timeout` is in seconds, for each answer; a preview and a suggestion have a minute.
    Overload (429, 503) and lost connections are tried again, at most `max_retries` times and no longer than `retry_for`
    seconds, where that cannot do a thing twice. Usable as a context manager, which closes its connections. Raises
    ConfigurationError when there is no key.
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
        """Begin a task: `client.monitor("…").when("…").notify(email="…", webhook="…").create()`."""
        return TaskBuilder(self.tasks, search_query)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> ToraleClient:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"ToraleClient(api_url={self.api_url!r})"


# The name by which programs know the clients of the earlier system.
Torale = ToraleClient

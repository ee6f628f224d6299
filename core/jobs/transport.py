"""kombu's Redis transport with one client a channel, and batches sent as one command."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from kombu.utils.json import dumps


class Channel(redis.Channel):
    """Keeps one client. kombu makes a client for each command, which takes longer than the command."""

    _held: dict[str, list[str]] | None = None
    _shared: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # the stubs lack it
        pool = self.pool  # a new pool after the broker was away
        if self._shared is None or self._shared.connection_pool is not pool:
            self._shared = super()._create_client()  # type: ignore[misc]
        return self._shared

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Hold messages back and put them on their queues at the end, in one command a queue."""
        held = self._held = defaultdict(list)
        try:
            yield
        finally:
            self._held = None
        with self.conn_or_acquire() as client:
            for key, messages in held.items():
                client.lpush(key, *messages)

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        if self._held is None:
            super()._put(queue, message, **kwargs)
        else:
            priority = self._get_message_priority(message, reverse=False)
            key: str = self._q_for_pri(queue, priority)  # type: ignore[attr-defined]
            self._held[key].append(dumps(message))


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Replace kombu's transport by name: `redis` in a URL, or `redis+` in a socket's, overrides a class."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"

"""kombu's way to Redis, cheaper: one client for a channel, and what is published in a batch is one command."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from kombu.utils.json import dumps


class Channel(redis.Channel):
    """kombu's own makes a client, though not a connection, for each command; that takes longer than the command."""

    _held: dict[str, list[str]] | None = None
    _shared: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # the stubs lack it
        pool = self.pool  # another one after the broker was away
        if self._shared is None or self._shared.connection_pool is not pool:
            self._shared = super()._create_client()  # type: ignore[misc]
        return self._shared

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What is published inside is put on its queue at the end, in one command for each."""
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
    """By the name, since the `redis` of a URL, and the `redis+` of a socket's, win over a class."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"

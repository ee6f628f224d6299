"""The line between a client and the real Redis: it counts round trips, and can go dead or be cut."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import EVENT_READ, DefaultSelector
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any

from redis.connection import parse_url


class RedisLink(ThreadingTCPServer):
    """`url` leads to the Redis at `target`. A round trip begins when a client speaks after the server has."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self._target: dict[str, Any] = parse_url(target)  # type: ignore[no-untyped-call]
        self._dead = Event()
        self._stopping = Event()
        self.round_trips = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.server_address[1]}/{self._target.get('db', 0)}"

    def go_dead(self) -> None:
        """From now on nothing is passed on, and nobody is told."""
        self._dead.set()

    def revive(self) -> None:
        self._dead.clear()

    @property
    def is_dead(self) -> bool:
        return self._dead.is_set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def connect(self) -> socket.socket:
        if path := self._target.get("path"):
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(path)
            return upstream
        return socket.create_connection((self._target.get("host", "localhost"), self._target.get("port", 6379)))

    def stop(self) -> None:
        self._stopping.set()
        self.shutdown()
        self.server_close()


class _Connection(BaseRequestHandler):
    server: RedisLink

    def handle(self) -> None:
        with self.server.connect() as upstream, DefaultSelector() as selector:
            selector.register(self.request, EVENT_READ, upstream)
            selector.register(upstream, EVENT_READ, self.request)
            server_spoke = True
            while not self.server.is_stopping:
                for key, _ in selector.select(0.05):
                    if self.server.is_dead or not (data := key.fileobj.recv(65536)):  # type: ignore[union-attr]
                        return self._end()
                    from_server = key.fileobj is upstream
                    self.server.round_trips += server_spoke and not from_server
                    server_spoke = from_server
                    key.data.sendall(data)
        return None

    def _end(self) -> None:
        """Close, or, on a dead line, keep the client waiting."""
        while self.server.is_dead and not self.server.is_stopping:
            self.server._stopping.wait(0.05)


@contextmanager
def redis_link(target: str) -> Iterator[RedisLink]:
    link = RedisLink(target)
    Thread(target=link.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield link
    finally:
        link.stop()

"""A webhook receiver, ordinary or hostile, that keeps what it received.

In a test:

    with Receiver() as receiver:
        receiver.behaviour = Behaviour.DRIP
        ... receiver.url("/hook") ...
        [received] = receiver.requests

By itself: `python -m tests.doubles.receiver --port 9000 --file received.jsonl [--behaviour server_error]`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from pathlib import Path
from ssl import SSLContext
from threading import Condition

from tests.doubles.server import LocalServer, QuietHandler

HUGE = 10 * 1024 * 1024


class Behaviour(StrEnum):
    OK = "ok"
    SERVER_ERROR = "server_error"
    HANG = "hang"
    DRIP = "drip"
    DRIP_HEADERS = "drip_headers"
    HUGE = "huge"
    REDIRECT = "redirect"
    CLOSE_EARLY = "close_early"


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: Message
    body: bytes
    at: float

    def to_line(self) -> str:
        text = self.body.decode("utf-8", "replace")
        return json.dumps(
            {"method": self.method, "path": self.path, "headers": dict(self.headers), "body": text, "at": self.at}
        )


class Receiver(LocalServer):
    """`behaviour` and the rest may be changed between requests; `drip_seconds` lie between two bytes of a drip."""

    def __init__(self, port: int = 0, file: Path | None = None, tls: SSLContext | None = None) -> None:
        super().__init__(_Handler, port, tls)
        self.behaviour = Behaviour.OK
        self.status = 200
        self.answer_headers: dict[str, str] = {}
        self.drip_seconds = 1.0
        self.redirect_to = "/elsewhere"
        self.requests: list[Received] = []
        self._arrived = Condition()
        self._file = file

    def keep(self, received: Received) -> None:
        with self._arrived:
            self.requests.append(received)
            if self._file:
                with self._file.open("a") as lines:
                    lines.write(received.to_line() + "\n")
            self._arrived.notify_all()

    def wait_for(self, count: int, timeout: float = 20.0) -> list[Received]:
        """What was received, as soon as it is `count` requests; fails after `timeout` seconds."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.requests) >= count, timeout):
                raise AssertionError(f"{len(self.requests)} of {count} requests arrived within {timeout} s")
            return list(self.requests)


class _Handler(QuietHandler):
    server: Receiver

    def do_GET(self) -> None:
        self._receive()

    def do_POST(self) -> None:
        self._receive()

    def do_PUT(self) -> None:
        self._receive()

    def _receive(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.keep(Received(self.command, self.path, self.headers, body, time.time()))
        self._behaviours[self.server.behaviour](self)

    def _ok(self) -> None:
        self.answer(self.server.status, b"received", {"Content-Type": "text/plain", **self.server.answer_headers})

    def _server_error(self) -> None:
        self.answer(500, b"out of order", {"Content-Type": "text/plain"})

    def _redirect(self) -> None:
        self.answer(302, b"", {"Location": self.server.redirect_to})

    def _hang(self) -> None:
        self.server.stopping.wait()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        self._trickle(b"x")

    def _drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._trickle(b"X-Slow: 1\r\n")

    def _trickle(self, piece: bytes) -> None:
        while not self.server.stopping.wait(self.server.drip_seconds):
            self.wfile.write(piece)

    def _huge(self) -> None:
        self.answer(200, b"x" * HUGE, {"Content-Type": "text/plain"})

    def _close_early(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
        self.close_connection = True

    _behaviours: dict[Behaviour, Callable[[_Handler], None]] = {
        Behaviour.OK: _ok,
        Behaviour.SERVER_ERROR: _server_error,
        Behaviour.HANG: _hang,
        Behaviour.DRIP: _drip,
        Behaviour.DRIP_HEADERS: _drip_headers,
        Behaviour.HUGE: _huge,
        Behaviour.REDIRECT: _redirect,
        Behaviour.CLOSE_EARLY: _close_early,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="A webhook receiver for tests.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--file", type=Path, help="each request is appended here as a line of JSON")
    parser.add_argument("--behaviour", type=Behaviour, choices=list(Behaviour), default=Behaviour.OK)
    arguments = parser.parse_args()
    receiver = Receiver(arguments.port, arguments.file)
    receiver.behaviour = arguments.behaviour
    receiver.serve_forever()


if __name__ == "__main__":
    main()

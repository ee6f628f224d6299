"""The application's response, encoded as HTTP/1.1 (RFC 9112)."""

import time
from collections.abc import Callable, Sequence
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from core.web.request import Request

Headers = Sequence[tuple[str, str]]


class Response:
    """Encodes one response: `start_response` takes its head; `whole`, or `part` and `end`, encode its body."""

    def __init__(self, request: Request, *, keeps_alive: bool) -> None:
        self._request = request
        self.keeps_alive = keeps_alive
        self._status, self._headers = "", ()  # type: tuple[str, Headers]
        self.is_started = False
        self._is_chunked = False
        self._written: list[bytes] = []

    def start_response(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        if exc_info and self.is_started:
            raise exc_info[1].with_traceback(exc_info[2])
        self._status, self._headers = status, headers
        return self._written.append

    def whole(self, body: bytes) -> bytes:
        """Return a complete response."""
        return self._head(len(body)) + (b"" if self._has_no_body else body)

    def part(self, data: bytes) -> bytes:
        """Return one piece of a streamed response."""
        head = b"" if self.is_started else self._head(None)
        if self._has_no_body or not data:
            return head
        return head + (b"%x\r\n%b\r\n" % (len(data), data) if self._is_chunked else data)

    def end(self) -> bytes:
        head = b"" if self.is_started else self._head(None)
        return head + (b"0\r\n\r\n" if self._is_chunked and not self._has_no_body else b"")

    @property
    def _has_no_body(self) -> bool:
        return self._request.method == "HEAD" or self._status[:3] in ("204", "304") or self._status[0] == "1"

    def _head(self, length: int | None) -> bytes:
        self.is_started = True
        names = {name.lower() for name, _ in self._headers}
        lines = [f"HTTP/1.1 {self._status}", *(f"{name}: {value}" for name, value in self._headers)]
        if "date" not in names:
            lines.append(_date(int(time.time())))
        if "content-length" not in names and self._status[:3] not in ("204", "304"):
            lines += self._framing(length)
        if not self.keeps_alive:
            lines.append("Connection: close")
        elif self._request.version == "1.0":
            lines.append("Connection: keep-alive")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _framing(self, length: int | None) -> list[str]:
        if length is not None:
            return [f"Content-Length: {length}"]
        if self._request.version == "1.0":
            self.keeps_alive = False  # the end of the connection marks the end of the response
            return []
        self._is_chunked = True
        return ["Transfer-Encoding: chunked"]

    def take_written(self) -> bytes:
        """Return and clear the data written through `start_response`'s callable."""
        written = b"".join(self._written)
        self._written.clear()
        return written


@lru_cache(2)
def _date(second: int) -> str:
    return f"Date: {formatdate(second, usegmt=True)}"


def refusal(status: str) -> bytes:
    """Return an error response of the server itself, after which the connection ends."""
    text = status[4:].encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
    return head.encode() + text

"""One client's connection, without blocking: it parses requests from bytes and sends responses.

A connection belongs to one thread, or is armed: then the poller reports its next event.
"""

import select
import socket
from collections import deque
from enum import Enum, auto
from time import monotonic
from typing import Any

import httptools

from core.web.limits import ConnectionLimits
from core.web.polling import READ, WRITE
from core.web.request import Request

CHUNK_BYTES = 64 * 1024
LINGER_SECONDS, LINGER_BYTES = 2.0, 2 * 1024 * 1024


class ConnectionState(Enum):
    READING = auto()
    ANSWERING = auto()
    WRITING = auto()
    LINGERING = auto()
    """The response is sent; further input is discarded, so that the client can read the response."""


class RefusedError(Exception):
    """The connection ends after `status` is sent to the client."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Connection:
    def __init__(self, sock: socket.socket, address: str, described: dict[str, str], limits: ConnectionLimits) -> None:
        self.socket, self.address, self.described = sock, address, described
        self._limits = limits
        self.fd = sock.fileno()
        self.is_armed = self.is_known = False
        self.state = ConnectionState.READING
        self.requests: deque[Request] = deque()
        self.last_active = monotonic()
        self.has_answered = self.ends_after_answer = False
        self._head_bytes = self._discarded = self._sent = 0
        self._unsent = memoryview(b"")
        self._writing_since = 0.0
        self._parser: Any = httptools.HttpRequestParser(self)

    # Called by the parser, from within `receive`.

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        self.requests.append(Request(self.last_active))

    def on_url(self, url: bytes) -> None:
        self.requests[-1].url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        # Trailers of a chunked body arrive here too; WSGI has no place for them.
        if not self.requests[-1].has_head:
            self.requests[-1].headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.requests[-1].complete_head(self._parser)

    def on_body(self, data: bytes) -> None:
        request = self.requests[-1]
        if len(request.body) <= self._limits.max_body:
            request.body += data[: self._limits.max_body + 1 - len(request.body)]

    def on_message_complete(self) -> None:
        self.requests[-1].is_complete = True

    # Called by the thread that has the connection.

    def receive(self) -> bool:
        """Read available bytes; return False at the end of input. Raises RefusedError."""
        try:
            data = self.socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.last_active = monotonic()
        if data:
            self._parse(data)
        return bool(data)

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # An upgrade is requested and ignored: this request is answered, and no later one.
            self.requests[-1].is_complete = True
        except httptools.HttpParserError as error:
            if not any(request.is_complete for request in self.requests):
                raise RefusedError("400 Bad Request") from error
        if self.requests and not self.requests[-1].has_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.max_head:
                raise RefusedError("431 Request Header Fields Too Large")

    def has_gone(self) -> bool:
        """Return True if the client has closed the connection and waits for no response."""
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    @property
    def is_ready(self) -> bool:
        """Return True if the application can run, with the whole request or as much of it as it may read."""
        if not self.requests:
            return False
        request = self.requests[0]
        return request.is_complete or (
            request.has_head and (len(request.body) > self._limits.max_body or self._needs_no_body(request))
        )

    def _needs_no_body(self, request: Request) -> bool:
        """Return True for a body that is too large, awaits `100 Continue`, or has no use for the method."""
        if request.is_asked:
            return False
        return request.is_bodiless or request.wants_invitation or request.declared_length > self._limits.max_body

    @property
    def is_idle(self) -> bool:
        return self.state is ConnectionState.READING and not self.requests

    @property
    def is_half_read(self) -> bool:
        return self.state is ConnectionState.READING and bool(self.requests) and not self.requests[0].is_complete

    @property
    def is_late(self) -> bool:
        """Return True if the head has arrived and the body did not follow promptly."""
        if not self.is_half_read:
            return False
        request = self.requests[0]
        waited = monotonic() - request.begun_at
        return request.has_head and not request.is_asked and waited > self._limits.prompt_seconds

    def send(self, data: bytes) -> None:
        """Send as much as the socket takes and keep the rest. Raises OSError if the client has gone."""
        if not self._unsent:
            self._writing_since, self._sent = monotonic(), 0
            try:
                sent = self.socket.send(data)
            except BlockingIOError:
                sent = 0
            self._unsent = memoryview(data)[sent:]
        else:
            self._unsent = memoryview(bytes(self._unsent) + data)

    def send_rest(self) -> None:
        """Send more of the rest. Raises OSError if the client has gone."""
        try:
            sent = self.socket.send(self._unsent[:CHUNK_BYTES])
        except BlockingIOError:
            return
        self._unsent, self._sent = self._unsent[sent:], self._sent + sent

    def wait_writable(self) -> None:
        """Wait for the client to read a long response. Raises TimeoutError at its deadline."""
        left = self._writing_since + self._limits.seconds_for(self._sent) - monotonic()
        waiting = select.poll()
        waiting.register(self.fd, select.POLLOUT)
        if left <= 0 or not waiting.poll(left * 1000):
            raise TimeoutError("the answer is not read")

    @property
    def unsent(self) -> int:
        return len(self._unsent)

    def linger(self) -> None:
        """Signal the end of output. Raises OSError if the client has gone."""
        self.state, self.last_active = ConnectionState.LINGERING, monotonic()
        self.socket.shutdown(socket.SHUT_WR)

    def discard(self) -> bool:
        """Discard available input; return False at its end or at the limit."""
        try:
            data = self.socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._discarded += len(data)
        return bool(data) and self._discarded < LINGER_BYTES

    @property
    def wanted(self) -> int:
        return WRITE if self.state is ConnectionState.WRITING else READ

    def is_overdue(self) -> bool:
        """Return True if the client has missed the deadline of the present state."""
        now = monotonic()
        match self.state:
            case ConnectionState.READING if self.requests:
                request = self.requests[0]
                return now - request.begun_at > self._limits.seconds_for(len(request.body))
            case ConnectionState.READING:
                idle = self._limits.keep_alive_seconds if self.has_answered else self._limits.transfer_seconds
                return now - self.last_active > idle
            case ConnectionState.WRITING:
                return now - self._writing_since > self._limits.seconds_for(self._sent)
            case ConnectionState.LINGERING:
                return now - self.last_active > LINGER_SECONDS
        return False

    def close(self) -> None:
        self._parser = None  # breaks a reference cycle
        self.socket.close()

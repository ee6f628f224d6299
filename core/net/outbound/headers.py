"""The headers of an answer, cut before anything parses them, and the answers before the final one, passed over.

http.client gives headers to the parser of mails, whose time grows with the square of a parameter list: one
`Content-Type` of 64 kB takes seconds. It also takes 102 and 103 for the answer, and refuses more than 100 headers.
"""

import io
import socket
from collections.abc import Mapping
from http.client import CONTINUE, SWITCHING_PROTOCOLS, HTTPException, HTTPResponse
from typing import Any

from requests.structures import CaseInsensitiveDict

from core.net.outbound.errors import TooLargeError

LONGEST_HEADER = 1024
# An address may be longer than that; `CanonicalURL.parse` refuses one that would be cut.
LONGEST_LOCATION = 4096
LONGEST_LINE = 65536
# One header as it comes, and all of them together, in bytes.
LONGEST_READ, LONGEST_HEAD = 512 * 1024, 8 * 1024 * 1024
MOST_HEADERS = 90
MOST_INTERIM = 20


class _Lines(io.BufferedReader):
    """Cuts each line to the length of a header; lines that continue a header (RFC 9112, 5.2) count with it.

    Cookies, and headers beyond `MOST_HEADERS`, are passed over: there is no cookie jar to put them in.
    """

    _left = _read = _headers = 0
    _is_passed_over = False
    _in_head = True

    def begin_head(self) -> None:
        """Count the headers that follow from none."""
        self._headers = 0

    def end_heads(self) -> None:
        """Have the lines of the body, which frame its chunks, count with no header."""
        self._in_head = False

    def readline(self, size: int | None = -1, /) -> bytes:
        if not self._in_head:
            return super().readline(LONGEST_LINE)
        while True:
            line = self._line()
            if line in (b"\r\n", b"\n", b""):
                return line
            if not line.startswith((b" ", b"\t")):
                self._headers += 1
                is_cookie = line[:11].lower() == b"set-cookie:"
                self._headers -= is_cookie
                self._is_passed_over = is_cookie or self._headers > MOST_HEADERS
            if not self._is_passed_over:
                return self._cut(line)

    def _line(self) -> bytes:
        """Return the next line, or its beginning where it is too long."""
        line = part = super().readline(LONGEST_LINE)
        length = len(part)
        while len(part) == LONGEST_LINE and not part.endswith(b"\n") and length <= LONGEST_READ:
            part = super().readline(LONGEST_LINE)
            length += len(part)
        self._read += length
        if length > LONGEST_READ or self._read > LONGEST_HEAD:
            raise TooLargeError("the headers of the answer are longer than is read")
        return line

    def _cut(self, line: bytes) -> bytes:
        if not line.startswith((b" ", b"\t")):
            self._left = LONGEST_LOCATION if line[:9].lower() == b"location:" else LONGEST_HEADER
        cut = line if len(line) <= self._left else line[: self._left].rstrip(b"\r\n") + b"\r\n"
        self._left = max(0, self._left - len(line))
        return cut if cut != b"\r\n" or line == b"\r\n" else b" \r\n"


class BoundedHTTPResponse(HTTPResponse):
    """http.client's response with bounded headers, for a connection's `response_class`."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = self._lines = _Lines(sock.makefile("rb", buffering=0))

    def begin(self) -> None:
        super().begin()
        self._lines.end_heads()

    def _read_status(self) -> tuple[str, int, str]:
        """Return the status line of the final answer (RFC 9110, 15.2)."""
        for _ in range(MOST_INTERIM):
            self._lines.begin_head()
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not CONTINUE < status < 200 or status == SWITCHING_PROTOCOLS:
                return version, status, reason
            while self._lines.readline() not in (b"\r\n", b"\n", b""):
                pass
        raise HTTPException(f"more than {MOST_INTERIM} answers before the final one")


def cut(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return `headers` with no value longer than 1 kB, however many lines it was joined from."""
    return CaseInsensitiveDict((name, value[:LONGEST_HEADER]) for name, value in headers.items())

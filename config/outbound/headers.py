"""The headers of an answer, cut before anything parses them.

http.client gives them to the parser of mails, whose time grows with the square of a parameter list: one `Content-Type`
of 64 kB takes seconds.
"""

import io
import socket
from collections.abc import Mapping
from http.client import HTTPResponse, LineTooLong
from typing import Any

from requests.structures import CaseInsensitiveDict

LONGEST_HEADER = 1024
# An address may be longer than that; `Target.parse` refuses one that would be cut.
LONGEST_LOCATION = 4096
LONGEST_LINE = 65536


class _Lines(io.BufferedReader):
    """Cuts each line to the length of a header; lines that continue a header (RFC 9112, 5.2) count with it."""

    _left = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise LineTooLong("line")
        if not line.startswith((b" ", b"\t")):
            self._left = LONGEST_LOCATION if line[:9].lower() == b"location:" else LONGEST_HEADER
        cut = line if len(line) <= self._left else line[: self._left].rstrip(b"\r\n") + b"\r\n"
        self._left = max(0, self._left - len(line))
        return cut if cut != b"\r\n" or line == b"\r\n" else b" \r\n"


class BoundedResponse(HTTPResponse):
    """http.client's, as a connection's `response_class`."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = _Lines(sock.makefile("rb", buffering=0))


def cut(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return `headers` with no value longer than 1 kB, however many lines it was joined from."""
    return CaseInsensitiveDict((name, value[:LONGEST_HEADER]) for name, value in headers.items())

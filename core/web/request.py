"""HTTP requests, and their WSGI environment (PEP 3333)."""

import sys
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

import httptools

BODILESS = frozenset(("GET", "HEAD", "TRACE"))
PROCESS = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


class BodyMissingError(BaseException):
    """The application has read a body that has not arrived.

    A BaseException, so that it passes the application's own error handlers.
    """


class MissingBody:
    """`wsgi.input` of a request whose body has not arrived; reading it raises BodyMissingError."""

    def read(self, size: int = -1) -> NoReturn:
        raise BodyMissingError

    readline = readlines = read

    def __iter__(self) -> Iterator[bytes]:
        raise BodyMissingError


class BadRequestError(Exception):
    """The bytes are no valid HTTP/1.1 request."""


class Request:
    """One request message."""

    def __init__(self, begun_at: float) -> None:
        self.begun_at = begun_at
        self.has_head = self.is_complete = self.is_asked = False
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()
        self.method = ""
        self.version = "1.1"
        self.keeps_alive = False

    def complete_head(self, parser: Any) -> None:
        self.has_head = True
        self.method = parser.get_method().decode("ascii")
        self.version = parser.get_http_version()
        self.keeps_alive = parser.should_keep_alive() and not parser.should_upgrade()

    def header(self, name: bytes) -> bytes | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def is_bodiless(self) -> bool:
        return self.method in BODILESS

    @property
    def declared_length(self) -> int:
        return int(self.header(b"content-length") or 0)

    @property
    def wants_invitation(self) -> bool:
        """Return True if the client waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1)."""
        return (self.header(b"expect") or b"").lower() == b"100-continue"

    def environ(self, connection: dict[str, str], max_body: int) -> dict[str, Any]:
        """Return the WSGI environment. Raises BadRequestError if the target is no address."""
        path, query = self._target()
        environ: dict[str, Any] = PROCESS | connection
        for name, value in self.headers:
            if key := _key(name):
                text = value.decode("latin-1")
                environ[key] = f"{environ[key]}{_separator(key)}{text}" if key in environ else text
        environ["REQUEST_METHOD"] = self.method
        environ["PATH_INFO"] = (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1")
        environ["QUERY_STRING"] = query.decode("latin-1")
        environ["SERVER_PROTOCOL"] = f"HTTP/{self.version}"
        environ["CONTENT_LENGTH"], environ["wsgi.input"] = self._body(max_body)
        return environ

    def _target(self) -> tuple[bytes, bytes]:
        if self.url.startswith(b"/"):
            path, _, query = self.url.partition(b"?")
            return path, query.partition(b"#")[0]
        try:
            parsed = httptools.parse_url(self.url)
        except httptools.HttpParserError as error:
            raise BadRequestError("the address cannot be read") from error
        return parsed.path or b"/", parsed.query or b""

    def _body(self, max_body: int) -> tuple[str, Any]:
        """Return the body's length and stream. A chunked body is complete here and so has a length."""
        if self.is_bodiless:
            return "", BytesIO()
        if self.is_complete or len(self.body) > max_body:
            return (str(len(self.body)) if self.body else ""), BytesIO(self.body)
        return str(max(self.declared_length, len(self.body) + 1)), MissingBody()


@lru_cache(512)
def _key(name: bytes) -> str:
    """Return a header's name in the environment; empty for a header that is left out.

    A name with `_` is left out: it would equal a name with `-`, which proxies set.
    """
    text = name.decode("latin-1").upper().replace("-", "_")
    if b"_" in name or text in ("CONTENT_LENGTH", "TRANSFER_ENCODING", "PROXY"):
        return ""
    return text if text == "CONTENT_TYPE" else f"HTTP_{text}"


def _separator(key: str) -> str:
    return "; " if key == "HTTP_COOKIE" else ","

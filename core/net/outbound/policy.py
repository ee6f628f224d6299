"""Bounds of a request, and its response."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The bounds of one request, redirects included.

    `deadline` is in seconds, from the look-up of the name to the last byte. A body longer than `max_bytes` is cut
    there if `truncate`, else it is an error. With `max_redirects` 0 a redirect is returned as the response.
    `trusted` is for addresses that only the operator sets: they may be private.
    """

    schemes: frozenset[str]
    max_redirects: int
    deadline: float
    max_bytes: int
    truncate: bool
    trusted: bool = False


WEBHOOKS = Policy(schemes=frozenset({"https"}), max_redirects=0, deadline=15, max_bytes=64 * 1024, truncate=True)
PAGES = Policy(
    schemes=frozenset({"http", "https"}), max_redirects=3, deadline=15, max_bytes=10 * 1024 * 1024, truncate=False
)


@dataclass(frozen=True, slots=True)
class OutboundResponse:
    """Response of the last address, whatever its status. `headers` ignores letter case; `url` is that address."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

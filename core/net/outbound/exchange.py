"""One request and its redirects, within bounds.

`requests-hardened` resolves a name once, refuses private addresses and connects to the address that it checked. Added
here are a deadline over the whole exchange, a bound on the body, and further networks and schemes to refuse. Nothing
comes from the environment or a cookie jar.
"""

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.exceptions import HTTPError

from core.net.bounded import bounded
from core.net.outbound.errors import (
    DeadlineError,
    ForbiddenAddressError,
    OutboundError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from core.net.outbound.headers import cut
from core.net.outbound.policy import OutboundResponse, Policy
from core.net.outbound.sockets import Sockets
from core.net.outbound.target import NOWHERE, CanonicalURL, check_by_sight, is_allowed_private, is_public

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
OWN_HEADERS = {"User-Agent": "Torale/1.0", "Accept": "*/*"}
# A compressed answer could unfold to any size.
FORCED_HEADERS = {"Accept-Encoding": "identity", "Connection": "close"}
_TAB_OR_BREAK = re.compile(r"[\t\r\n]")
_OUTER = "".join(map(chr, range(0x21)))


class _WatchedAdapter(HTTPAdapter):
    """Registers each connection with `sockets`, which can end it."""

    def __init__(self, sockets: Sockets, **options: Any) -> None:
        super().__init__(**options)
        self._sockets = sockets

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = self._sockets.watched(pool.ConnectionCls)
        return pool


class _PublicAdapter(_WatchedAdapter, IPFilterAdapter):  # type: ignore[misc]  # requests-hardened is not typed
    """Refuses addresses by `is_public` too. Its parent has resolved and pinned the address by then."""

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if not is_public(ipaddress.ip_address(host["host"].strip("[]"))):
            raise ForbiddenAddressError(NOWHERE)
        return host, pool


def request(
    method: str,
    url: str,
    *,
    policy: Policy,
    headers: Mapping[str, str] = NO_HEADERS,
    body: bytes | None = None,
    onward: Callable[[OutboundResponse], str | None] = lambda _: None,
) -> OutboundResponse:
    """Request `url` and follow the redirects that `policy` allows, each checked like the first address.

    `onward` returns the address to which a page's own content redirects, such as a refresh; it counts as a redirect.
    Redirects get the same headers: put no secret in them if redirects are allowed.

    Raises OutboundError, at the latest after `policy.deadline` seconds. Connections are shut then. Only the system's
    look-up of a name can still hang, in a thread of its own.
    """
    sockets, ends_at = Sockets(), time.monotonic() + policy.deadline

    def work() -> OutboundResponse:
        exchange = _Exchange(method, {**OWN_HEADERS, **headers}, body, policy, ends_at, sockets, onward)
        return exchange.follow(url)

    try:
        return bounded(work, seconds=policy.deadline, name="outbound")
    except TimeoutError:
        raise _too_late(policy) from None
    finally:
        sockets.close()


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request, with all that its redirects share."""

    method: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    policy: Policy
    ends_at: float
    sockets: Sockets
    onward: Callable[[OutboundResponse], str | None]

    def follow(self, url: str) -> OutboundResponse:
        target = CanonicalURL.parse(url)
        for _ in range(self.policy.max_redirects + 1):
            answer, location = self._ask(target)
            if location is None:
                return answer
            target = _redirected(target, location)
        raise TooManyRedirectsError(f"the address passes on to another one more than {self.policy.max_redirects} times")

    def _ask(self, target: CanonicalURL) -> tuple[OutboundResponse, str | None]:
        """Return the response, and the address of the redirect to follow, if any."""
        policy = self.policy
        check_by_sight(target, policy)
        asked = requests.Request(self.method, target.url, {**self.headers, **FORCED_HEADERS}, data=self.body)
        with _translated(policy), _sent(asked, _adapter(target, policy, self.sockets), self.ends_at) as response:
            location = _location(response) if policy.max_redirects else None
            body = b"" if location is not None else _read(response, policy)
            answer = OutboundResponse(response.status_code, cut(response.headers), body, target.url)
        return answer, location or (self.onward(answer) if policy.max_redirects else None)


def _adapter(target: CanonicalURL, policy: Policy, sockets: Sockets) -> HTTPAdapter:
    if policy.trusted or is_allowed_private(target):
        return _WatchedAdapter(sockets)
    return _PublicAdapter(sockets, is_https_proto=target.scheme == "https")


@contextmanager
def _sent(asked: requests.Request, adapter: HTTPAdapter, ends_at: float) -> Iterator[requests.Response]:
    """Yield the response with its body unread.

    It uses no `requests.Session`, which reads a redirect's whole body even if it does not follow it.
    """
    try:
        with adapter.send(asked.prepare(), stream=True, timeout=max(ends_at - time.monotonic(), 0.001)) as response:
            yield response
    finally:
        adapter.close()


@contextmanager
def _translated(policy: Policy) -> Iterator[None]:
    try:
        yield
    except OutboundError:
        raise
    except InvalidIPAddress as error:
        raise ForbiddenAddressError(NOWHERE) from error
    except (requests.Timeout, TimeoutError) as error:
        raise _too_late(policy) from error
    except requests.exceptions.SSLError as error:
        raise UnreachableError("no secure connection could be made: its certificate may not be valid") from error
    except (requests.RequestException, HTTPError, OSError) as error:
        raise UnreachableError(_explained(error)) from error


def _explained(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return NOWHERE
        cause = cause.__cause__ or cause.__context__
    return "no connection could be made, or it broke off"


def _location(response: requests.Response) -> str | None:
    location = response.headers.get("Location")
    if response.status_code not in REDIRECTS or not location:
        return None
    return str(location).encode("latin-1", "replace").decode("utf-8", "replace")


def _redirected(target: CanonicalURL, location: str) -> CanonicalURL:
    """Return the target that `location` names, read as browsers do (https://url.spec.whatwg.org/#url-parsing)."""
    location = _TAB_OR_BREAK.sub("", location.strip(_OUTER)).replace(" ", "%20")
    address, mark, query = location.partition("?")
    try:
        following = CanonicalURL.parse(urljoin(target.url, address.replace("\\", "/") + mark + query))
    except ValueError as error:
        raise ForbiddenAddressError("the address passes on to something that is not an address") from error
    if target.scheme == "https" and following.scheme == "http":
        raise ForbiddenAddressError("the address passes on from https to http")
    return following


def _read(response: requests.Response, policy: Policy) -> bytes:
    body = bytearray()
    while len(body) <= policy.max_bytes and (
        part := response.raw.read(policy.max_bytes + 1 - len(body), decode_content=False)
    ):
        body += part
    if len(body) > policy.max_bytes and not policy.truncate:
        raise TooLargeError(f"the answer is longer than {policy.max_bytes // 1024} kB")
    return bytes(body[: policy.max_bytes])


def _too_late(policy: Policy) -> DeadlineError:
    return DeadlineError(f"there was no complete answer within {policy.deadline:g} seconds")

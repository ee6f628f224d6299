"""Decide which addresses may be requested, by the URL and by the address its host resolves to.

Private, loopback, link-local, multicast, reserved and cloud metadata addresses are refused, however they are spelled.
`TORALE_ALLOWED_PRIVATE_URLS` names exceptions.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

from django.conf import settings
from requests.utils import requote_uri
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from core.net.outbound.errors import ForbiddenAddressError
from core.net.outbound.hosts import with_ascii_host
from core.net.outbound.policy import Policy

MAX_URL_LENGTH = 2048
NO_URL = "the address is not a full http or https URL"
# One message for unknown names and names of private addresses, so that it reveals no internal names.
NOWHERE = "its name leads to no public address"
PRIVATE = "private and local addresses are not allowed"
DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".localdomain", ".lan", ".home.arpa", ".onion")
_BLANK_OR_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_ENCODED_SEPARATOR = re.compile(r"%(2f|5c)", re.IGNORECASE | re.ASCII)
# Ambiguous in a decoded path: characters that would be decoded again, controls, replaced invalid UTF-8.
_AMBIGUOUS = re.compile(r"[%;\\\x00-\x1f\x7f\ufffd]")
_NAME = re.compile(
    r"(?=.{1,254}\Z)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?", re.ASCII
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that RFC 4291 and IANA assign; the rest is special
SPECIAL_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's metadata, in a public range
        "192.0.0.0/24",  # RFC 6890; Oracle's metadata is in it
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/23",  # Teredo, ORCHID and other protocols, RFC 2928
        "2002::/16",  # 6to4: an IPv4 address within
        "3fff::/20",  # documentation, RFC 9637
    )
)


@dataclass(frozen=True, slots=True)
class CanonicalURL:
    """A URL in canonical spelling. The checked spelling is the one that is sent."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Parse `url`. Raises ForbiddenAddressError if it is no URL or has a user name."""
        parsed = _canonical(url)
        scheme, host = parsed.scheme or "", (parsed.host or "").strip("[]")
        if parsed.auth is not None:
            raise ForbiddenAddressError("the address must not contain a user name or password")
        if scheme not in DEFAULT_PORTS or not (_is_address(host) or _NAME.fullmatch(host)):
            raise ForbiddenAddressError(NO_URL)
        port = DEFAULT_PORTS[scheme] if parsed.port is None else parsed.port
        return cls(url=parsed.url, scheme=scheme, host=host, port=port, path=parsed.path or "/")

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    def is_below(self, prefix: "CanonicalURL") -> bool:
        """Return True if this is `prefix` or lies below it, by whole path segments, however a server decodes the path.

        A path that servers read differently, by separators, parameters (`;`), ends or dot segments, is below no
        prefix.
        """
        path, stem = unquote(self.path), unquote(prefix.path).rstrip("/")
        if self.origin != prefix.origin or _ENCODED_SEPARATOR.search(self.path):
            return False
        forms = (path, unicodedata.normalize("NFKC", path))
        if any(_AMBIGUOUS.search(form) or {".", ".."} & set(form.split("/")) for form in forms):
            return False
        return path == stem or path.startswith(f"{stem}/")


def is_public(address: IPAddress) -> bool:
    """Return True for a public Internet address that is no translation, tunnel or metadata service."""
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    special = any(address in network for network in SPECIAL_NETWORKS if network.version == address.version)
    return address.is_global and not address.is_multicast and not special


def is_allowed_private(target: CanonicalURL) -> bool:
    """Return True if TORALE_ALLOWED_PRIVATE_URLS allows this URL. The setting is read at each call."""
    return any(target.is_below(CanonicalURL.parse(prefix)) for prefix in settings.TORALE_ALLOWED_PRIVATE_URLS)


def check_by_sight(target: CanonicalURL, policy: Policy) -> None:
    """Raise ForbiddenAddressError if the URL alone forbids the request. Sends no packet."""
    if policy.trusted or is_allowed_private(target):
        return
    if target.scheme not in policy.schemes:
        raise ForbiddenAddressError("the address must start with https://")
    # Ports below 1024 other than 80 and 443 belong to mail, shells and directories, not HTTP.
    if target.port not in DEFAULT_PORTS.values() and target.port < 1024:
        raise ForbiddenAddressError("ports below 1024 other than 80 and 443 are not allowed")
    if not _may_be_public(target.host.rstrip(".")):
        raise ForbiddenAddressError(PRIVATE)


def refuse_by_sight(url: str, policy: Policy) -> None:
    """Raise ForbiddenAddressError if the URL alone shows that `request` would refuse it. Sends no packet."""
    check_by_sight(CanonicalURL.parse(url), policy)


def _canonical(url: str) -> Url:
    """Return the URL as requests and urllib3 spell it: without dot segments (`%2e` too), names in IDNA."""
    if len(url) > MAX_URL_LENGTH or _BLANK_OR_CONTROL.search(url):
        raise ForbiddenAddressError(NO_URL)
    url = with_ascii_host(url)
    try:
        return parse_url(requote_uri(parse_url(url)._replace(fragment=None).url))
    except (LocationParseError, ValueError) as error:
        raise ForbiddenAddressError(NO_URL) from error


def _is_address(host: str) -> bool:
    """Return True if `host` is a numeric address, with or without a zone (`fe80::1%eth0`)."""
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _may_be_public(host: str) -> bool:
    if _is_address(host):
        return is_public(ipaddress.ip_address(host))
    *parents, last = host.split(".")
    is_odd_number = _NUMBER.fullmatch(last) is not None  # 127.1, 0177.0.0.1, 0x7f000001 and 2130706433 are 127.0.0.1
    return bool(parents) and not is_odd_number and not host.endswith(LOCAL_SUFFIXES)

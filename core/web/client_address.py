"""Whose request this is, by address: behind proxies, what the trusted ones among them say."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def networks(name: str, text: str) -> tuple[Network, ...]:
    """The addresses and networks that the setting `name` lists.

    Raises ImproperlyConfigured with a sentence that shows how to write them.
    """
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. Write addresses or networks, such as 127.0.0.1,10.0.0.0/8."
        ) from error


def client_address(meta: Mapping[str, str]) -> str:
    """Where a request (its `META`) comes from; what the server calls its peer where that is no IP address.

    X-Forwarded-For is read from its end, where the nearest proxy writes, and only as far as trusted proxies wrote
    it: the first address that is none of them is the client. An entry that is no address ends the search at the
    proxy that passed it on, so nobody can choose to be somebody else, or nobody.
    """
    peer = meta.get("REMOTE_ADDR", "")
    found = _parse(peer)
    if found is None:
        return peer
    forwarded = meta.get("HTTP_X_FORWARDED_FOR")
    for entry in reversed(forwarded.split(",") if forwarded else ()):
        hop = _parse(entry) if _is_listed(found) else None
        if hop is None:
            break
        found = hop
    return _written(found)


def is_trusted(address: str) -> bool:
    """Return True for a proxy of `TORALE_TRUSTED_PROXIES`."""
    found = _parse(address)
    return found is not None and _is_listed(found)


@lru_cache(1024)
def neighbourhood(address: str) -> str:
    """Whom a limit per address is for: an IPv6 client has a whole /64 to itself (RFC 6177)."""
    parsed = _parse(address)
    return str(IPv6Network((int(parsed), 64), strict=False)) if isinstance(parsed, IPv6Address) else address


@lru_cache(1024)
def _parse(text: str) -> Address | None:
    """An address, its port and zone left out; an IPv4 address that is written as IPv6 is an IPv4 address."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(1024)
def _written(address: Address) -> str:
    return str(address)


def _is_listed(address: Address) -> bool:
    return any(address in network for network in settings.TORALE_TRUSTED_PROXIES)

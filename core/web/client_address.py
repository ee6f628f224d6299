"""Client addresses, as reported by trusted proxies."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def networks(name: str, text: str) -> tuple[Network, ...]:
    """Return the addresses and networks that the setting `name` lists.

    Raises ImproperlyConfigured with a sentence that shows how to write them.
    """
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. Write addresses or networks, such as 127.0.0.1,10.0.0.0/8."
        ) from error


def client_address(meta: Mapping[str, str]) -> str:
    """Return the client's address of a request, given its `META`; the server's name for a peer without an IP address.

    X-Forwarded-For is read from its end, where the nearest proxy writes, as far as trusted proxies wrote it. The first
    address that is no trusted proxy is the client. An entry that is no address ends the search at the proxy that passed
    it on, so that no client can pose as another or as nobody.
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
    """Return the key of limits per address: an IPv6 client's whole /64, since one client owns it (RFC 6177)."""
    parsed = _parse(address)
    return str(IPv6Network((int(parsed), 64), strict=False)) if isinstance(parsed, IPv6Address) else address


@lru_cache(1024)
def _parse(text: str) -> Address | None:
    """Parse an address without its port and zone; an IPv4-mapped IPv6 address becomes IPv4."""
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

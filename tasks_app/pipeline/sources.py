"""Canonical addresses of pages, so that each page is named once and without trackers."""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Source

URL_LENGTH = 2000
TITLE_LENGTH = 300
DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKER = re.compile(
    r"(utm_\w+|pk_\w+|mtm_\w+|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid"
    r"|_ga|_gl|_hsenc|_hsmi|mkt_tok|srsltid|oly_anon_id|oly_enc_id|vero_id)",
    re.IGNORECASE,
)
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_DOMAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]+")
_BLANK = re.compile(r"\s")
# Characters that RFC 3986 allows in a path or query, and "%", so that encoded characters stay as they are.
_ALLOWED = "/:@!$&'()*+,;=~-._%?"


def canonical(url: str) -> str | None:
    """Return `url` without fragment, trackers, user name and default port; None if no web page can have it.

    Canonical addresses stay as they are.
    """
    try:
        return _canonical(url)
    except ValueError:
        return None


def of_domain(name: str) -> str | None:
    """Return the address of a domain's front page, or None if `name` is no domain.

    The domain may be an internationalised one, and be followed by a port or a path. A scheme may stand before it.
    """
    address = name.strip()
    if not address or _BLANK.search(address):
        return None
    try:
        host = _host(urlsplit(address if "://" in address else f"//{address}").hostname or "")
    except ValueError:
        return None
    return f"https://{host}/" if _DOMAIN.fullmatch(host) else None


def distinct(found: Iterable[tuple[str, str]]) -> tuple[Source, ...]:
    """Return sources from (address, title) pairs: canonical, each address once, in order."""
    sources: dict[str, Source] = {}
    for address, title in found:
        url = canonical(address)
        if url and url not in sources:
            sources[url] = Source(url=url, title=tidy(title, TITLE_LENGTH) or urlsplit(url).netloc)
    return tuple(sources.values())


def _canonical(url: str) -> str | None:
    parts = urlsplit(url.strip())
    if parts.scheme not in DEFAULT_PORTS:
        return None
    host = _host(parts.hostname or "")
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKER.fullmatch(pair.partition("=")[0]))
    target = quote(parts.path or "/", safe=_ALLOWED) + (f"?{quote(query, safe=_ALLOWED)}" if query else "")
    address = f"{parts.scheme}://{host}{port}{target}"
    return address if len(address) <= URL_LENGTH else None


def _host(name: str) -> str:
    """Return the normalised host. Raises ValueError if it is no host name."""
    if ":" in name:
        return f"[{IPv6Address(name)}]"
    ascii_name = name.rstrip(".").encode("idna").decode().lower()
    if not _HOST.fullmatch(ascii_name):
        raise ValueError(f"no host name: {name!r}")
    return ascii_name

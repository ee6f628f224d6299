"""Resolve grounding's redirecting links, by which Google names each page, to the pages' own addresses.

Only links to Google's own host are requested. Their redirect is read and never followed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tasks_app.pipeline.sources import canonical, distinct, of_domain
from tasks_app.pipeline.types import Source

REDIRECT_HOST = "vertexaisearch.cloud.google.com"

Resolver = Callable[[str], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A page as grounding names it, usually by a redirecting link. Its domain is in `domain` or is its title."""

    uri: str
    title: str
    domain: str = ""


async def sources(chunks: Iterable[Chunk], *, resolve: Resolver, seconds: float) -> tuple[Source, ...]:
    """Return the pages, each once. A page whose link did not resolve within `seconds` is named by its domain."""
    chunks = list(dict.fromkeys(chunks))
    addresses = await asyncio.gather(*(_address(chunk, resolve, seconds) for chunk in chunks))
    return distinct((address, chunk.title or chunk.domain) for address, chunk in zip(addresses, chunks, strict=True))


def redirect_reader(http: aiohttp.ClientSession) -> Resolver:
    """Return a resolver that requests a link and reads its redirect."""

    async def location(link: str) -> str | None:
        async with http.head(link, allow_redirects=False) as answer:
            return answer.headers.get("Location") if 300 <= answer.status < 400 else None

    return location


async def _address(chunk: Chunk, resolve: Resolver, seconds: float) -> str:
    page: str | None = chunk.uri
    if _is_redirect(chunk.uri):
        page = await _resolved(chunk.uri, resolve, seconds)
    if not page or _is_redirect(page) or not canonical(page):
        return of_domain(chunk.domain) or of_domain(chunk.title) or ""
    return page


async def _resolved(link: str, resolve: Resolver, seconds: float) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            return await resolve(link)
    except (TimeoutError, aiohttp.ClientError):
        return None


def _is_redirect(address: str) -> bool:
    try:
        return urlsplit(address).hostname == REDIRECT_HOST
    except ValueError:
        return False

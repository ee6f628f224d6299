import asyncio
from typing import ClassVar

import aiohttp
import pytest

from tasks_app.pipeline.types import Deadline, Source
from tasks_app.providers import grounding
from tasks_app.providers.gemini import GeminiProvider
from tasks_app.providers.grounding import Chunk
from tests.doubles.gemini import KEY, MODEL, GeminiDouble, grounded
from tests.doubles.server import LocalServer, QuietHandler
from tests.pipeline.make import question

LINK = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/"


def resolved(*chunks: Chunk, to: dict[str, str | None] | None = None, seconds: float = 5) -> list[str]:
    """The addresses of the sources, where `to` says where each link leads."""
    asked = []

    async def resolve(link: str) -> str | None:
        asked.append(link)
        await asyncio.sleep(5 if "slow" in link else 0)
        if "broken" in link:
            raise aiohttp.ClientConnectionError
        return (to or {}).get(link)

    found = asyncio.run(grounding.sources(chunks, resolve=resolve, seconds=seconds))
    assert all(link.startswith(LINK) for link in asked), "only Google's own links are asked"
    assert len(asked) == len(set(asked)), "and each once"
    return [source.url for source in found]


def test_a_redirecting_link_becomes_the_page_itself() -> None:
    page = "https://news.example.com/a?utm_source=x&id=1#part"
    assert resolved(Chunk(LINK + "1", "example.com"), to={LINK + "1": page}) == ["https://news.example.com/a?id=1"]


def test_an_address_that_is_the_page_already_is_not_asked() -> None:
    assert resolved(Chunk("https://a.example/x", "a.example")) == ["https://a.example/x"]


@pytest.mark.parametrize("leads_to", [None, "javascript:alert(1)", "/relative", LINK + "again"])
def test_a_link_that_does_not_lead_to_a_page_keeps_its_domain(leads_to: str | None) -> None:
    assert resolved(Chunk(LINK + "1", "example.com"), to={LINK + "1": leads_to}) == ["https://example.com/"]


@pytest.mark.parametrize(
    "chunk",
    [
        Chunk(LINK + "1", "Acme announces the Phone 9", "acme.example"),
        Chunk(LINK + "1", "acme.example/news"),
        Chunk(LINK + "1", "acme.example:8443"),
        Chunk(LINK + "1", "", "acme.example"),
    ],
)
def test_a_dead_link_keeps_its_domain_from_wherever_grounding_names_it(chunk: Chunk) -> None:
    assert resolved(chunk) == ["https://acme.example/"]


def test_a_link_that_is_slow_or_broken_keeps_its_domain_and_holds_up_no_other() -> None:
    chunks = [Chunk(LINK + "slow", "a.com"), Chunk(LINK + "broken", "b.com"), Chunk(LINK + "1", "c.com")]
    found = resolved(*chunks, to={LINK + "1": "https://c.com/page"}, seconds=0.1)
    assert found == ["https://a.com/", "https://b.com/", "https://c.com/page"]


def test_a_link_without_a_page_or_a_domain_is_no_source() -> None:
    assert resolved(Chunk(LINK + "1", "A headline"), Chunk("", ""), Chunk("https://[", "x")) == []


def test_the_same_page_is_one_source() -> None:
    chunks = [Chunk(LINK + "1", "a.com"), Chunk(LINK + "2", "a.com"), Chunk(LINK + "1", "a.com")]
    to: dict[str, str | None] = {LINK + "1": "https://a.com/p#x", LINK + "2": "https://a.com/p?gclid=1"}
    assert resolved(*chunks, to=to) == ["https://a.com/p"]


class Redirects(QuietHandler):
    """`/link` leads to `/page`, `/odd` nowhere, and `/page` must not be asked for."""

    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        headers = {"/link": {"Location": self.server.url("/page")}}.get(self.path, {})
        self.answer(302 if headers else 200, b"", headers)


def test_where_a_link_leads_is_read_and_not_followed() -> None:
    async def read(server: LocalServer) -> list[str | None]:
        async with aiohttp.ClientSession() as http:
            location = grounding.redirect_reader(http)
            return [await location(server.url("/link")), await location(server.url("/odd"))]

    with LocalServer(Redirects) as server:
        assert asyncio.run(read(server)) == [server.url("/page"), None]
    assert Redirects.asked == ["/link", "/odd"]


def test_sources_of_a_search_are_the_pages_and_unresolved_ones_count(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(link: str) -> str | None:
        return "https://a.example/page" if link.endswith("/1") else None

    with GeminiDouble() as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.base_url)
        gemini.searches = [grounded(pages=[(LINK + "1", "a.example"), (LINK + "2", "b.example.com")])]
        provider = GeminiProvider(KEY, MODEL, resolve=resolve)
        found = provider.search(question(), deadline=Deadline.after(10))
    assert found.grounded
    assert found.sources == (
        Source(url="https://a.example/page", title="a.example"),
        Source(url="https://b.example.com/", title="b.example.com"),
    )

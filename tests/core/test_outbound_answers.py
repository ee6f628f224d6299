"""Answers as other servers really send them: interim ones, many headers, long ones, untidy redirects."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_django import Settings

from core.net import outbound
from core.net.outbound.target import CanonicalURL
from notifications.transports import webhook
from tasks_app.pipeline.errors import RateLimitError
from tasks_app.providers.web.addresses import named_pages
from tasks_app.providers.web.fetching import Failure, fetch
from tests.doubles.pages import Page, Pages

BODY = b"<p>In stock today, and sent tomorrow.</p>"
SECRET = "whsec_c2lnbmluZ1NlY3JldE9mVGhlT3duZXJTaWdu"


@pytest.fixture
def pages(settings: Settings) -> Iterator[Pages]:
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        yield pages


def wired(status: str = "200 OK", *headers: str, before: bytes = b"") -> Page:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(BODY)}", *headers]
    return Page("", raw=before + "\r\n".join([*lines, "Connection: close", "", ""]).encode() + BODY)


def get(pages: Pages, path: str = "/p") -> outbound.OutboundResponse:
    return outbound.request("GET", pages.url(path), policy=outbound.PAGES)


@pytest.mark.parametrize("interim", ["102 Processing", "103 Early Hints"])
def test_an_interim_answer_of_a_page_is_not_the_answer(pages: Pages, interim: str) -> None:
    hints = f"HTTP/1.1 {interim}\r\nLink: </style.css>; rel=preload\r\n\r\n".encode() * 2
    pages["/p"] = wired(before=hints)
    answer = get(pages)
    assert (answer.status, answer.body) == (200, BODY)


def test_a_webhook_that_is_taken_after_an_interim_answer_is_delivered(pages: Pages) -> None:
    pages["/hook"] = wired(before=b"HTTP/1.1 103 Early Hints\r\n\r\n")
    receipt = webhook.post(
        pages.url("/hook"), "POST", {"type": "x"}, row_id="msg_1", secrets=[SECRET], now=datetime.now(UTC)
    )
    assert receipt.status_code == 200


def test_many_headers_and_a_long_one_are_read(pages: Pages) -> None:
    cookies = [f"Set-Cookie: c{number}=1" for number in range(120)]
    pages["/p"] = wired("200 OK", *cookies, "X-Long: " + "a" * 60_000)
    assert get(pages).body == BODY


def test_a_header_beyond_all_measure_says_what_was_too_large(pages: Pages) -> None:
    pages["/p"] = wired("200 OK", "X-Long: " + "a" * 3_000_000)
    with pytest.raises(outbound.OutboundError, match="header"):
        get(pages)


@pytest.mark.parametrize("location", ["/new place", " /new%20place ", "/new place#top"])
def test_a_redirect_with_a_blank_leads_where_browsers_go(pages: Pages, location: str) -> None:
    pages["/p"] = wired("302 Found", f"Location: {location}")
    pages["/new%20place"] = Page(BODY)
    assert get(pages).body == BODY


@pytest.mark.parametrize("status", [203, 206])
def test_a_page_from_a_proxy_or_in_one_part_is_the_page(pages: Pages, status: int) -> None:
    pages["/p"] = Page(BODY, status=status)
    [document] = fetch([pages.url("/p")], seconds=10)
    assert not isinstance(document, Failure)
    assert "In stock today" in document.text


def test_a_page_that_says_by_a_date_when_to_ask_again_is_heeded(pages: Pages) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=20), usegmt=True)
    pages["/p"] = Page("", status=429, headers={"Retry-After": later})
    [failure] = fetch([pages.url("/p")], seconds=10)
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, RateLimitError)
    assert 1100 < failure.error.wait(0) <= 1200


@pytest.mark.parametrize("mark", ["。", "、", "）", "」", "”", "›", "！", "…"])
def test_an_address_ends_before_typographic_marks(mark: str) -> None:
    assert named_pages(f"见 https://shop.example/p{mark}谢谢") == ("https://shop.example/p",)


@pytest.mark.parametrize(
    ("host", "ascii_name"),
    [("💩.la", "xn--ls8h.la"), ("☃.example", "xn--n3h.example"), ("faß.example", "xn--fa-hia.example")],
)
def test_names_are_written_as_browsers_write_them(host: str, ascii_name: str) -> None:
    assert CanonicalURL.parse(f"https://{host}/").host == ascii_name

"""Pages as bytes: charsets, kinds, compression, and HTML that is made to be slow."""

import gzip
import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.providers.web.documents import UnreadableError
from tasks_app.providers.web.documents import read as read_document

LIMIT = 2 * 1024 * 1024
SHOP = """<!doctype html><html><head><title>Widget — Shop</title><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav><h1>Widget <em>3000</em></h1>
<p>The Widget is<br>in&nbsp;stock.</p><p>Price: <s>500</s> 399</p><table><tr><td>Colour</td><td>red</td></tr></table>
<div hidden>sold out</div><p style="display: none">sold out</p><script>"sold out"</script><!-- sold out -->
<noscript>sold out</noscript></body></html>"""


def read(body: bytes | str, content_type: str = "text/html; charset=utf-8", encoding: str = "") -> tuple[str, str]:
    content = body if isinstance(body, bytes) else body.encode()
    document = read_document(content, content_type=content_type, content_encoding=encoding, max_bytes=LIMIT)
    return document.title, f"{document.main}\n{document.rest}".strip()


def test_a_page_is_read_line_by_line_as_it_is_seen() -> None:
    title, text = read(SHOP)
    assert title == "Widget — Shop"
    assert text.splitlines() == ["Home", "Widget 3000", "The Widget is", "in stock.", "Price: 399", "Colour red"]


def test_a_long_page_has_its_main_text_first_and_loses_nothing() -> None:
    paragraphs = [f"Paragraph {number} tells how the river met the sea, and at what length." for number in range(60)]
    article = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = "".join(f"<li><a href='/{number}'>Menu entry {number}</a></li>" for number in range(30))
    page = f"<nav><ul>{menu}</ul></nav><article><h1>Rivers</h1>{article}</article><footer>In stock</footer>"
    lines = read(f"<html><body>{page}</body></html>")[1].splitlines()
    assert lines.index("Menu entry 3") > lines.index(paragraphs[59])
    assert {"In stock", "Rivers", *paragraphs} <= set(lines)


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ("text/html; charset=ISO-8859-1", "cp1252"),
        ('text/html; charset="windows-1252"', "cp1252"),
        ("text/html", "utf-8"),
        ("text/html; charset=utf-8", "cp1252"),
        ("text/html; charset=rot13", "utf-8"),
        ("text/html; charset=idna", "utf-8"),
        ("text/html; charset=no-such", "utf-8"),
        ("text/html; charset=utf-16le", "utf-16-le"),
        ("text/html", "utf-8-sig"),
        ("", "utf-8"),
    ],
)
def test_charsets_are_believed_where_they_fit(content_type: str, charset: str) -> None:
    assert read("<p>“Café” costs 3 €</p>".encode(charset), content_type)[1] == "“Café” costs 3 €"


@pytest.mark.parametrize("charset", ["shift_jis", "windows-1251", "gb18030"])
def test_a_charset_declared_in_the_page_is_used(charset: str) -> None:
    text = {"shift_jis": "在庫あり", "windows-1251": "в наличии", "gb18030": "有货"}[charset]
    assert read(f"<meta charset='{charset}'><p>{text}</p>".encode(charset), "text/html")[1] == text


def test_plain_text_json_and_xml_are_read_too() -> None:
    assert read("In <b>stock</b>", "text/plain")[1] == "In <b>stock</b>"
    assert '"état": "ouvert"' in read(json.dumps({"état": "ouvert"}), "application/json")[1]
    assert read("{broken", "application/problem+json")[1] == "{broken"
    assert read("<rss><title>Out now</title><x>y</x></rss>", "application/rss+xml")[1].splitlines()[-1] == "y"


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/octet-stream", "video/mp4"])
def test_what_is_no_text_is_refused_by_name(content_type: str) -> None:
    with pytest.raises(UnreadableError, match=content_type):
        read(b"%PDF-1.7", content_type)


@pytest.mark.parametrize("page", ["", " ", "<html></html>", "<script>render()</script>", "<p hidden>x</p>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(page)


@pytest.mark.parametrize("text", ["Verify you are human", "Please enable JavaScript to continue", "Access Denied"])
def test_a_barrier_against_robots_is_not_taken_for_the_page(text: str) -> None:
    with pytest.raises(UnreadableError, match="browsers"):
        read(f"<h1>{text}</h1>")


def test_a_compressed_page_is_unpacked_within_the_bound() -> None:
    assert read(gzip.compress(b"<p>In stock</p>"), encoding="gzip")[1] == "In stock"
    with pytest.raises(UnreadableError, match="longer than 2048 kB"):
        read(gzip.compress(b"x" * (LIMIT + 100)), encoding="gzip")
    with pytest.raises(UnreadableError, match="compression"):
        read(b"whatever", encoding="br")


@pytest.mark.parametrize(
    "page",
    [
        "<p " + " ".join(f"a{number}" for number in range(200_000)) + ">in stock</p>",
        "<div>" * 200_000 + "in stock",
        "<a>in stock " * 100_000,
        "<" * 1_000_000 + " in stock",
        "in stock" + "<b><i>" * 100_000,
        "<table><td>in stock" * 50_000,
        "in stock &" + "amp;" * 400_000,
    ],
    ids=["attributes", "depth", "links", "angles", "formatting", "tables", "entities"],
)
def test_html_made_to_be_slow_is_read_in_time(page: str) -> None:
    began = time.process_time()
    assert "in stock" in read(page[:LIMIT])[1]
    assert time.process_time() - began < 10


@given(
    st.binary(max_size=500), st.sampled_from(["text/html", "text/plain", "application/json", "text/xml", "", ";;=x"])
)
def test_any_bytes_are_text_or_unreadable(body: bytes, content_type: str) -> None:
    with suppress(UnreadableError):
        read(body, content_type)

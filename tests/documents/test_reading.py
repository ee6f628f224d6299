"""Pages become documents: each kind of fault that readers of pages are known for, as bytes in and a value out."""

import gzip
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks_app.documents import Availability, BarrierKind, Document, find, read

HTML = {"Content-Type": "text/html; charset=utf-8"}


def document(body: str | bytes, headers: dict[str, str] | None = None, **more: Any) -> Document:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(raw, url="http://shop.example/p", headers=HTML if headers is None else headers, **more)


def page(body: str, title: str = "Lamp shop") -> Document:
    head = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
    filling = "<p>We make lamps by hand in a small workshop at the harbour, and send them all over the world.</p>"
    return document(f"{head}<body><main><h1>Lamp</h1>{body}{filling}</main></body></html>")


def says(found: Document, quote: str) -> bool:
    return find(found, quote) is not None


def is_unreadable(found: Document) -> bool:
    return found.barrier is not None and found.barrier.kind is BarrierKind.UNREADABLE


# ── Bytes ────────────────────────────────────────────────────────────────────────────────────────


def test_all_members_of_a_gzip_are_read() -> None:
    packed = gzip.compress(b"<p>First part of the page</p>") + gzip.compress(b"<p>Second part of the page</p>")
    found = document(packed, HTML | {"Content-Encoding": "gzip"})
    assert says(found, "First part")
    assert says(found, "Second part")


def test_a_gzip_that_is_cut_short_is_an_error() -> None:
    packed = gzip.compress(b"<p>" + bytes(range(97, 122)) * 400 + b"</p>")[:-20]
    assert is_unreadable(document(packed, HTML | {"Content-Encoding": "gzip"}))


def test_an_encoding_that_is_none_is_passed_through() -> None:
    assert says(document("<p>Plain text all the same</p>", HTML | {"Content-Encoding": "utf-8"}), "Plain text")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    assert is_unreadable(document(zlib.compress(bytes(60_000_000)), HTML | {"Content-Encoding": "deflate"}))


@pytest.mark.parametrize("body", [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 broken", b"PK\x03\x04" + bytes(200)])
def test_a_binary_file_that_claims_to_be_html_is_not_text(body: bytes) -> None:
    assert is_unreadable(document(body))


def test_html_under_a_broken_content_type_is_read_as_html() -> None:
    found = document("<html><script>var x = 'secret'</script><p>In stock today</p></html>", {"Content-Type": "html"})
    assert says(found, "In stock today")
    assert not says(found, "secret")


# ── Characters ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("Shift_JIS", "cp932", "在庫は①個です"),
        ("gb2312", "gbk", "现货：镕基书店"),
        ("euc-kr", "cp949", "재고 있음 똠방"),
        ("iso-8859-1", "cp1252", "Preis: 5 € – “günstig”"),
        ("windows-1251", "cp1251", "Есть в наличии"),
    ],
)
def test_old_encodings_are_read_as_browsers_read_them(label: str, codec: str, text: str) -> None:
    body = f"<html><body><p>{text}</p></body></html>".encode(codec)
    assert says(document(body, {"Content-Type": f"text/html; charset={label}"}), text)


def test_one_bad_byte_costs_one_character() -> None:
    found = document(b"<p>Caf\xc3\xa9 \xff, tables are free</p>")
    assert says(found, "Café")
    assert says(found, "tables are free")


def test_invisible_characters_and_forms_of_one_letter_are_equal() -> None:
    found = page("<p>sold\u00ad out, zero\u200bwidth, caf\u0065\u0301, ＦＵＬＬ width</p>")
    for quote in ("sold out", "zerowidth", "caf\u00e9", "FULL width"):
        assert says(found, quote)


# ── What a person sees ───────────────────────────────────────────────────────────────────────────

UNSEEN = [
    "<p hidden>{}</p>",
    '<p style="display:none">{}</p>',
    '<div style="DISPLAY : None"><p>{}</p></div>',
    '<p style="visibility:hidden">{}</p>',
    "<template><p>{}</p></template>",
    "<dialog><p>{}</p></dialog>",
    "<p><del>{}</del></p>",
    "<p><s>{}</s></p>",
    '<p style="text-decoration: line-through">{}</p>',
    "<style>.gone {{ display: none }}</style><p class=gone>{}</p>",
    "<script>document.title = '{}'</script>",
    "<!-- {} -->",
    "<datalist><option>{}</option></datalist>",
]


@pytest.mark.parametrize("form", UNSEEN)
@pytest.mark.parametrize("length", [0, 200], ids=["short", "long"])
def test_what_a_person_does_not_see_is_not_said(form: str, length: int) -> None:
    more = "<p>One more paragraph about lamps, cables and bulbs.</p>" * length
    found = page(form.format("back in stock") + more)
    assert not says(found, "back in stock")


@pytest.mark.parametrize(
    "form",
    [
        '<input type=submit value="{}">',
        "<button>{}</button>",
        "<select><option selected>{}</option></select>",
        "<p>{}</p>",
        "<details open><summary>{}</summary></details>",
    ],
)
def test_what_a_person_sees_is_said(form: str) -> None:
    assert says(page(form.format("back in stock")), "back in stock")


def test_neighbours_do_not_glue_and_inline_tags_do_not_split() -> None:
    found = page("<div>Widget 3000</div><div>In stock</div><table><tr><td>Red</td><td>Sold out</td></tr></table>")
    assert says(found, "Widget 3000")
    assert says(found, "In stock")
    assert says(found, "Sold out")
    assert says(page("<p>avail<b>able</b> now</p>"), "available now")


def test_figures_are_whole() -> None:
    found = page("<p>Price 15 €, version 3.1.4, 1,770 left</p>")
    for quote in ("5 €", "3.1", "770", "version 3"):
        assert not says(found, quote), quote
    for quote in ("15 €", "3.1.4", "1,770 left"):
        assert says(found, quote), quote


# ── Feeds and data ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#x110000;", f"&#{'9' * 5000};", f"&#{'0' * 5000};"])
def test_a_feed_that_refers_to_no_character_is_read(reference: str) -> None:
    feed = f"<rss version='2.0'><channel><item><title>a{reference}b</title></item></channel></rss>"
    assert [entry.title for entry in document(feed, {"Content-Type": "application/rss+xml"}).entries] == ["a\ufffdb"]


def test_items_of_a_feed_keep_titles_and_cdata() -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><guid>1</guid>'
        "<title>Episode 12</title><description><![CDATA[<p>a > b, and <b>more</b></p>]]></description></item>"
        "</channel></rss>"
    )
    found = document(feed, {"Content-Type": "application/rss+xml"})
    assert [entry.title for entry in found.entries] == ["Episode 12"]
    assert says(found, "Episode 12")
    assert says(found, "and more")


def test_xml_takes_no_entities_from_outside() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x; visible</r>'
    assert not says(document(bomb, {"Content-Type": "application/xml"}), "root")


def test_json_keeps_its_figures_and_its_lines() -> None:
    body = '{"price": 1.10, "note": "first\\nBack soon", "html": "<b>bold</b> words"}'
    found = document(body, {"Content-Type": "application/json"})
    for quote in ("1.10", "Back soon", "bold words"):
        assert says(found, quote), quote


def test_offers_come_from_structured_data() -> None:
    offer = {
        "@type": "Offer",
        "price": "59.00",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/OutOfStock",
    }
    data = json.dumps({"@context": "https://schema.org", "@type": "Product", "name": "Lamp", "offers": offer})
    (found,) = page(f'<script type="application/ld+json">{data}</script>').offers
    assert (str(found.price), found.currency, found.availability) == ("59.00", "EUR", Availability.UNAVAILABLE)


# ── Barriers ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (BarrierKind.BOT_CHECK, "<title>Just a moment...</title><p>Verify you are human</p>"),
        (BarrierKind.EMPTY_SHELL, '<title>Shop</title><div id="root"></div><script src="/main.js"></script>'),
        (
            BarrierKind.SIGN_IN,
            "<title>Sign in</title><form><input name=user><input type=password><button>Sign in</button></form>",
        ),
        (BarrierKind.MAINTENANCE, "<title>Wartung</title><h1>Wartungsarbeiten</h1><p>Wir sind gleich wieder da.</p>"),
        (BarrierKind.SOFT_404, "<title>Page not found</title><h1>404</h1><p>This page does not exist.</p>"),
        (BarrierKind.QUEUE, "<title>Queue</title><h1>You are now in line</h1><p>Estimated wait: 4 minutes.</p>"),
    ],
)
def test_what_stands_in_place_of_a_page_is_a_barrier(kind: BarrierKind, body: str) -> None:
    barrier = document(f"<html><head>{body}</html>").barrier
    assert barrier is not None
    assert barrier.kind is kind


@pytest.mark.parametrize(
    "body",
    [
        "<title>Status</title><p>ok</p>",
        "<title>Forum</title><h1>My account was blocked</h1><p>I was asked to verify that I am human. What now?</p>"
        "<p>Write to the support, it took them a day for me, and all was well again.</p>",
        "<title>Lamp</title><h1>Lamp</h1><p>Sold out</p>",
        "<title>Museum</title><h1>Maintenance of old clocks</h1><p>A course for beginners, every Saturday at ten.</p>",
    ],
)
def test_an_honest_page_is_no_barrier(body: str) -> None:
    assert document(f"<html><head>{body}</html>").barrier is None


# ── Properties ───────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "application/json", "text/xml", "text/plain", "", "x"]))
def test_no_bytes_make_it_raise_and_the_same_bytes_give_the_same_document(body: bytes, kind: str) -> None:
    assert document(body, {"Content-Type": kind}) == document(body, {"Content-Type": kind})


def test_menus_around_a_page_change_no_main_block() -> None:
    body = "<main><h1>Lamp</h1><p>In stock, sent today. Made by hand in our workshop at the harbour.</p></main>"
    menu = "<nav><ul>" + "".join(f"<li><a href=/{n}>Category {n}</a></li>" for n in range(40)) + "</ul></nav>"
    bare, padded = document(f"<body>{body}</body>"), document(f"<body>{menu}{body}<footer>Imprint</footer></body>")
    assert [block for block in padded.blocks if block.main] == [block for block in bare.blocks if block.main]


def test_empty_lines_within_preformatted_text_are_no_words() -> None:
    found = document("<!doctype html><pre>a\n<b></b>\n\n<i>b</i></pre>")
    assert [block.text for block in found.blocks] == ["a", "b"]

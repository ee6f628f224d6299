import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.pipeline.sources import canonical, distinct, of_domain
from tasks_app.pipeline.types import Source


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:443/A#part", "https://example.com/A"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("https://example.com./", "https://example.com/"),
        ("https://example.com/a?utm_source=x&id=5&gclid=y&UTM_Medium=z", "https://example.com/a?id=5"),
        ("https://example.com/a?fbclid=x&msclkid=x&igshid=x&mc_cid=x&_ga=x&srsltid=x", "https://example.com/a"),
        ("https://example.com/a?b=1&a=2&b=1", "https://example.com/a?b=1&a=2&b=1"),
        ("https://example.com/search?q=utm_source", "https://example.com/search?q=utm_source"),
        ("https://example.com/a%2Fb?c=%20d+e", "https://example.com/a%2Fb?c=%20d+e"),
        ("https://example.com/a b/ü", "https://example.com/a%20b/%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("  https://example.com/\n", "https://example.com/"),
        ("https://[2001:DB8::1]/x", "https://[2001:db8::1]/x"),
    ],
)
def test_an_address_has_one_canonical_form(written: str, meant: str) -> None:
    assert canonical(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/",
        "https://",
        "https:///path",
        "https://exa mple.com/",
        "https://example.com:99999/",
        "https://[::1/",
        "https://a..b/",
        "https://" + "a" * 300 + ".com/",
        "https://example.com/" + "a" * 3000,
        "https://example.com/\ud800",
        'https://example.com"onclick="x/',
    ],
)
def test_what_no_web_page_can_have_for_an_address_is_none(written: str) -> None:
    assert canonical(written) is None


def in_parts(scheme: str, host: str, path: str, query: str, fragment: str) -> str:
    return f"{scheme}://{host}/{path}?{query}#{fragment}"


addresses = st.text() | st.builds(
    in_parts, st.sampled_from(["http", "https", "HTTP"]), st.text(max_size=20), st.text(), st.text(), st.text()
)


@given(addresses)
def test_a_canonical_address_stays_as_it_is(written: str) -> None:
    once = canonical(written)
    if once is not None:
        assert canonical(once) == once
        assert once.isascii()
        assert once.isprintable()
        assert not set(once) & set(' "<>#')


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("example.com", "https://example.com/"),
        (" News.Example.co.uk. ", "https://news.example.co.uk/"),
        ("Apple announces a date", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("example.com/path", "https://example.com/"),
        ("example.com:8443", "https://example.com/"),
        ("https://example.com/news?id=1", "https://example.com/"),
        ("bücher.example", "https://xn--bcher-kva.example/"),
        ("日本語.jp", "https://xn--wgv71a119e.jp/"),
        ("пример.рф", "https://xn--e1afmkfd.xn--p1ai/"),
        ("www.news_site.example", "https://www.news_site.example/"),
        ("example.com and more", None),
        ("example.com:port", "https://example.com/"),
        ("https://[", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_a_domain_has_a_front_page(name: str, address: str | None) -> None:
    assert of_domain(name) == address


def test_sources_are_named_once_in_the_order_found() -> None:
    found = [
        ("https://b.example/?utm_source=x", "B"),
        ("https://a.example/", ""),
        ("javascript:alert(1)", "evil"),
        ("https://b.example/#part", "B again"),
    ]
    assert distinct(found) == (
        Source(url="https://b.example/", title="B"),
        Source(url="https://a.example/", title="a.example"),
    )

"""Which addresses may be reached: by sight, and by what a name resolves to."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from requests import Request

from core.net.outbound import PAGES, WEBHOOKS, ForbiddenAddressError, refuse_by_sight
from core.net.outbound.target import CanonicalURL, is_allowed_private, is_public

PRIVATE_HOSTS = [
    "127.0.0.1", "127.1", "127.0.0.1.", "0.0.0.0", "0", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
    "017700000001", "127.0.0.0x1", "10.0.0.5", "010.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "192.88.99.1", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]",
    "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]",
    "[2001:0:1::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]",
    "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:20::1]", "localhost", "LOCALHOST", "localhost.",
    "db.localhost", "redis", "printer.local", "metadata.google.internal", "router.lan", "nas.home.arpa", "１２７.0.0.1",
    "127。0。0。1", "a.b.0x7f",
]  # fmt: skip
NO_URLS = [
    "", "x", "example.com/hook", "//example.com/hook", "https:///hook", "https://", "ftp://example.com/",
    "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)", "https://exa mple.com/",
    "https://example.com/\r\nX: 1", "https://example.com\\@127.0.0.1/", "https://example.com:99999/", "https://[::1/",
    "https://\ud800.com/", "https://example.com/\x00", "https://example.com/" + "a" * 2048,
    "https://example.com:-1/", "https://./", "https://-a.com/", "https://*.example.com/", "https://a..b/",
    "https://" + "a" * 64 + ".com/", "https://[v1.x]/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("nothing may be looked up or sent")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_host_is_refused_by_sight_however_it_is_spelled(host: str) -> None:
    for url in (f"https://{host}/hook", f"https://{host}:8443/hook", f"https://{host}"):
        with pytest.raises(ForbiddenAddressError):
            refuse_by_sight(url, WEBHOOKS)


@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_http_url_is_refused_in_plain_words(url: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="not a full http or https URL"):
        refuse_by_sight(url, WEBHOOKS)


@pytest.mark.parametrize("auth", ["user@", "user:secret@", ":@", "example.com@", "127.0.0.1%40"])
def test_a_user_name_is_refused_and_the_message_does_not_repeat_it(auth: str) -> None:
    with pytest.raises(ForbiddenAddressError) as refused:
        refuse_by_sight(f"https://{auth}example.com/", WEBHOOKS)
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com", "https://example.com/hook?a=1#f", "https://example.com:8443/", "https://93.184.216.34/",
        "https://[2606:4700::1111]/", "https://bücher.example.com/ü", "https://1.example.com/", "https://example.com./",
        "https://localhost.example.com/", "HTTPS://EXAMPLE.COM/",
    ],
)  # fmt: skip
def test_a_public_address_is_not_refused(url: str) -> None:
    refuse_by_sight(url, WEBHOOKS)


def test_webhooks_insist_on_https_and_pages_do_not() -> None:
    refuse_by_sight("http://example.com/", PAGES)
    with pytest.raises(ForbiddenAddressError, match="https://"):
        refuse_by_sight("http://example.com/", WEBHOOKS)


@pytest.mark.parametrize("port", [0, 22, 25, 1023])
def test_ports_of_other_protocols_are_refused(port: int) -> None:
    with pytest.raises(ForbiddenAddressError, match="port"):
        refuse_by_sight(f"https://example.com:{port}/", WEBHOOKS)


def test_refusals_are_final() -> None:
    assert not ForbiddenAddressError("x").retryable


ALLOWED = "http://127.0.0.1:8000/demo/page"


@pytest.mark.parametrize(
    "path", ["/demo/page", "/demo/page/", "/demo/page/1?x=/../", "/demo/x/../page", "/demo/%70age"]
)
def test_an_allowed_private_prefix_covers_itself_and_what_lies_below(path: str, settings: Settings) -> None:
    settings.TORALE_ALLOWED_PRIVATE_URLS = (ALLOWED,)
    refuse_by_sight(f"http://127.0.0.1:8000{path}", WEBHOOKS)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/", "http://127.0.0.1:8000/demo", "http://127.0.0.1:8000/demo/pages",
        "http://127.0.0.1:8000/demo/page/../../admin", "http://127.0.0.1:8000/demo/page/%2e%2e/%2E%2E/admin",
        "http://127.0.0.1:8000/demo/page/..%2fadmin", "http://127.0.0.1:8000/demo/page/%252e%252e/admin",
        "http://127.0.0.1:8000/demo/page/..%5cadmin", "http://127.0.0.1:8000/demo/page/..;/admin",
        "http://127.0.0.1:8000/demo/page;x/y", "http://127.0.0.1:8000/demo/page/a%3bb", "http://127.0.0.1:8000/demo%2fpage",
        "http://127.0.0.1:8000/demo/page%2Fx", "http://127.0.0.1:8000/demo/page%00", "http://127.0.0.1:8000/demo/page/%0a",
        "http://127.0.0.1:8000/demo/page/%c0%ae%c0%ae/admin", "http://127.0.0.1:8000/demo/page/%ef%bc%8e%ef%bc%8e/admin",
        "http://127.0.0.1:8001/demo/page", "http://127.0.0.2:8000/demo/page",
        "https://127.0.0.1:8000/demo/page", "http://127.0.0.1/demo/page", "http://127.1:8000/demo/page",
        "http://localhost:8000/demo/page", "http://127.0.0.1:8000//demo/page", "http://127.0.0.1:8000/DEMO/page",
    ],
)  # fmt: skip
def test_an_allowed_private_prefix_covers_nothing_else(url: str, settings: Settings) -> None:
    settings.TORALE_ALLOWED_PRIVATE_URLS = (ALLOWED,)
    with pytest.raises(ForbiddenAddressError):
        refuse_by_sight(url, PAGES)


def test_an_allowed_origin_covers_all_its_paths(settings: Settings) -> None:
    settings.TORALE_ALLOWED_PRIVATE_URLS = ("http://web:80",)
    assert is_allowed_private(CanonicalURL.parse("http://web/any/path"))
    assert not is_allowed_private(CanonicalURL.parse("http://web:81/any/path"))


URLS = st.one_of(
    st.text(),
    st.from_regex(r"https?://[a-z0-9.%\[\]:@-]{1,20}(/[a-zA-Z0-9.%/~;=\\-]{0,30})?(\?[ -~]{0,20})?", fullmatch=True),
)


@given(URLS)
def test_what_was_checked_is_what_is_sent(url: str) -> None:
    try:
        target = CanonicalURL.parse(url)
    except ForbiddenAddressError:
        return
    assert CanonicalURL.parse(target.url) == target
    sent = CanonicalURL.parse(Request("GET", target.url).prepare().url or "")
    assert (sent.origin, sent.path) == (target.origin, target.path)


@given(st.ip_addresses())
def test_only_addresses_that_python_calls_global_are_public(address: ipaddress.IPv4Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_private

"""Requests to addresses that users name: bounded, pinned, and never private. Everything stays on this machine."""

import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import urllib3.util.connection
from pytest_django import Settings

from core.net import outbound
from core.net.outbound import (
    PAGES,
    WEBHOOKS,
    DeadlineError,
    ForbiddenAddressError,
    OutboundError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from tests.doubles.pages import Page, Pages
from tests.doubles.receiver import HUGE, Behaviour, Receiver
from tests.doubles.tls import certificate

PUBLIC = "93.184.216.34"
HASTY = replace(PAGES, deadline=0.5)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with Receiver() as receiver:
        receiver.drip_seconds = 0.05
        settings.TORALE_ALLOWED_PRIVATE_URLS = (receiver.url("/hook"),)
        yield receiver


@pytest.fixture
def pages(settings: Settings) -> Iterator[Pages]:
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        yield pages


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """`resolve(*addresses)`: names resolve to these in turn; the list returned says which were looked up."""

    def play(*addresses: str) -> list[str]:
        asked: list[str] = []

        def look_up(host: str, port: int | None, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
            address = addresses[min(len(asked), len(addresses) - 1)]
            asked.append(host)
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (address, port or 0))]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return play


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("nothing may be sent")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def lead_to(server: Pages, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Connections to the public address end at `server`; the list returned says where they were meant to go."""
    meant: list[tuple[str, int]] = []
    connect = urllib3.util.connection.create_connection

    def divert(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        meant.append(address)
        assert address[0] == PUBLIC
        monkeypatch.setattr(socket, "getaddrinfo", numeric)
        return connect(("127.0.0.1", server.server_address[1]), *args, **kwargs)

    def numeric(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr(urllib3.util.connection, "create_connection", divert)
    return meant


# ── What is sent, what comes back ────────────────────────────────────────────────────────────────


def test_a_webhook_gets_the_exact_bytes_and_headers(receiver: Receiver) -> None:
    answer = outbound.request("PUT", receiver.url("/hook?a=1"), policy=WEBHOOKS, headers={"X-Own": "1"}, body=b"\x00{}")
    [received] = receiver.requests
    assert (received.method, received.path, received.body) == ("PUT", "/hook?a=1", b"\x00{}")
    assert (received.headers["X-Own"], received.headers["User-Agent"]) == ("1", "Torale/1.0")
    assert (answer.status, answer.body, answer.headers["content-TYPE"]) == (200, b"received", "text/plain")


def test_a_failing_receiver_is_an_answer_not_an_error(receiver: Receiver) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    assert outbound.request("POST", receiver.url("/hook"), policy=WEBHOOKS).status == 500


def test_nothing_is_taken_from_the_environment(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    outbound.request("POST", receiver.url("/hook"), policy=WEBHOOKS)
    [received] = receiver.requests
    assert "Authorization" not in received.headers
    assert received.headers["Accept-Encoding"] == "identity"


# ── Bounds ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("behaviour", [Behaviour.HANG, Behaviour.DRIP, Behaviour.DRIP_HEADERS])
def test_whatever_trickles_or_hangs_ends_at_the_deadline(receiver: Receiver, behaviour: Behaviour) -> None:
    receiver.behaviour = behaviour
    began = time.monotonic()
    with pytest.raises(DeadlineError, match=r"within 0.5 seconds") as late:
        outbound.request("POST", receiver.url("/hook"), policy=replace(WEBHOOKS, deadline=0.5))
    assert 0.45 < time.monotonic() - began < 10
    assert late.value.retryable
    assert_no_thread_left()


def test_a_name_server_that_hangs_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(30) and [])
    began = time.monotonic()
    with pytest.raises(DeadlineError):
        outbound.request("GET", "http://example.com/", policy=HASTY)
    assert time.monotonic() - began < 10
    answered.set()
    assert_no_thread_left()


def test_a_handshake_that_hangs_ends_at_the_deadline(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        settings.TORALE_ALLOWED_PRIVATE_URLS = (url,)
        began = time.monotonic()
        with pytest.raises(DeadlineError):
            outbound.request("POST", url, policy=HASTY)
        assert time.monotonic() - began < 10
    assert_no_thread_left()


def test_the_deadline_spans_all_redirects(pages: Pages, receiver: Receiver, settings: Settings) -> None:
    settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(), receiver.url())
    receiver.behaviour = Behaviour.DRIP
    pages["/"] = Page.redirect(receiver.url("/"))
    began = time.monotonic()
    with pytest.raises(DeadlineError):
        outbound.request("GET", pages.url("/"), policy=HASTY)
    assert time.monotonic() - began < 10


def test_a_webhooks_long_answer_is_cut_without_being_held(receiver: Receiver) -> None:
    receiver.behaviour = Behaviour.HUGE
    tracemalloc.start()
    answer = outbound.request("POST", receiver.url("/hook"), policy=WEBHOOKS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(answer.body) == WEBHOOKS.max_bytes
    assert peak < HUGE + 2 * 1024 * 1024  # the double's own copy, and little else


def test_a_page_that_is_too_long_is_an_error(receiver: Receiver) -> None:
    receiver.behaviour = Behaviour.HUGE
    with pytest.raises(TooLargeError, match="2048 kB") as error:
        outbound.request("GET", receiver.url("/hook"), policy=replace(PAGES, max_bytes=2 * 1024 * 1024))
    assert not error.value.retryable


def test_an_answer_that_breaks_off_is_unreachable(receiver: Receiver) -> None:
    receiver.behaviour = Behaviour.CLOSE_EARLY
    with pytest.raises(UnreachableError, match="broke off") as error:
        outbound.request("POST", receiver.url("/hook"), policy=WEBHOOKS)
    assert error.value.retryable


def test_a_closed_port_is_unreachable(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    settings.TORALE_ALLOWED_PRIVATE_URLS = (url,)
    with pytest.raises(UnreachableError):
        outbound.request("GET", url, policy=PAGES)


def test_an_unknown_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreachableError, match="its name leads to no public address"):
        outbound.request("GET", "http://example.com/", policy=PAGES)


# ── Redirects ────────────────────────────────────────────────────────────────────────────────────


def test_webhooks_do_not_follow_redirects(receiver: Receiver) -> None:
    receiver.behaviour = Behaviour.REDIRECT
    receiver.redirect_to = "/hook/elsewhere"
    assert outbound.request("POST", receiver.url("/hook"), policy=WEBHOOKS).status == 302
    assert len(receiver.requests) == 1


def test_three_redirects_are_followed_and_the_last_address_is_told(pages: Pages) -> None:
    pages["/1"], pages["/2"], pages["/3"] = Page.redirect("/2"), Page.redirect("3?x"), Page.redirect("/4#there")
    pages["/3?x"], pages["/4"] = Page.redirect(pages.url("/4"), status=308), Page("here")
    answer = outbound.request("GET", pages.url("/1"), policy=PAGES)
    assert (answer.body, answer.url) == (b"here", pages.url("/4"))


def test_a_fourth_redirect_is_an_error(pages: Pages) -> None:
    pages["/"] = Page.redirect("/")
    with pytest.raises(TooManyRedirectsError, match="more than 3 times"):
        outbound.request("GET", pages.url("/"), policy=PAGES)
    assert len(pages.asked) == 4


def test_the_body_of_a_redirect_is_not_read(pages: Pages) -> None:
    pages["/"], pages["/there"] = Page(b"x" * HUGE, status=302, headers={"Location": "/there"}), Page("here")
    assert outbound.request("GET", pages.url("/"), policy=PAGES).body == b"here"


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:{port}/", "//localhost:{port}/", "http://2130706433:{port}/", "file:///x"]
)
def test_a_redirect_to_a_private_address_is_refused_before_any_connection(
    pages: Pages, settings: Settings, to: str
) -> None:
    with Pages() as private:
        pages["/"] = Page.redirect(to.format(port=private.server_address[1]))
        with pytest.raises(ForbiddenAddressError):
            outbound.request("GET", pages.url("/"), policy=PAGES)
        assert private.connections == 0


def test_a_redirect_out_of_the_allowed_prefix_is_refused(pages: Pages, settings: Settings) -> None:
    settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url("/public"),)
    pages["/public/1"] = Page.redirect("/private")
    with pytest.raises(ForbiddenAddressError):
        outbound.request("GET", pages.url("/public/1"), policy=PAGES)
    assert pages.asked == ["/public/1"]


@pytest.mark.parametrize("to", ["http://[::1", "http://user@example.com/", "http://exa mple/", "gopher://example.com/"])
def test_a_redirect_to_nonsense_is_an_outbound_error(pages: Pages, to: str) -> None:
    pages["/"] = Page.redirect(to)
    with pytest.raises(OutboundError):
        outbound.request("GET", pages.url("/"), policy=PAGES)


# ── Private addresses ────────────────────────────────────────────────────────────────────────────


def test_a_server_of_this_machine_sees_no_connection() -> None:
    with Receiver() as private:
        for url in (private.url("/"), private.url("/").replace("127.0.0.1", "localhost")):
            with pytest.raises(ForbiddenAddressError, match="private and local"):
                outbound.request("GET", url, policy=PAGES)
        assert private.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.5", "169.254.169.254", "127.0.0.1", "100.64.0.1", "168.63.129.16", "192.0.0.192", "0.0.0.0",
        "224.0.0.1", "::1", "::7f00:1", "::ffff:10.0.0.5", "::ffff:0:a00:5", "fec0::1", "fd00:ec2::254",
        "64:ff9b::a00:5", "2002:a00:5::",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("no_connection")
def test_a_name_that_resolves_to_a_private_address_is_refused(resolve: Callable[..., list[str]], address: str) -> None:
    resolve(address)
    for scheme in ("http", "https"):
        with pytest.raises(ForbiddenAddressError, match="its name leads to no public address"):
            outbound.request("GET", f"{scheme}://example.com/", policy=PAGES)


def test_the_address_that_was_checked_is_the_one_connected_to(
    pages: Pages, resolve: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages["/x"] = Page("here")
    asked = resolve(PUBLIC, "127.0.0.1")
    meant = lead_to(pages, monkeypatch)
    assert outbound.request("GET", "http://example.com/x", policy=PAGES).body == b"here"
    assert (asked, meant) == (["example.com"], [(PUBLIC, 80)])


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ssl.SSLContext:
    context, authority = certificate("example.com", tmp_path)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(authority))
    return context


def test_a_pinned_address_still_proves_its_name(
    trusted: ssl.SSLContext, resolve: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pages(tls=trusted) as secure:
        secure["/"] = Page("here")
        lead_to(secure, monkeypatch)
        resolve(PUBLIC)
        assert outbound.request("GET", "https://example.com/", policy=PAGES).body == b"here"
        resolve(PUBLIC)
        with pytest.raises(UnreachableError, match="certificate"):
            outbound.request("GET", "https://example.org/", policy=PAGES)
        assert secure.asked == ["/"]


def test_a_redirect_from_https_to_http_is_refused(
    trusted: ssl.SSLContext, resolve: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pages(tls=trusted) as secure:
        secure["/"] = Page.redirect("http://example.com/there")
        lead_to(secure, monkeypatch)
        resolve(PUBLIC)
        with pytest.raises(ForbiddenAddressError, match="from https to http"):
            outbound.request("GET", "https://example.com/", policy=PAGES)


def assert_no_thread_left() -> None:
    """Each exchange's thread ends soon after its deadline: its connections are shut."""
    until = time.monotonic() + 1
    while any(thread.name == "outbound" for thread in threading.enumerate()):
        assert time.monotonic() < until, "a thread still waits"
        time.sleep(0.01)


OPEN_QUOTE = b'multipart/mixed; a="' + b";" * 65_000


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Type: " + OPEN_QUOTE] * 95,
        [b"Content-Type: " + OPEN_QUOTE[:1000], *[b" " + b";" * 60_000] * 90],
        [b"Content-Type: " + OPEN_QUOTE[:1000], *[b"\t" + b";" * 900] * 90],
    ],
    ids=["repeated", "folded", "folded short"],
)
def test_a_header_is_cut_before_anything_parses_it(pages: Pages, lines: list[bytes]) -> None:
    pages["/"] = Page("", raw=b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(lines) + b"\r\nContent-Length: 5\r\n\r\nhello")
    begun = time.process_time()
    answer = outbound.request("GET", pages.url("/"), policy=PAGES)
    assert time.process_time() - begun < 0.5
    assert answer.headers["Content-Type"].startswith("multipart/mixed")
    assert len(answer.headers["Content-Type"]) <= 1024
    assert answer.body == b"hello"


def test_a_header_that_goes_on_in_the_next_line_is_read(pages: Pages) -> None:
    pages["/"] = Page("", raw=b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=koi8-r\r\n\r\nhello")
    answer = outbound.request("GET", pages.url("/"), policy=PAGES)
    assert " ".join(answer.headers["Content-Type"].split()) == "text/html; charset=koi8-r"


def test_a_header_line_without_an_end_is_not_read(pages: Pages) -> None:
    pages["/"] = Page("", raw=b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1_000_000)
    with pytest.raises(TooLargeError, match="headers"):
        outbound.request("GET", pages.url("/"), policy=PAGES)


def test_a_redirect_to_a_long_address_arrives_whole_or_not_at_all(pages: Pages) -> None:
    long, longer = f"/long?{'x' * 1900}", f"/longer?{'x' * 5000}"
    pages["/a"], pages["/b"], pages[long] = Page.redirect(long), Page.redirect(longer), Page("arrived")
    assert outbound.request("GET", pages.url("/a"), policy=PAGES).body == b"arrived"
    with pytest.raises(ForbiddenAddressError):
        outbound.request("GET", pages.url("/b"), policy=PAGES)

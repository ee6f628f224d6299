"""What HTTP/1.1 (RFC 9112) asks of a server, over real sockets."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.core.web.served import SHORT, Served, echo, serving

CLOSE = "Host: x\nConnection: close\n\n"


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(echo) as served:
        yield served


def test_a_request_is_answered_with_its_length_and_a_date(served: Served) -> None:
    head, _, body = served.ask(f"GET /a%20b?c HTTP/1.1\n{CLOSE}").partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert f"Content-Length: {len(body)}" in head
    assert "Date: " in head
    assert body == "GET /a b "


def test_a_connection_is_kept_for_the_next_request(served: Served) -> None:
    client = served.connect()
    for number in range(3):
        assert client.send(f"GET /{number} HTTP/1.1\nHost: x\n\n").answer(b" ").endswith(f"GET /{number} ")


def test_requests_that_are_sent_together_are_answered_in_their_order(served: Served) -> None:
    sent = "".join(f"GET /{number} HTTP/1.1\nHost: x\n\n" for number in range(20))
    said = served.connect().send(f"{sent}GET /last HTTP/1.1\n{CLOSE}").answer()
    assert [said.count(f"GET /{number} ") for number in range(20)] == [1] * 20
    assert said.index("GET /0 ") < said.index("GET /19 ") < said.index("GET /last ")


def test_the_answer_to_head_has_a_length_and_no_body(served: Served) -> None:
    said = served.ask(f"HEAD /x HTTP/1.1\n{CLOSE}")
    assert "Content-Length: 8" in said
    assert said.endswith("\r\n\r\n")


@pytest.mark.parametrize("body", ["Content-Length: 5\n\nhello", "Transfer-Encoding: chunked\n\n2\nhe\n3\nllo\n0\n\n"])
def test_a_body_is_read_whole_whether_its_length_is_said_or_not(served: Served, body: str) -> None:
    assert served.ask(f"POST / HTTP/1.1\nHost: x\nConnection: close\n{body}").endswith("POST / hello")


def test_a_body_that_comes_in_pieces_is_put_together(served: Served) -> None:
    client = served.connect().send("POST / HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 10\n\n")
    for _ in range(5):
        client.send("ab")
    assert client.answer().endswith("POST / ababababab")


def test_who_asks_before_sending_a_body_is_invited_if_it_is_wanted(served: Served) -> None:
    head = "Host: x\nExpect: 100-continue\nContent-Length: 5\nConnection: close\n\n"
    client = served.connect().send(f"POST / HTTP/1.1\n{head}")
    assert client.answer(b"\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n"
    assert client.send("hello").answer().endswith("POST / hello")
    assert served.ask(f"POST /private HTTP/1.1\n{head}").startswith("HTTP/1.1 401")


@pytest.mark.parametrize("sent", ["nonsense\n\n", "GET / HTTP/1.1\nHost x\n\n", "PRI * HTTP/2.0\n\nSM\n\n"])
def test_what_is_no_request_is_refused(served: Served, sent: str) -> None:
    assert served.ask(sent).startswith("HTTP/1.1 400")


def test_a_length_beside_chunks_is_refused(served: Served) -> None:
    """A proxy could take one for the end and this server the other (request smuggling)."""
    sent = "POST / HTTP/1.1\nHost: x\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n"
    assert served.ask(sent).startswith("HTTP/1.1 400")


def test_a_head_of_any_length_is_refused(served: Served) -> None:
    assert served.ask(f"GET / HTTP/1.1\nA: {'a' * 3000}").startswith("HTTP/1.1 431")


def test_headers_become_the_environment_and_lookalikes_are_left_out() -> None:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen.update(environ)
        start_response("204 No Content", [])
        return [b""]

    with serving(application) as served:
        served.ask(f"GET / HTTP/1.1\nX_Real_Ip: 1\nX-A: 1\nX-A: 2\nCookie: a=1\nCookie: b=2\n{CLOSE}")
    assert seen["HTTP_X_A"] == "1,2"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert "HTTP_X_REAL_IP" not in seen
    assert seen["REMOTE_ADDR"] == "127.0.0.1"


def pieces(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return (b"piece" for _ in range(3))


def test_an_answer_in_pieces_is_sent_in_chunks() -> None:
    with serving(pieces) as served:
        said = served.ask(f"GET / HTTP/1.1\n{CLOSE}")
        assert said.partition("\r\n\r\n")[2] == "5\r\npiece\r\n" * 3 + "0\r\n\r\n"
        assert served.ask("GET / HTTP/1.0\n\n").endswith("piecepiecepiece")


def failing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raise ZeroDivisionError


def test_an_error_of_the_application_is_answered_and_the_thread_goes_on() -> None:
    with serving(failing, replace(SHORT, threads=1)) as served:
        for _ in range(5):
            assert served.ask(f"GET / HTTP/1.1\n{CLOSE}").startswith("HTTP/1.1 500")

"""Nobody holds a thread of the web server, or keeps others out, by sending or reading slowly or not at all."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.web.worker import answers
from tests.core.web.served import SHORT, Held, Served, echo, serving
from tests.stack import wait_for

CLOSE = "Host: x\nConnection: close\n\n"
GET = f"GET / HTTP/1.1\n{CLOSE}"
CHUNKED = "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n"


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(echo) as served:
        yield served


def seconds(ask: Callable[[], object]) -> float:
    begun = time.monotonic()
    ask()
    return time.monotonic() - begun


@pytest.mark.parametrize("sent", ["", "GET / HTT", "GET / HTTP/1.1\nHost: x\n"])
def test_a_head_that_does_not_end_has_a_deadline(served: Served, sent: str) -> None:
    client = served.connect().send(sent)
    said = client.answer()
    assert said.startswith("HTTP/1.1 408") if sent else said == ""


def test_a_body_that_does_not_come_has_a_deadline(served: Served) -> None:
    client = served.connect().send(CHUNKED)
    assert 0.4 < seconds(lambda: client.answer()) < 4


def test_a_body_that_drips_is_ended_and_one_at_the_minimum_rate_is_not(served: Served) -> None:
    head = "POST / HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 900\n\n"
    steady, dripping = served.connect().send(head), served.connect().send(head)
    for _ in range(9):
        steady.send("s" * 100)
        dripping.send("d")
        time.sleep(0.1)
    assert steady.answer().endswith("s" * 900)
    assert dripping.answer().startswith("HTTP/1.1 408")


def test_many_bodies_that_never_come_hold_no_thread() -> None:
    with serving(echo, replace(SHORT, half_read_of_address=100, connections_of_address=100)) as served:
        for _ in range(50):
            served.connect().send(CHUNKED)
        assert seconds(lambda: served.ask(GET)) < 1


@pytest.mark.parametrize("length", ["Content-Length: 500", "Content-Length: 5000000", "Transfer-Encoding: chunked"])
def test_a_request_that_is_refused_is_refused_without_its_body(served: Served, length: str) -> None:
    said = served.connect().send(f"POST /private HTTP/1.1\nHost: x\n{length}\n\n")
    assert said.answer().startswith("HTTP/1.1 401")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_body_that_nobody_takes_is_not_waited_for(served: Served, method: str) -> None:
    client = served.connect().send(f"{method} / HTTP/1.1\nHost: x\nContent-Length: 500\n\n")
    assert client.answer().startswith("HTTP/1.1 200")


def test_a_body_that_is_too_large_is_refused_by_its_length_and_else_when_it_has_come(served: Served) -> None:
    assert served.ask("POST / HTTP/1.1\nHost: x\nContent-Length: 1001\n\n").startswith("HTTP/1.1 413")
    chunk = "400\n" + "x" * 1024 + "\n"
    assert served.connect().send(f"{CHUNKED}{chunk}").answer().endswith("x" * 1001)


def test_an_address_holds_so_many_connections_and_the_longest_unused_goes(served: Served) -> None:
    first, *others = [served.connect() for _ in range(SHORT.connections_of_address)]
    for one in (first, *others):
        one.send("GET / HTTP/1.1\nHost: x\n\n").answer(b" ")
        time.sleep(0.01)
    first.send("GET / HTTP/1.1\nHost: x\n\n").answer(b" ")
    assert served.ask(GET).endswith("GET / ")
    assert others[0].is_closed()
    assert first.send(GET).answer().endswith("GET / ")


def test_an_address_holds_so_many_half_read_requests_and_the_oldest_goes(served: Served) -> None:
    half = []
    for _ in range(SHORT.half_read_of_address + 1):
        half.append(served.connect().send("GET / HTT"))
        time.sleep(0.05)
    assert half[0].answer().startswith("HTTP/1.1 503")
    assert half[-1].send("P/1.1\nHost: x\nConnection: close\n\n").answer().endswith("GET / ")


def test_a_proxy_is_not_bound_as_one_address() -> None:
    with serving(echo, replace(SHORT, is_exempt=lambda address: True)) as served:
        clients = [served.connect().send("GET / HTT") for _ in range(4 * SHORT.connections_of_address)]
        for client in clients:
            assert client.send("P/1.1\nHost: x\nConnection: close\n\n").answer().endswith("GET / ")


def test_where_all_connections_are_taken_the_longest_unused_goes() -> None:
    with serving(echo, replace(SHORT, connections=5, is_exempt=lambda address: True)) as served:
        idle = [served.connect() for _ in range(5)]
        assert served.ask(GET).endswith("GET / ")
        assert idle[0].is_closed()


def long_answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/short":
        return [b"short"]
    return [b"x" * 20_000_000] if environ["PATH_INFO"] == "/whole" else (b"x" * 100_000 for _ in range(200))


@pytest.mark.parametrize("path", ["/whole", "/pieces"])
def test_a_client_that_does_not_read_its_answer_holds_no_thread_for_long(path: str) -> None:
    with serving(long_answer, replace(SHORT, threads=2, max_unsent=1_000_000)) as served:
        for _ in range(5):
            served.connect().send(f"GET {path} HTTP/1.1\nHost: x\n\n")
        assert seconds(lambda: served.ask(f"GET /short HTTP/1.1\n{CLOSE}")) < 4


def test_a_long_answer_is_read_whole_by_a_client_that_reads() -> None:
    with serving(long_answer, replace(SHORT, max_unsent=1_000_000)) as served:
        assert served.ask(f"GET /whole HTTP/1.1\n{CLOSE}").count("x") == 20_000_000
        assert served.ask(f"GET /pieces HTTP/1.1\n{CLOSE}").count("x") == 20_000_000


def test_health_is_answered_while_all_threads_are_taken_and_what_waits_is_answered_after() -> None:
    held = Held()
    with serving(held, urgent=[b"/healthz"]) as served:
        clients = [served.connect().send(GET) for _ in range(5)]
        for _ in range(SHORT.threads):
            assert held.waiting.acquire(timeout=5)
        for _ in range(3):
            assert served.ask(f"GET /healthz HTTP/1.1\n{CLOSE}").endswith("done")
        assert answers(served.server)
        assert not held.waiting.acquire(blocking=False), "more threads are taken than there are"
        held.gate.set()
        assert [client.answer().endswith("done") for client in clients] == [True] * 5


def test_a_server_that_stops_answers_what_has_come_and_no_more() -> None:
    held = Held()
    with serving(held) as served:
        client, idle = served.connect().send("GET / HTTP/1.1\nHost: x\n\n"), served.connect()
        idle.send("GET /healthz HTTP/1.1\nHost: x\n\n").answer(b"done")
        assert held.waiting.acquire(timeout=5)
        served.server.stop()
        assert served.server.is_answering()
        held.gate.set()
        assert client.answer().endswith("done")
        assert idle.is_closed()
        wait_for(lambda: not served.server.is_answering(), "the end")


def test_a_thread_without_work_is_told_so_once() -> None:
    calls: list[None] = []
    with serving(echo, on_idle=lambda: calls.append(None)):
        wait_for(lambda: len(calls) == SHORT.threads + 1, "each thread")
        time.sleep(1.2)
        assert len(calls) == SHORT.threads + 1

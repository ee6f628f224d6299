"""Few requests at a time: in their order, and none held up for long by another."""

import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any, TypeVar

import pytest

from config import inquiries, outbound, turns
from config.turns import TURNS, Turns, in_turn

Answer = TypeVar("Answer")
Ask = Callable[[Callable[[], Any]], "Future[Any]"]


def request(work: Callable[[], Answer], of: Turns = TURNS) -> Callable[[], Answer]:
    """As the web server calls the application."""
    application = in_turn(lambda environ, start_response: work(), of)
    return lambda: application({}, None)


class Slow:
    """What takes until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def __call__(self, *_: Any, **__: Any) -> None:
        self.begun.set()
        self.go.wait(30)


@pytest.fixture
def ask() -> Iterable[Ask]:
    """Has a thread of a web process with one turn work on a request."""
    only = Turns(1)
    with ThreadPoolExecutor(8) as threads:
        yield lambda work: threads.submit(request(work, only))


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT", 30)


@pytest.mark.usefixtures("patient")
def test_one_waits_for_its_turn_and_they_come_in_order(ask: Ask) -> None:
    first = Slow()
    answers = [ask(first)]
    first.begun.wait(30)
    order: list[int] = []
    for number in range(5):
        answers.append(ask(partial(order.append, number)))
        time.sleep(0.05)  # that it stands in line
    assert order == []
    first.go.set()
    for answer in answers:
        answer.result(30)
    assert order == [0, 1, 2, 3, 4]


def test_what_is_slow_holds_nobody_up_for_long(ask: Ask) -> None:
    slow = Slow()
    answer = ask(slow)
    slow.begun.wait(30)
    assert ask(lambda: "another").result(10) == "another"
    assert not answer.done()
    slow.go.set()
    answer.result(30)
    assert ask(lambda: "the next").result(10) == "the next"


@pytest.mark.usefixtures("patient")
def test_an_error_gives_the_turn_back(ask: Ask) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(fail).result(10)
    assert ask(lambda: "the next").result(10) == "the next"


@pytest.mark.usefixtures("patient")
def test_who_waits_for_somebody_else_gives_its_turn_away_and_takes_another_then() -> None:
    only, somebody, has_turn = Turns(1), Slow(), []

    def wait_for_somebody() -> None:
        with only.aside():
            somebody()
        has_turn.append(only._free == 0)

    with ThreadPoolExecutor(2) as threads:
        waiting = threads.submit(request(wait_for_somebody, only))
        somebody.begun.wait(30)
        assert threads.submit(request(lambda: "another", only)).result(10) == "another"
        somebody.go.set()
        waiting.result(30)
    assert (has_turn, only._free) == ([True], 1)


@pytest.mark.parametrize(
    ("waits_in", "wait"),
    [
        ("config.inquiries._answer", lambda: inquiries.ask("job", {}, asker=uuid.uuid4())),
        (
            "config.outbound.exchange._follow",
            lambda: outbound.request("GET", "https://torale.example/", policy=outbound.WEBHOOKS),
        ),
    ],
)
def test_a_preview_and_a_receiver_are_waited_for_without_a_turn(
    monkeypatch: pytest.MonkeyPatch, waits_in: str, wait: Callable[[], object]
) -> None:
    somebody = Slow()
    monkeypatch.setattr(waits_in, somebody)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(request(wait))
        somebody.begun.wait(30)
        assert TURNS._free == turns.AT_A_TIME
        somebody.go.set()
        answer.exception(30)
    assert TURNS._free == turns.AT_A_TIME

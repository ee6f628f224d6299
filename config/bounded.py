"""Calls that must end in time, whoever makes them wait."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def bounded(call: Callable[[], T], *, seconds: float, name: str) -> T:
    """What `call` returns or raises; raises TimeoutError after `seconds`, and leaves `call` to end by itself.

    It runs in a thread of its own, called `name`, that does not keep the process alive.
    """
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # handed over to the caller's thread
            outcome.set_exception(error)

    Thread(target=work, name=name, daemon=True).start()
    return outcome.result(timeout=seconds)

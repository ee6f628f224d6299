"""Calls with a deadline, whatever delays them."""

from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from core import work

T = TypeVar("T")


def bounded(call: Callable[[], T], *, seconds: float, name: str) -> T:
    """Return what `call` returns, or raise what it raises.

    Raises TimeoutError after `seconds`, and CalledOffError when the caller's work is called off (`core.work`);
    either leaves `call` to end by itself. It runs in a thread of its own, called `name`, that does not keep the process
    alive.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        # After a cancellation nobody takes the outcome.
        with suppress(InvalidStateError):
            try:
                outcome.set_result(call())
            except BaseException as error:  # handed over to the caller's thread
                outcome.set_exception(error)

    Thread(target=run, name=name, daemon=True).start()
    with work.current().waking(outcome.cancel):
        return outcome.result(timeout=seconds)

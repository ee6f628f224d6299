"""One event loop per process, on a thread of its own, for calls that must end in time whatever the other side does.

One byte a second can hold a blocking read open for ever. Cancelling a coroutine closes its connection.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from core import work

T = TypeVar("T")

# Seconds for a cancelled call to end. Guards against a loop that is stuck itself.
GRACE = 5.0

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def run(call: Coroutine[Any, Any, T], *, timeout: float) -> T:
    """Return what `call` returns, or raise what it raises.

    Raises TimeoutError after `timeout` seconds, and CalledOffError when the caller's work is called off; either cancels
    `call`.
    """
    future = start(asyncio.wait_for(call, timeout))
    try:
        with work.current().waking(future.cancel):
            return future.result(timeout + GRACE)
    finally:
        future.cancel()


def start(call: Coroutine[Any, Any, T]) -> "Future[T]":
    """Run `call` without waiting for it."""
    return asyncio.run_coroutine_threadsafe(call, _running_loop())


def _running_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="provider-calls", daemon=True).start()
        return _loop


def _forget() -> None:
    """Drop the loop in a forked child: its thread is gone, and its lock may be held for ever."""
    global _loop, _lock
    _loop, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)

"""The current thread's work: its owner, and a way to call it off.

    with Work(owner).begin():
        search()        # waits in here consult `current()`

`call_off`, from another thread, wakes each wait, which then raises CalledOffError. Threads that the work starts belong
to it if they run by `contextvars.copy_context().run`.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock


class CalledOffError(BaseException):
    """The work is no longer wanted. Not an Exception, so that no handler takes it for a fault."""


class Work:
    """A piece of work, done for `owner`; None if it has no owner."""

    def __init__(self, owner: Hashable = None) -> None:
        self.owner = owner
        self._lock = Lock()
        self._is_called_off = False
        self._wakers: dict[object, Callable[[], object]] = {}

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Have `current()` return this work inside."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def call_off(self) -> None:
        """Wake everything that waits for this work; calls of `check` raise from now on."""
        with self._lock:
            self._is_called_off = True
            wakers = tuple(self._wakers.values())
        for wake in wakers:
            wake()

    def check(self) -> None:
        """Raise CalledOffError when the work has been called off."""
        if self._is_called_off:
            raise CalledOffError

    @contextmanager
    def waking(self, wake: Callable[[], object]) -> Iterator[None]:
        """Have `call_off` call `wake`, from its thread, so that the wait inside ends; then raise CalledOffError."""
        key = object()
        with self._lock:
            self.check()
            self._wakers[key] = wake
        try:
            yield
        finally:
            with self._lock:
                del self._wakers[key]
            self.check()


_current: ContextVar[Work] = ContextVar("work")
_NO_WORK = Work()


def current() -> Work:
    """Return this thread's work; outside of any, a work that is never called off."""
    return _current.get(_NO_WORK)

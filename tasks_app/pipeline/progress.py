"""Progress of one search-and-evaluate: its present step, reported to a listener."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

Listener = Callable[["Step", int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class Step(StrEnum):
    """The steps of one search-and-evaluate, in order. A provider that reads no pages itself leaves out `READING`."""

    SEARCHING = "searching"
    READING = "reading"
    JUDGING = "judging"


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Report each step that begins in this context to `listener`, in the thread of that step."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(step: Step, *, pages: int = 0) -> None:
    """Report that `step` begins, with the number of `pages` to read. Does nothing without a listener."""
    listener = _listener.get()
    if listener:
        listener(step, pages)

"""Progress of one search-and-evaluate: the step that it is at, told to somebody who watches."""

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
    """Tell `listener` each step that begins within the context, in the thread that takes it."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(step: Step, *, pages: int = 0) -> None:
    """Say that `step` begins; `pages` is how many are read. Without a listener it does nothing."""
    listener = _listener.get()
    if listener:
        listener(step, pages)

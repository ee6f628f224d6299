"""Web search without the web. `ddgs` speaks through `primp`, in Rust, past every socket that Python could guard."""

from typing import Any, NoReturn

import primp

from tests.network import NetworkClosedError


def close() -> None:
    """Take away the only client that `ddgs` has, so that a search in a test fails before anything is looked up."""
    primp.Client = _refuse  # type: ignore[misc, assignment]


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise NetworkClosedError("a test tried to search the web")

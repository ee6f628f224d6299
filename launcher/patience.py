"""How long a server that starts is waited for."""

import time
from collections.abc import Callable

# Seconds for which a server may not run at all. Whoever looks after it starts it again, after pauses that grow by a
# second each: what a killed one has left behind may be in its way at first.
DOWN_SECONDS = 2.5


class Patience:
    """Ends after so many seconds, or as soon as the server stays down."""

    def __init__(self, seconds: float, *, is_starting: Callable[[], bool]) -> None:
        self._end = time.monotonic() + seconds
        self._is_starting = is_starting
        self._down_since: float | None = None

    def is_over(self) -> bool:
        now = time.monotonic()
        if self._is_starting():
            self._down_since = None
        elif self._down_since is None:
            self._down_since = now
        return now > self._end or (self._down_since is not None and now - self._down_since > DOWN_SECONDS)

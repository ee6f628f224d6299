"""How many requests a web process works on at a time: fewer than it has threads.

Python runs one thread at a time. Where many have something to do, each that has waited for the database or for Redis,
if only for microseconds, waits once more for all the others, and the process spends its time on changing threads.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any, TypeVar

Answer = TypeVar("Answer")

AT_A_TIME = 4
# Seconds after which a request goes ahead without a turn, whatever holds up those before it.
LONGEST_WAIT = 0.05


class Turns:
    """So many at a time, in the order in which they came."""

    def __init__(self, number: int = AT_A_TIME) -> None:
        self._lock = Lock()
        self._free = number
        self._waiting: deque[Any] = deque()
        self._of_thread = local()

    def take(self) -> None:
        """Waits for a turn, but not for long: nobody who has one can keep others out."""
        self._of_thread.has_turn = self._taken()

    def give_back(self) -> None:
        if not getattr(self._of_thread, "has_turn", False):
            return
        self._of_thread.has_turn = False
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While this request waits for somebody else, perhaps for long, others have its turn."""
        had_turn = getattr(self._of_thread, "has_turn", False)
        self.give_back()
        try:
            yield
        finally:
            if had_turn:
                self.take()

    def _taken(self) -> bool:
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        return mine.acquire(timeout=LONGEST_WAIT) or not self._gave_up(mine)

    def _gave_up(self, mine: Any) -> bool:
        """False where the turn has come just now."""
        with self._lock:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True


TURNS = Turns()


def in_turn(
    application: Callable[[dict[str, Any], Any], Answer], turns: Turns = TURNS
) -> Callable[[dict[str, Any], Any], Answer]:
    """Works on a request when its turn has come."""

    def answer(environ: dict[str, Any], start_response: Any) -> Answer:
        turns.take()
        try:
            return application(environ, start_response)
        finally:
            turns.give_back()

    return answer

"""Share the threads of one worker among owners.

The scheduler limits each owner by the executions in the database. A thread can be busy longer than that: after its
execution was cancelled or its task deleted. So each worker counts its own threads.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from tasks_app.scheduling.capacity import may_hold_another


class Threads:
    """Threads that run executions in this process. `number` None means no limit."""

    def __init__(self, number: int | None = None) -> None:
        self.number = number
        self._lock = Lock()
        self._held: Counter[uuid.UUID] = Counter()

    @contextmanager
    def held(self, owner_id: uuid.UUID, *, is_shared: bool) -> Iterator[bool]:
        """Hold a thread for an execution of this owner. Yields False if the owner is at the limit.

        With `is_shared` False there are no other owners to leave threads for.
        """
        is_held = self._take(owner_id, is_shared=is_shared)
        try:
            yield is_held
        finally:
            if is_held:
                self._give_back(owner_id)

    def _take(self, owner_id: uuid.UUID, *, is_shared: bool) -> bool:
        with self._lock:
            if self.number is not None and is_shared:
                # The calling thread is one of the free ones.
                free = max(1, self.number - self._held.total())
                if not may_hold_another(self._held[owner_id], free=free):
                    return False
            self._held[owner_id] += 1
        return True

    def _give_back(self, owner_id: uuid.UUID) -> None:
        with self._lock:
            self._held[owner_id] -= 1
            if not self._held[owner_id]:
                del self._held[owner_id]


threads = Threads()

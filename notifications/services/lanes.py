"""How many deliveries this process makes at once of one kind, and for one user.

A mail server that hangs must not hold the threads that webhooks need, nor one user's receivers those of others: an
attempt may take fifteen seconds. What finds its lane full is put off for some seconds.
"""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from notifications.models import Notification

# Of a courier's sixteen threads: the first leaves room for the other kind, the second for other users.
MOST_OF_A_KIND, MOST_OF_A_USER = 10, 6

_lock = Lock()
_under_way: Counter[Hashable] = Counter()


@contextmanager
def entered(row: Notification) -> Iterator[bool]:
    """Whether there is room for `row` now; while the block lasts it takes a place."""
    places: dict[Hashable, int] = {row.kind: MOST_OF_A_KIND, (row.kind, row.owner_id): MOST_OF_A_USER}
    with _lock:
        has_room = all(_under_way[lane] < most for lane, most in places.items())
        if has_room:
            _under_way.update(places.keys())
    try:
        yield has_room
    finally:
        if has_room:
            _leave(places)


def wait() -> timedelta:
    """How long to put off what found no room; spread, so that it does not come back all at once."""
    return timedelta(seconds=random.uniform(1, 8))


def _leave(lanes: Iterable[Hashable]) -> None:
    with _lock:
        for lane in lanes:
            _under_way[lane] -= 1
            if not _under_way[lane]:
                del _under_way[lane]

"""Limit the concurrent deliveries of this process by kind and by user.

An attempt may take fifteen seconds. A mail server that hangs must leave threads for webhooks, and one user's receivers
must leave threads for other users. A delivery over a limit is put off for some seconds.
"""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from notifications.models import Notification

# A courier has sixteen threads. The first limit leaves some for the other kind, the second for other users.
MOST_OF_A_KIND, MOST_OF_A_USER = 10, 6

_lock = Lock()
_under_way: Counter[Hashable] = Counter()


@contextmanager
def entered(row: Notification) -> Iterator[bool]:
    """Take a place for `row` while the block lasts. Yields False if the limits allow none now."""
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
    """Return a random wait for a delivery over a limit, so that deliveries do not all return at once."""
    return timedelta(seconds=random.uniform(1, 8))


def _leave(lanes: Iterable[Hashable]) -> None:
    with _lock:
        for lane in lanes:
            _under_way[lane] -= 1
            if not _under_way[lane]:
                del _under_way[lane]

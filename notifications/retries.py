"""When a failed delivery is tried again: the schedule of the Standard Webhooks specification, for every channel."""

import random
from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
MAX_ATTEMPTS = len(WAITS) + 1
# However often somebody asks for another delivery.
MAX_ATTEMPTS_IN_ALL = 100
LONGEST_WAIT = max(WAITS)
JITTER = 0.1


def wait_after(attempts: int, *, asked_for: timedelta = timedelta(0)) -> timedelta | None:
    """How long to wait after that many failed attempts; None when it is over.

    A receiver may ask for more (`Retry-After`), up to a day, but not for less: that could use up all attempts at once.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    planned = WAITS[attempts - 1] * (1 + JITTER * random.random())
    return max(planned, min(asked_for, LONGEST_WAIT))

"""Waits between attempts at a delivery: the schedule of the Standard Webhooks specification, for every channel."""

import random
from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
MAX_ATTEMPTS = len(WAITS) + 1
# Includes attempts after requests to deliver again.
MAX_ATTEMPTS_IN_ALL = 100
LONGEST_WAIT = max(WAITS)
JITTER = 0.1


def wait_after(attempts: int, *, asked_for: timedelta = timedelta(0)) -> timedelta | None:
    """Return the wait after that many failed attempts, or None after the last.

    A receiver may ask for more (`Retry-After`), up to a day. Less could use up all attempts at once, so it is ignored.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    planned = WAITS[attempts - 1] * (1 + JITTER * random.random())
    return max(planned, min(asked_for, LONGEST_WAIT))

"""Counters of requests in Redis, shared by all processes: one round trip, exact under concurrency.

They raise only CountersAwayError, at the latest after the fraction of a second that Redis has to answer.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.exceptions import ConnectionError as LostConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from core.api.rates import Rate

logger = logging.getLogger(__name__)

PREFIX = "torale:limit:"
TIMEOUT_SECONDS = 0.5
REST_SECONDS = 1.0
LOG_EVERY_SECONDS = 30.0
GIVE_BACK = """
for _, key in ipairs(KEYS) do
    if redis.call('EXISTS', key) == 1 then
        redis.call('DECR', key)
    end
end
"""
COUNT = Path(__file__).with_name("limits.lua").read_text()


class CountersAwayError(Exception):
    """Redis does not answer in time."""


class Window(NamedTuple):
    """One counter: `name` says of what."""

    name: str
    rate: Rate

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.name}:{self.rate.seconds}"


class Standing(NamedTuple):
    """How a subject stands, this request included, in the window that leaves it least room."""

    passes: bool
    limit: int
    remaining: int
    reset: int
    """When that window ends, in epoch seconds."""
    retry_after: int
    """Seconds until then."""


class Outage:
    """An outage of Redis: decides which request may try again, and when to log it.

    One request a second tries. The others do not wait for the same timeout.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_on = False
        self._next_try = self._next_line = 0.0
        self._uncounted = 0

    def may_try(self) -> bool:
        if not self._is_on:
            return True
        with self._lock:
            if monotonic() < self._next_try:
                return False
            self._next_try = monotonic() + REST_SECONDS
            return True

    def ended(self) -> None:
        self._is_on = False

    def begun(self) -> None:
        with self._lock:
            self._is_on = True
            self._next_try = monotonic() + REST_SECONDS

    def note_uncounted(self, why: str) -> None:
        with self._lock:
            self._uncounted += 1
            if monotonic() >= self._next_line:
                self._next_line = monotonic() + LOG_EVERY_SECONDS
                logger.error("Redis is away; requests not counted against a rate limit: %d (%s)", self._uncounted, why)
                self._uncounted = 0


outage = Outage()


def count(windows: Sequence[Window], *, gate: Window | None = None) -> Standing:
    """Count one request in all of `windows`, or in none if one is full.

    While none of them has begun, `gate`, which is not counted, must have room as well.
    """
    return _run(windows, gate=gate)


def look(windows: Sequence[Window], *, gate: Window) -> Standing:
    """Return what `count` would, and count nothing."""
    return _run(windows, gate=gate, counts=False)


def _run(windows: Sequence[Window], *, gate: Window | None, counts: bool = True) -> Standing:
    every = [*windows, gate] if gate else windows
    arguments = _arguments(windows, every, counts=counts)
    return _standing(_ask(lambda: _script()(keys=[window.key for window in every], args=arguments)))


def count_instead(windows: Sequence[Window], *, of: Sequence[Window], gate: Window) -> Standing:
    """Count a request in `windows` and in `gate`, and forget the windows that it was counted in before."""
    return _standing(_ask(lambda: _recount(windows, of, gate))[-1])


def give_back(windows: Sequence[Window]) -> None:
    """Take one counted request out of `windows` again, where they have not ended meanwhile."""
    if windows:
        _ask(lambda: client().eval(GIVE_BACK, len(windows), *(window.key for window in windows)))


def _recount(windows: Sequence[Window], of: Sequence[Window], gate: Window) -> list[Any]:
    with client().pipeline(transaction=False) as pipeline:
        if of:
            pipeline.unlink(*(window.key for window in of))
        for group in ([gate], windows):
            keys, figures = (window.key for window in group), map(str, _arguments(group, group))
            pipeline.eval(COUNT, len(group), *keys, *figures)
        return pipeline.execute()


def _arguments(counted: Sequence[Window], every: Sequence[Window], *, counts: bool = True) -> list[int]:
    return [
        len(counted),
        int(counts),
        *(figure for window in every for figure in (window.rate.limit, window.rate.seconds)),
    ]


def _standing(reply: Sequence[int]) -> Standing:
    passes, limit, remaining, reset, retry_after = reply
    return Standing(bool(passes), limit, remaining, reset, retry_after)


def _ask(command: Callable[[], Any]) -> Any:
    """Run a command of Redis. Raises CountersAwayError."""
    if not outage.may_try():
        outage.note_uncounted("not asked again yet")
        raise CountersAwayError
    try:
        reply = command()
    except RedisError as error:
        outage.begun()
        outage.note_uncounted(type(error).__name__)
        raise CountersAwayError from error
    outage.ended()
    return reply


@cache
def client() -> "Redis":
    """Return a client with short timeouts that retries only after a closed connection."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(LostConnectionError,)),
    )


@cache
def _script() -> Script:
    return client().register_script(COUNT)

"""Heartbeats: keys in Redis that expire unless their process renews them."""

import logging
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3.0
EXPIRE_SECONDS = 12
SCHEDULER = "scheduler"
_PREFIX = "torale:alive:"
# Sorted set a queue: each worker's concurrency, scored by the time when it expires.
_CAPACITY = "torale:capacity:"


@cache
def client() -> "Redis":
    """Return a client whose timeouts let a health check answer within a second."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def record_scheduler() -> None:
    """Record that the scheduler is alive; it calls this at each tick. Logs a failure of Redis."""
    _renew([SCHEDULER])


def record_workers(queues: Iterable[str], *, name: str = "", concurrency: int = 0) -> None:
    """Record a worker's queues and concurrency; it calls this every EVERY_SECONDS."""
    queues = list(queues)
    _renew(
        [worker_name(queue) for queue in queues], {queue: f"{name} {concurrency}" for queue in queues if concurrency}
    )


def capacity(queue: str) -> int | None:
    """Return the total concurrency of the workers on `queue`; None if none is alive."""
    try:
        signs: Any = client().zrangebyscore(_CAPACITY + queue, time.time(), "inf")
    except RedisError:
        return None
    return sum(int(sign.rsplit(maxsplit=1)[1]) for sign in signs) or None


def worker_name(queue: str) -> str:
    """Return the heartbeat's name for the workers on `queue`."""
    return f"worker ({queue})"


def missing(names: list[str]) -> list[str]:
    """Return those of `names` without a current heartbeat. Raises RedisError."""
    heard: Any = client().mget([_PREFIX + name for name in names])
    return [name for name, sign in zip(names, heard, strict=True) if sign is None]


def clear(url: str) -> None:
    """Delete the heartbeats of an earlier start's processes. Raises RedisError."""
    with Redis.from_url(url, socket_timeout=5) as redis:
        for prefix in (_PREFIX, _CAPACITY):
            for key in redis.scan_iter(prefix + "*"):
                redis.delete(key)


def _renew(names: Iterable[str], capacities: Mapping[str, str] | None = None) -> None:
    now = time.time()
    try:
        with client().pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.set(_PREFIX + name, 1, ex=EXPIRE_SECONDS)
            for queue, sign in (capacities or {}).items():
                pipeline.zadd(_CAPACITY + queue, {sign: now + EXPIRE_SECONDS})
                pipeline.zremrangebyscore(_CAPACITY + queue, "-inf", now)
            pipeline.execute()
    except RedisError as error:
        logger.warning("no heartbeat could be recorded: %s", error)

"""Signs of life: keys in Redis that expire unless the process they speak for renews them."""

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
# A sorted set for each queue: how much each worker does at once, by when that is to be believed no more.
_CAPACITY = "torale:capacity:"


@cache
def client() -> "Redis":
    """A client of its own, that gives up in time for a health check to answer within its second."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def scheduler_alive() -> None:
    """To be called by the scheduler at each tick. Raises nothing: Redis being away is told elsewhere."""
    _renew([SCHEDULER])


def workers_alive(queues: Iterable[str], *, name: str = "", concurrency: int = 0) -> None:
    """To be called every EVERY_SECONDS by a worker: which queues it takes jobs from, and how many it runs at once."""
    queues = list(queues)
    _renew([worker_of(queue) for queue in queues], {queue: f"{name} {concurrency}" for queue in queues if concurrency})


def capacity(queue: str) -> int | None:
    """How many jobs the workers on `queue` run at once, all together; None while none is heard of."""
    try:
        signs: Any = client().zrangebyscore(_CAPACITY + queue, time.time(), "inf")
    except RedisError:
        return None
    return sum(int(sign.rsplit(maxsplit=1)[1]) for sign in signs) or None


def worker_of(queue: str) -> str:
    """How the sign of life of the workers on `queue` is called."""
    return f"worker ({queue})"


def silent(names: list[str]) -> list[str]:
    """Those of `names` that have not been heard of lately. Raises RedisError."""
    heard: Any = client().mget([_PREFIX + name for name in names])
    return [name for name, sign in zip(names, heard, strict=True) if sign is None]


def forget(url: str) -> None:
    """Drop what the processes of an earlier start have said. Raises RedisError."""
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
        logger.warning("no sign of life could be given: %s", error)

"""Signs of life: keys in Redis that expire unless the process they speak for renews them."""

import logging
from collections.abc import Iterable
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


@cache
def client() -> "Redis":
    """A client of its own, that gives up in time for a health check to answer within its second."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def scheduler_alive() -> None:
    """To be called by the scheduler at each tick. Raises nothing: Redis being away is told elsewhere."""
    _renew([SCHEDULER])


def workers_alive(queues: Iterable[str]) -> None:
    """To be called every EVERY_SECONDS by a worker, with the queues it takes jobs from."""
    _renew([worker_of(queue) for queue in queues])


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
        for key in redis.scan_iter(_PREFIX + "*"):
            redis.delete(key)


def _renew(names: Iterable[str]) -> None:
    try:
        with client().pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.set(_PREFIX + name, 1, ex=EXPIRE_SECONDS)
            pipeline.execute()
    except RedisError as error:
        logger.warning("no sign of life could be given: %s", error)

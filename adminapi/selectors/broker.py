"""Queues and workers, as Redis knows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from adminapi import metrics
from core.jobs import heartbeat, queues


@dataclass(frozen=True)
class Queue:
    """A queue. `length`: jobs that no worker has taken; `at_once`: threads of all its workers, None if unknown."""

    name: str
    length: int
    has_worker: bool
    at_once: int | None


@dataclass(frozen=True)
class Broker:
    queues: Sequence[Queue]
    has_scheduler: bool


def broker() -> Broker:
    """Return the queues and whether scheduler and workers are alive. Raises RedisError."""
    silent = heartbeat.missing([heartbeat.SCHEDULER, *map(heartbeat.worker_name, queues.ALL)])
    return Broker(
        has_scheduler=heartbeat.SCHEDULER not in silent,
        queues=[
            Queue(name, length, heartbeat.worker_name(name) not in silent, heartbeat.capacity(name))
            for name, length in metrics.queue_lengths().items()
        ],
    )

"""Publish jobs: a job's name, and the ids of the rows to work on."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast
from uuid import UUID

from celery import Celery
from celery import current_app as app
from kombu import Connection, Producer, pools
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from core.jobs.transport import Channel

logger = logging.getLogger(__name__)

# Seconds to wait for one of the process's producers, and most ids in one round trip.
ACQUIRE_SECONDS, BATCH_SIZE = 5, 1000


def publish(job: str, ids: Sequence[UUID]) -> None:
    """Send one job for each row; the row's id is also the job's id.

    An unreachable broker is logged, not raised: the rows are committed, and each publisher finds them again.
    """
    for start in range(0, len(ids), BATCH_SIZE):
        try:
            with batch() as producer:
                _send(producer, job, [str(row_id) for row_id in ids[start : start + BATCH_SIZE]])
        except (KombuError, RedisError, OSError) as error:
            logger.warning("the broker is away, %d jobs %s wait in the database: %s", len(ids) - start, job, error)
            return


@contextmanager
def batch() -> Iterator[Producer]:
    """Yield a producer whose messages are sent at the end, in one command a queue.

    Raises KombuError, RedisError and OSError if the broker is away.
    """
    producers = pools.producers[_connection(app)]
    with producers.acquire(block=True, timeout=ACQUIRE_SECONDS) as one, cast(Channel, one.channel).batch():
        yield one


@cache
def _connection(app: Celery) -> Connection:
    connection = app.connection_for_write()
    # By default kombu would try for ever to reach a broker that is away.
    bounded = {**(connection.transport_options or {}), "max_retries": 1, "interval_start": 0.1}
    return connection.clone(transport_options=bounded)


def _send(producer: Producer, job: str, ids: Sequence[str]) -> None:
    """Send many jobs, each with the message, signals and event of `Celery.send_task`."""
    options = app.amqp.router.route({}, job)
    queue = options["queue"].name
    events = app.events.Dispatcher(channel=producer.channel, buffer_group={"task"}, buffer_limit=BATCH_SIZE + 1)
    for job_id in ids:
        message = _message(job, job_id)
        events.send("task-sent", **message.sent_event, queue=queue, exchange="", routing_key=queue)
        plain = message._replace(sent_event=None)
        app.amqp.send_task_message(producer, job, plain, declare=(), retry=False, **options)
    events.flush()


def _message(job: str, job_id: str) -> Any:
    args = [job_id]
    return app.amqp.create_task_message(
        *(job_id, job, args, {}), argsrepr=repr(args), kwargsrepr="{}", create_sent_event=True, ignore_result=True
    )

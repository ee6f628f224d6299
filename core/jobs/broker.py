"""The way onto the queue: a job's name and the ids of the rows it is to work on."""

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

# Seconds to wait for one of the process's producers, and ids that go in one round trip.
ACQUIRE_SECONDS, AT_ONCE = 5, 1000


def publish(job: str, ids: Sequence[UUID]) -> None:
    """Send one job for each row, whose id is the job's id too.

    A broker that is away is logged, not raised: the rows are committed, and whoever publishes finds them again.
    """
    for start in range(0, len(ids), AT_ONCE):
        try:
            with batch() as producer:
                _send(producer, job, [str(row_id) for row_id in ids[start : start + AT_ONCE]])
        except (KombuError, RedisError, OSError) as error:
            logger.warning("the broker is away, %d jobs %s wait in the database: %s", len(ids) - start, job, error)
            return


@contextmanager
def batch() -> Iterator[Producer]:
    """One of the process's producers: what it publishes goes out at the end, in one command for each queue.

    Raises KombuError, RedisError and OSError where the broker is away.
    """
    producers = pools.producers[_connection(app)]
    with producers.acquire(block=True, timeout=ACQUIRE_SECONDS) as one, cast(Channel, one.channel).batch():
        yield one


@cache
def _connection(app: Celery) -> Connection:
    connection = app.connection_for_write()
    # By default it would be tried for ever whether a broker that is away has come back.
    bounded = {**(connection.transport_options or {}), "max_retries": 1, "interval_start": 0.1}
    return connection.clone(transport_options=bounded)


def _send(producer: Producer, job: str, ids: Sequence[str]) -> None:
    """What `Celery.send_task` does for one job, for many: the same message, signals and event."""
    options = app.amqp.router.route({}, job)
    queue = options["queue"].name
    events = app.events.Dispatcher(channel=producer.channel, buffer_group={"task"}, buffer_limit=AT_ONCE + 1)
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

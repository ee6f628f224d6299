import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from redis.client import PubSub

from config.celery import app
from core.jobs import heartbeat
from core.jobs.worker import EventBatchStep
from tests.core import moments
from tests.stack import CLOSED_NETWORK, wait_for

JOBS = 20
NAME = "one-thread@here"


@pytest.fixture
def one_thread() -> Iterator[None]:
    """A worker that does one job at a time."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", f"--queues={moments.QUEUE}"]
    command += [
        f"--hostname={NAME}",
        "--include=tests.core.moments",
        "--pool=threads",
        "--concurrency=1",
        "--without-mingle",
    ]
    environment = os.environ | {"REDIS_URL": settings.REDIS_URL, "PYTHONPATH": str(CLOSED_NETWORK)}
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.kill()
        worker.wait(10)
        heartbeat.client().delete(moments.DONE, moments.QUEUE)


def done() -> list[float]:
    found: list[bytes] = heartbeat.client().lrange(moments.DONE, 0, -1)  # type: ignore[assignment]
    return [float(moment) for moment in found]


def events(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Of those that the worker of this test tells together in a message."""
    told = json.loads(base64.b64decode(json.loads(message["data"])["body"]))
    return [event for event in told if event["hostname"] == NAME]


def collect(told: PubSub, messages: list[list[dict[str, Any]]]) -> int:
    """Adds the messages that have come in; returns how many events there are in all."""
    messages += [found for message in iter(told.get_message, None) if (found := events(message))]
    return sum(map(len, messages))


@pytest.mark.usefixtures("one_thread")
def test_a_thread_soon_has_its_next_job_and_events_go_out_together() -> None:
    wait_for(lambda: heartbeat.capacity(moments.QUEUE), "the worker")
    with heartbeat.client().pubsub(ignore_subscribe_messages=True) as told:  # type: ignore[no-untyped-call]
        told.psubscribe("*celeryev/task.multi")
        told.get_message(timeout=5)  # that it listens
        with app.connection_for_write() as connection:
            for _ in range(JOBS):
                app.send_task(moments.NAME, queue=moments.QUEUE, connection=connection)
        times = wait_for(lambda: found if len(found := done()) == JOBS else None, "all jobs to be done")
        messages: list[list[dict[str, Any]]] = []
        wait_for(lambda: collect(told, messages) == 3 * JOBS, "all events")
    seconds = times[-1] - times[0]
    assert seconds < JOBS * 0.4, "the loop sleeps up to a second where nothing wakes it"
    assert len(messages) <= seconds / EventBatchStep.every + 4

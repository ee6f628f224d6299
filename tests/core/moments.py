"""A job that takes no time, and says when it was done: for the worker that `test_worker.py` starts."""

import time

from celery import shared_task

from core.jobs import heartbeat

NAME, QUEUE, DONE = "moments.pass", "moments", "torale-test:moments"


@shared_task(name=NAME)
def pass_() -> None:
    heartbeat.client().rpush(DONE, time.time())

"""Processes, queues, and the machine they run on."""

import shutil
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from adminapi import metrics
from adminapi.doctor.finding import Problem, doubt, fault
from core.jobs import heartbeat
from core.jobs.queues import ALL as QUEUES

GIGABYTE = 1024**3
LITTLE_SPACE, NO_SPACE = 2 * GIGABYTE, GIGABYTE // 4
LONG_QUEUE = 1_000


def disk(now: datetime) -> Iterator[Problem]:
    free = shutil.disk_usage(settings.TORALE_HOME).free
    if free < LITTLE_SPACE:
        say = fault if free < NO_SPACE else doubt
        yield say(
            f"{free / GIGABYTE:.1f} GB are free at {settings.TORALE_HOME}.",
            "Make room on that disk, or let TORALE_RETENTION_DAYS be fewer.",
        )


def processes(now: datetime) -> Iterator[Problem]:
    silent = heartbeat.missing([heartbeat.SCHEDULER, *map(heartbeat.worker_name, QUEUES)])
    if heartbeat.SCHEDULER in silent:
        yield fault("No scheduler has been heard of lately.", "Start beat: ./script/server does, or `celery beat`.")
    for queue in QUEUES:
        if heartbeat.worker_name(queue) in silent:
            yield fault(
                f"No worker on the queue {queue} has been heard of lately.",
                f"Start one: ./script/server does, or `celery worker --queues={queue}`.",
            )


def queues(now: datetime) -> Iterator[Problem]:
    for queue, length in metrics.queue_lengths().items():
        if length > LONG_QUEUE:
            yield doubt(f"{length:,} jobs wait on the queue {queue}.", f"Start more workers with --queues={queue}.")

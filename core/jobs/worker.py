"""Steps and signals of a Celery worker: heartbeat, event batches, logging."""

import gc
from logging.config import dictConfig
from typing import Any, ClassVar

from celery import bootsteps, signals
from django.conf import settings
from structlog.contextvars import bind_contextvars, clear_contextvars

from core.jobs import heartbeat
from core.jobs.log_fields import LOG_FIELD_BY_JOB


class _RepeatingStep(bootsteps.StartStopStep):
    """A step that Celery's consumer loop calls every `every` seconds."""

    requires = ("celery.worker.consumer.tasks:Tasks",)
    every: ClassVar[float]

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        self._timer = consumer.timer.call_repeatedly(self.every, self.repeat)

    def stop(self, consumer: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def repeat(self) -> None:
        raise NotImplementedError


class HeartbeatStep(_RepeatingStep):
    """Records the worker's heartbeat, which `/status` reads."""

    every = heartbeat.EVERY_SECONDS

    def start(self, consumer: Any) -> None:
        self._queues = [queue.name for queue in consumer.task_consumer.queues]
        self._name, self._concurrency = consumer.hostname, consumer.pool.num_processes
        self.repeat()
        super().start(consumer)
        # As in `config.wsgi`: exclude imported objects from later collections.
        gc.collect()
        gc.freeze()

    def repeat(self) -> None:
        heartbeat.record_workers(self._queues, name=self._name, concurrency=self._concurrency)


class WakeConsumerLoop(_RepeatingStep):
    """Wake Celery's loop every 50 ms so that free threads get jobs; the callback does nothing.

    A loop that has given a job to each thread sleeps until a timer fires, up to a second. A thread that ends its job
    does not wake it.
    """

    every = 0.05

    def repeat(self) -> None:
        pass


class EventBatchStep(_RepeatingStep):
    """Sends events every half second; Celery would send them at each turn of its loop."""

    every = 0.5

    def start(self, consumer: Any) -> None:
        self._waiting = False
        self._dispatcher = consumer.event_dispatcher
        self._dispatcher.on_send_buffered = self._note
        super().start(consumer)

    def repeat(self) -> None:
        if self._waiting:
            self._waiting = False
            self._dispatcher.flush()

    def _note(self) -> None:
        self._waiting = True


@signals.setup_logging.connect
def log_like_the_rest(**options: Any) -> None:
    """Log as all processes do; otherwise Celery would set its own format for the whole process."""
    dictConfig(settings.LOGGING)


@signals.task_prerun.connect
def bind_job(task_id: str, task: Any, **options: Any) -> None:
    """Bind the job's id to this thread's log lines until the job ends."""
    bind_contextvars(**{LOG_FIELD_BY_JOB.get(task.name, "job_id"): task_id})


@signals.task_postrun.connect
def unbind_job(**options: Any) -> None:
    clear_contextvars()

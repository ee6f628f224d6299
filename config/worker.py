"""What each Celery worker does beside its jobs."""

import gc
from logging.config import dictConfig
from typing import Any

from celery import bootsteps, signals
from django.conf import settings
from structlog.contextvars import bind_contextvars, clear_contextvars

from config import heartbeat

# Seconds between two looks of a worker's loop at whether it may take another job.
LOOK_EVERY = 0.05
# Seconds for which what Flower is told of jobs waits for more of it.
EVENTS_EVERY = 0.5
# Of which row a job's id is the id.
ROWS = {"executions.run": "execution_id", "notifications.deliver": "notification_id"}


class SignOfLife(bootsteps.StartStopStep):
    """Tells `/status`, from the loop that takes jobs, that this worker takes jobs."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        queues = [queue.name for queue in consumer.task_consumer.queues]
        about = {"name": consumer.hostname, "concurrency": consumer.pool.num_processes}
        heartbeat.workers_alive(queues, **about)
        self._timer = consumer.timer.call_repeatedly(heartbeat.EVERY_SECONDS, heartbeat.workers_alive, (queues,), about)
        # As in `config.wsgi`: what is imported by now stays, and need not be looked through again.
        gc.collect()
        gc.freeze()

    def stop(self, consumer: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()


class PromptTaking(bootsteps.StartStopStep):
    """Has the loop that takes jobs look often for a thread that is free.

    Once it has taken as many jobs as there are threads, it sleeps until one of its timers fires, up to a second: a
    thread that ends a job does not wake it.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        self._timer = consumer.timer.call_repeatedly(LOOK_EVERY, _nothing)

    def stop(self, consumer: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()


class EventsTogether(bootsteps.StartStopStep):
    """Has the events of jobs go out in a few messages: Celery sends what there is each time the loop comes round."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None
        self._dispatcher: Any = None
        self._waiting = False

    def start(self, consumer: Any) -> None:
        self._dispatcher = consumer.event_dispatcher
        self._dispatcher.on_send_buffered = self._note
        self._timer = consumer.timer.call_repeatedly(EVENTS_EVERY, self._send)

    def stop(self, consumer: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _note(self) -> None:
        self._waiting = True

    def _send(self) -> None:
        if self._waiting:
            self._waiting = False
            self._dispatcher.flush()


def _nothing() -> None:
    """That the loop comes round is all."""


@signals.setup_logging.connect
def log_like_the_rest(**options: Any) -> None:
    """Celery would else give its own loggers, and the whole process, another form."""
    dictConfig(settings.LOGGING)


@signals.task_prerun.connect
def bind_job(task_id: str, task: Any, **options: Any) -> None:
    """What is logged from here on, in this thread, is about this job."""
    bind_contextvars(**{ROWS.get(task.name, "job_id"): task_id})


@signals.task_postrun.connect
def unbind_job(**options: Any) -> None:
    clear_contextvars()

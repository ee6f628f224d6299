"""What each Celery worker does beside its jobs."""

import gc
from typing import Any

from celery import bootsteps

from config import heartbeat


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

"""The Celery application: queues, delivery guarantees and the clockwork.

The database carries the truth and a job carries an id, so the broker may lose or repeat a message.
Why each delivery option is set is told in `docs/decisions.md`, "The broker is not the truth".
"""

import os

from celery import Celery
from kombu import Queue

from core.jobs import queues, transport
from core.jobs.events import Events
from core.jobs.worker import EventBatchStep, HeartbeatStep, WakeConsumerLoop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

transport.install()
app = Celery("torale", events=Events)
# Threads of the web server see only the default application as `current_app`.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[Queue(name) for name in queues.ALL],
    task_default_queue=queues.MAINTENANCE,
    task_routes={f"{name}.*": name for name in queues.ALL},
)
app.steps["consumer"].update({HeartbeatStep, WakeConsumerLoop, EventBatchStep})
app.autodiscover_tasks(["tasks_app", "notifications", "accounts", "adminapi"], related_name="jobs")

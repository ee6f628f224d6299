"""The Celery application: queues, delivery guarantees and the clockwork.

The database carries the truth and a job carries an id, so the broker may lose or repeat a message.
Why each delivery option is set is told in `docs/decisions.md`, "The broker is not the truth".
"""

import os

from celery import Celery
from kombu import Queue

from config import transport
from config.events import Events
from config.worker import EventsTogether, PromptTaking, SignOfLife

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

EXECUTIONS, NOTIFICATIONS, MAINTENANCE = "executions", "notifications", "maintenance"
# Jobs whose asker waits for their answer, see `config.inquiries`.
INQUIRIES = "inquiries"
QUEUES = (EXECUTIONS, INQUIRIES, NOTIFICATIONS, MAINTENANCE)

transport.install()
app = Celery("torale", events=Events)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue=MAINTENANCE,
    task_routes={f"{name}.*": name for name in QUEUES},
)
app.steps["consumer"].update({SignOfLife, PromptTaking, EventsTogether})
app.autodiscover_tasks(["tasks_app", "notifications", "accounts", "adminapi"], related_name="jobs")

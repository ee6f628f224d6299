"""The jobs that Celery runs for notifications: they carry an id, and the database carries the truth."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from notifications import dispatch
from notifications.services import delivery


@shared_task(name=dispatch.DELIVER_JOB)
def deliver(notification_id: str) -> None:
    """One attempt at one notification. Transports bound their own time: a pool of threads ignores time limits."""
    delivery.deliver(UUID(notification_id), clock=timezone.now)

"""Celery jobs of notifications. A job carries an id; the database has the state."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from notifications import dispatch
from notifications.services import delivery


@shared_task(name=dispatch.DELIVER_JOB)
def deliver(notification_id: str) -> None:
    """Attempt one notification once. Transports bound their own time, since thread pools ignore time limits."""
    delivery.deliver(UUID(notification_id), clock=timezone.now)

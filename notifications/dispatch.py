"""Put notifications on the queue: their ids after the commit, and lost ones again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from core.jobs import broker
from notifications.models import Notification

DELIVER_JOB = "notifications.deliver"
# A message that no worker has taken for so long counts as lost. A second copy does no harm.
REPUBLISH_AFTER = timedelta(seconds=settings.TORALE_NOTIFICATION_LEASE)


def publish_after_commit(ids: Sequence[UUID]) -> None:
    transaction.on_commit(lambda: broker.publish(DELIVER_JOB, ids))


def publish_due(*, now: datetime, limit: int) -> int:
    """Put due and lost notifications on the queue. Returns their number, at most `limit`.

    Any number of processes may call it, about every second.
    """
    if not Notification.objects.to_publish(now).exists():
        return 0
    with transaction.atomic():
        due = Notification.objects.to_publish(now).select_for_update(skip_locked=True)
        ids = list(due.values_list("id", flat=True)[:limit])
        if ids:
            Notification.objects.filter(id__in=ids).update(publish_at=now + REPUBLISH_AFTER)
    broker.publish(DELIVER_JOB, ids)
    return len(ids)

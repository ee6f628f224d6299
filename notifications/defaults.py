"""Choose the channels of a task: its own, else its owner's defaults."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from notifications.models import EmailAddress, NotificationDefaults, Webhook


def default_address(owner_id: uuid.UUID) -> QuerySet[User, Any]:
    """Find the owner's verified address unless it is switched off or unsubscribed: one row or none."""
    declined = EmailAddress.objects.filter(owner=OuterRef("pk"), unsubscribed_at__isnull=False)
    is_same = declined.alias(lower=Lower("address")).filter(lower=OuterRef("email"))
    switched_off = NotificationDefaults.objects.filter(owner=OuterRef("pk"), email=False)
    verified = User.objects.filter(pk=owner_id, email_verified_at__isnull=False)
    return verified.filter(~Exists(is_same), ~Exists(switched_off)).order_by().values("email")


def default_url(owner_id: uuid.UUID) -> QuerySet[Webhook, Any]:
    """Find the URL of the owner's default webhook if it is enabled: one row or none."""
    return Webhook.objects.enabled_default_of(owner_id).order_by().values("url")


def told_by(
    address: str | None,
    url: str | None,
    url_disabled_at: datetime | None,
    default_address: str | None,
    default_url: str | None,
) -> list[dict[str, Any]]:
    """Return the channels of a task with its own `address` and `url`, as the API writes them.

    Mail goes to the default address if the task has no channel of its own. The default webhook is called if the task
    has no webhook. A disabled webhook is left out, and nothing replaces it.
    """
    found = []
    if address:
        found.append(_channel("email", address, is_default=False))
    elif default_address and not url:
        found.append(_channel("email", default_address, is_default=True))
    if url and url_disabled_at is None:
        found.append(_channel("webhook", url, is_default=False))
    elif default_url and not url:
        found.append(_channel("webhook", default_url, is_default=True))
    return found


def _channel(kind: str, recipient: str, *, is_default: bool) -> dict[str, Any]:
    return {"type": kind, "recipient": recipient, "is_default": is_default}

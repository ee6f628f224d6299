"""Messages, channels and deliveries for tests, made the way the software makes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from notifications import services
from notifications.messages import Event, Message, Source
from notifications.models import Notification
from notifications.services import Channels, delivery


@dataclass
class Clock:
    """A clock that stands still until it is moved; it starts now, since receivers refuse old signatures."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def make_clock() -> Clock:
    """A second ahead, so that what tests record by the real clock is due."""
    return Clock(timezone.now() + timedelta(seconds=1))


def make_message(**fields: Any) -> Message:
    given: dict[str, Any] = {
        "event": Event.CONDITION_MET,
        "occurred_at": timezone.now(),
        "task_id": uuid4(),
        "task_name": "iPhone",
        "search_query": "When is the next iPhone being released?",
        "condition_description": "Apple has announced a specific date",
        "task_url": "http://127.0.0.1:8000/tasks/1",
        "execution_id": uuid4(),
        "text": "The iPhone 18 comes out on 18 September 2026.",
        "answer": "Apple announced on 9 September that the iPhone 18 is sold from 18 September 2026.",
        "reasoning": "Apple's own page names the day.",
        "sources": (Source("https://www.apple.com/newsroom/", "Apple Newsroom"), Source("https://example.org/a")),
        "confidence": 95,
        "next_run": timezone.now() + timedelta(days=1),
    }
    return Message(**(given | fields))


def save(owner: User, *configs: dict[str, Any], current: Channels | None = None) -> Channels:
    parsed = services.parse(configs)
    return services.save_channels(owner=owner, configs=parsed, current=current or Channels(), now=timezone.now())


def email_to(owner: User, address: str = "alice@example.com") -> Channels:
    return save(owner, {"type": "email", "address": address})


def webhook_to(owner: User, url: str, **config: Any) -> Channels:
    return save(owner, {"type": "webhook", "url": url, **config})


def record(owner: User, channels: Channels, *, now: datetime, **fields: Any) -> Notification:
    """The one notification that comes of telling one message through one channel."""
    message = make_message(**fields)
    services.record(message=message, owner_id=owner.id, channels=channels, now=now)
    return Notification.objects.get(execution_id=message.execution_id)


def deliver(notification: Notification, clock: Clock) -> Notification:
    """What became of the notification after a worker took its job."""
    delivery.deliver(notification.id, clock=clock)
    notification.refresh_from_db()
    return notification

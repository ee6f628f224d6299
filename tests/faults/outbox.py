"""Notifications delivered by workers that are killed meanwhile; `bench.outbox` does the same at length."""

import time
from dataclasses import dataclass

from config.server.programs import COURIER_THREADS
from tests.doubles.receiver import Receiver
from tests.stack import Stack, wait_for

LEASE_SECONDS = 3
# How many notifications one worker has in hand at most.
AT_WORK = COURIER_THREADS
RECORD = """
from uuid import uuid4
from django.db import transaction
from django.utils import timezone
from accounts.models import User
from notifications import services
from notifications.messages import Event, Message
from notifications.models import Notification
owner, now = User.objects.create_user("alice@example.com"), timezone.now()
configs = services.parse([{{"type": "webhook", "url": "{url}"}}])
with transaction.atomic():
    channels = services.save_channels(owner=owner, configs=configs, current=services.Channels(), now=now)
    for number in range({count}):
        message = Message(
            event=Event.CONDITION_MET, occurred_at=now, task_id=uuid4(), task_name="x", search_query="x",
            condition_description="x", task_url="x", execution_id=uuid4(), text=str(number),
        )
        services.record(message=message, owner_id=owner.id, channels=channels, now=now)
print(*Notification.objects.values_list("id", flat=True))
"""
SENT = "from notifications.models import Notification as N; print(N.objects.filter(status='sent').count())"


@dataclass(frozen=True)
class Arrivals:
    """What arrived of what was recorded, told apart by `webhook-id`; `kills` are those that fell in mid-delivery."""

    recorded: frozenset[str]
    arrived: tuple[str, ...]
    kills: int

    @property
    def missing(self) -> set[str]:
        return set(self.recorded - set(self.arrived))

    @property
    def invented(self) -> set[str]:
        return set(self.arrived) - self.recorded

    @property
    def duplicates(self) -> int:
        return len(self.arrived) - len(set(self.arrived))


def environment(receiver: Receiver) -> dict[str, str]:
    return {"TORALE_ALLOWED_PRIVATE_URLS": receiver.url("/hook"), "TORALE_NOTIFICATION_LEASE": str(LEASE_SECONDS)}


def deliver_under_fire(stack: Stack, receiver: Receiver, *, count: int, kills: int) -> Arrivals:
    """Record `count` notifications, and kill the worker whenever another part of them has arrived."""
    recorded = stack.manage("shell", "--no-imports", "-c", RECORD.format(url=receiver.url("/hook"), count=count))
    stack.start("courier")
    in_time = 0
    for kill in range(1, kills + 1):
        receiver.wait_for(count * kill // (kills + 1), timeout=60)
        stack.kill("courier")
        in_time += len(arrived(receiver)) < count
        stack.start("courier")
    wait_for(lambda: len(arrived(receiver)) >= count, "all to arrive", seconds=120)
    wait_for(lambda: _all_sent(stack, count), "all to be recorded as sent", seconds=120)
    return Arrivals(frozenset(recorded.split()), tuple(arrived_in_order(receiver)), in_time)


def arrived_in_order(receiver: Receiver) -> list[str]:
    return [received.headers["webhook-id"] for received in receiver.requests]


def arrived(receiver: Receiver) -> set[str]:
    return set(arrived_in_order(receiver))


def _all_sent(stack: Stack, count: int) -> bool:
    time.sleep(0.5)
    return stack.manage("shell", "--no-imports", "-c", SENT) == str(count)

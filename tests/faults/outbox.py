"""Notifications delivered by workers that are killed meanwhile; `bench.outbox` does the same at length."""

import random
import time
from collections import Counter
from dataclasses import dataclass

from launcher.programs import COURIER_THREADS
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
SENT = "SELECT id::text FROM notifications_notification WHERE status = 'sent'"
# A kill follows an arrival by up to this much, else each would meet a delivery in the very moment of its arrival.
PAUSE_SECONDS = 0.3
# In which what a killed worker had sent is read, by the receiver and the database.
SETTLE_SECONDS = 0.5


@dataclass(frozen=True)
class Arrivals:
    """What arrived of what was recorded, told apart by `webhook-id`.

    `kills` are those that fell in mid-delivery. `met` is what they met between an arrival and its record: the id, and
    which of its arrivals it was.
    """

    recorded: frozenset[str]
    arrived: tuple[str, ...]
    kills: int
    met: frozenset[tuple[str, int]]

    @property
    def missing(self) -> set[str]:
        return set(self.recorded - set(self.arrived))

    @property
    def invented(self) -> set[str]:
        return set(self.arrived) - self.recorded

    @property
    def duplicates(self) -> int:
        return len(self.arrived) - len(set(self.arrived))

    @property
    def unexplained(self) -> set[tuple[str, int]]:
        """The arrivals after which it arrived again, although no kill fell between them and their record."""
        times = Counter(self.arrived)
        return {(webhook_id, nth) for webhook_id in times for nth in range(1, times[webhook_id])} - self.met


def environment(receiver: Receiver) -> dict[str, str]:
    return {"TORALE_ALLOWED_PRIVATE_URLS": receiver.url("/hook"), "TORALE_NOTIFICATION_LEASE": str(LEASE_SECONDS)}


def deliver_under_fire(stack: Stack, receiver: Receiver, *, count: int, kills: int) -> Arrivals:
    """Record `count` notifications, and kill the worker whenever another part of them has arrived."""
    recorded = stack.manage("shell", "--no-imports", "-c", RECORD.format(url=receiver.url("/hook"), count=count))
    stack.start("courier")
    in_time, met = 0, set[tuple[str, int]]()
    for kill in range(1, kills + 1):
        receiver.wait_for(count * kill // (kills + 1), timeout=60)
        time.sleep(random.uniform(0, PAUSE_SECONDS))
        stack.kill("courier")
        time.sleep(SETTLE_SECONDS)
        times, sent = Counter(arrived_in_order(receiver)), _sent(stack)
        in_time += len(times) < count
        met |= {(webhook_id, nth) for webhook_id, nth in times.items() if webhook_id not in sent}
        stack.start("courier")
    wait_for(lambda: len(arrived(receiver)) >= count, "all to arrive", seconds=120)
    wait_for(lambda: len(_sent(stack)) == count, "all to be recorded as sent", seconds=120)
    return Arrivals(frozenset(recorded.split()), tuple(arrived_in_order(receiver)), in_time, frozenset(met))


def _sent(stack: Stack) -> set[str]:
    return {row_id for (row_id,) in stack.asked(SENT)}


def arrived_in_order(receiver: Receiver) -> list[str]:
    return [received.headers["webhook-id"] for received in receiver.requests]


def arrived(receiver: Receiver) -> set[str]:
    return set(arrived_in_order(receiver))

"""Deliveries that hang leave room for those of others, and of the other kind."""

from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from notifications.models import Notification
from notifications.services import lanes
from tests.doubles.receiver import Receiver
from tests.notifications.make import Clock, deliver, email_to, record, webhook_to


@pytest.fixture
def hanging() -> ExitStack:
    """Deliveries that are under way, and do not end before the test does."""
    return ExitStack()


def hang(hanging: ExitStack, row: Notification, times: int) -> None:
    for _ in range(times):
        assert hanging.enter_context(lanes.entered(row))


def test_one_users_hanging_receivers_leave_room_for_another_user(
    owner: User, stranger: User, receiver: Receiver, clock: Clock, hanging: ExitStack
) -> None:
    with hanging:
        waiting = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock())
        hang(hanging, waiting, lanes.MOST_OF_A_USER)
        assert deliver(waiting, clock).status == "pending"
        assert (
            deliver(record(stranger, webhook_to(stranger, receiver.url("/hook")), now=clock()), clock).status == "sent"
        )


def test_what_finds_its_lane_full_comes_back_in_seconds_and_has_not_been_tried(
    owner: User, receiver: Receiver, clock: Clock, hanging: ExitStack
) -> None:
    notification = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock())
    with hanging:
        hang(hanging, notification, lanes.MOST_OF_A_USER)
        put_off = deliver(notification, clock)
        assert put_off.next_attempt_at is not None
        assert timedelta(seconds=1) <= put_off.next_attempt_at - clock() <= timedelta(seconds=8)
        assert (put_off.attempt_count, put_off.token, receiver.requests) == (0, None, [])
    clock.advance(seconds=8)
    assert deliver(notification, clock).status == "sent"


def test_a_mail_server_that_hangs_leaves_room_for_webhooks(
    owner: User, receiver: Receiver, clock: Clock, hanging: ExitStack
) -> None:
    mail = record(owner, email_to(owner), now=clock())
    with hanging:
        for _ in range(2):
            of_somebody = Notification(owner_id=uuid4(), kind=mail.kind)
            hang(hanging, of_somebody, lanes.MOST_OF_A_KIND // 2)
        assert deliver(mail, clock).status == "pending"
        assert deliver(record(owner, webhook_to(owner, receiver.url("/hook")), now=clock()), clock).status == "sent"

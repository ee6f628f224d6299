"""A webhook that does nothing but fail is disabled, and its owner is told."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from notifications.messages import Event
from notifications.models import EmailAddress, Notification, Webhook
from notifications.retries import JITTER, WAITS
from notifications.services import Channels, addresses, outbox
from notifications.services.webhooks import GIVEN_UP_AFTER
from tests.doubles.receiver import Receiver
from tests.notifications.make import Clock, deliver, record, save, webhook_to


@pytest.fixture
def fails(owner: User, receiver: Receiver, clock: Clock) -> Any:
    """Tell the same webhook once more, which answers 500."""
    channels = webhook_to(owner, receiver.url("/hook"))

    def tell() -> Notification:
        receiver.status = 500
        return deliver(record(owner, channels, now=clock()), clock)

    return tell


def told() -> list[Notification]:
    return list(Notification.objects.filter(event=Event.WEBHOOK_DISABLED))


def test_after_five_days_of_nothing_but_failures_it_is_disabled_and_its_owner_told(
    owner: User, fails: Any, clock: Clock, mailoutbox: list[Any]
) -> None:
    fails()
    clock.advance(days=5, seconds=-1)
    fails()
    assert Webhook.objects.get().disabled_at is None
    clock.advance(seconds=1)
    fails()
    assert Webhook.objects.get().disabled_at == clock()
    [mail] = told()
    assert (mail.recipient, deliver(mail, clock).status) == (owner.email, "sent")
    [sent] = mailoutbox
    assert sent.subject == "Your webhook has been disabled"
    for part in (sent.body, sent.alternatives[0].content):
        assert Webhook.objects.get().url in part
        assert "Nothing but failures for 5 days." in part


def test_a_success_begins_the_five_days_anew(owner: User, fails: Any, receiver: Receiver, clock: Clock) -> None:
    waiting = fails()
    clock.advance(days=4)
    receiver.status = 200
    assert deliver(waiting, clock).status == "sent"
    assert Webhook.objects.get().failing_since is None
    clock.advance(days=4)
    fails()
    assert Webhook.objects.get().failing_since == clock()
    assert told() == []


def test_the_owner_is_told_once(fails: Any, clock: Clock) -> None:
    first, second = fails(), fails()
    clock.advance(days=5)
    deliver(first, clock)
    deliver(second, clock)
    fails()
    assert len(told()) == 1


def test_saving_it_again_enables_it_and_forgets_its_failures(owner: User, fails: Any, clock: Clock) -> None:
    row = fails()
    clock.advance(days=5)
    fails()
    assert row.webhook
    save(owner, row.webhook.as_config(), current=Channels(webhook=row.webhook))
    webhook = Webhook.objects.get()
    assert (webhook.disabled_at, webhook.disabled_reason, webhook.failing_since) == (None, "", None)


def test_a_receiver_that_is_gone_is_told_about_too(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.status = 410
    deliver(record(owner, webhook_to(owner, receiver.url("/hook")), now=clock()), clock)
    assert [row.payload["reason"] for row in told()] == ["The receiver answered 410."]


def test_an_answer_of_the_former_receiver_does_not_disable_the_new_one(
    owner: User, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.status = 410
    row = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock())
    failed = outbox.failed

    def moved_meanwhile(*args: Any, **reason: Any) -> bool:
        Webhook.objects.update(url="https://elsewhere.example/hook")
        return failed(*args, **reason)

    monkeypatch.setattr(outbox, "failed", moved_meanwhile)
    deliver(row, clock)
    assert Webhook.objects.get().disabled_at is None
    assert told() == []


def test_an_owner_who_has_unsubscribed_stays_so(owner: User, fails: Any, clock: Clock, mailoutbox: list[Any]) -> None:
    own = addresses.own(owner=owner, now=clock())
    addresses.unsubscribe(email_id=own.id, now=clock())
    fails()
    clock.advance(days=5)
    fails()
    [mail] = told()
    assert deliver(mail, clock).status == "cancelled"
    assert mailoutbox == []
    assert EmailAddress.objects.get().unsubscribed_at


def test_five_days_are_longer_than_all_retries_of_one_delivery() -> None:
    assert sum(WAITS, timedelta()) * (1 + JITTER) < GIVEN_UP_AFTER

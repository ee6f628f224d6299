from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from notifications import services
from notifications.messages import Event
from notifications.models import EmailAddress, Notification, SigningSecret, Webhook
from notifications.services import ChannelConfigs, Channels, addresses
from tests.notifications.make import Clock, deliver, email_to, record, save, webhook_to

URL = "https://receiver.example/hook"
FOREIGN = "bob@example.com"


def confirmations() -> int:
    return Notification.objects.filter(event=Event.CONFIRMATION).count()


def test_the_owners_verified_address_is_good_at_once(owner: User) -> None:
    email = email_to(owner, "Alice@Example.com").email
    assert email is not None
    assert email.confirmed_at is not None
    assert confirmations() == 0


def test_an_address_that_the_owner_has_not_verified_is_asked(owner: User) -> None:
    owner.email_verified_at = None
    email = email_to(owner).email
    assert email is not None
    assert email.confirmed_at is None
    assert confirmations() == 1


def test_a_foreign_address_is_asked_once_for_all_tasks(owner: User) -> None:
    first, second = email_to(owner, FOREIGN), email_to(owner, FOREIGN.upper())
    assert first.email == second.email
    assert confirmations() == 1


def test_a_foreign_address_is_asked_again_when_its_link_has_expired(owner: User) -> None:
    email_to(owner, FOREIGN)
    EmailAddress.objects.update(confirmation_asked_at=timezone.now() - timedelta(days=8))
    email_to(owner, FOREIGN)
    assert confirmations() == 2


def test_a_reader_who_declined_is_not_asked_again(owner: User) -> None:
    email = email_to(owner, FOREIGN).email
    assert email is not None
    addresses.unsubscribe(email_id=email.id, now=timezone.now())
    EmailAddress.objects.update(confirmation_asked_at=timezone.now() - timedelta(days=8))
    email_to(owner, FOREIGN)
    assert confirmations() == 1


def test_each_user_asks_for_themselves(owner: User, stranger: User) -> None:
    assert email_to(owner, FOREIGN).email != email_to(stranger, FOREIGN).email
    assert confirmations() == 2


def test_choosing_ones_own_address_anew_takes_back_an_unsubscribing(owner: User) -> None:
    channels = email_to(owner)
    assert channels.email is not None
    addresses.unsubscribe(email_id=channels.email.id, now=timezone.now())
    unsubscribed = save(owner, {"type": "email", "address": owner.email}, current=channels).email
    assert unsubscribed is not None
    assert unsubscribed.unsubscribed_at is not None, "saving a task as it is, is no choice"
    chosen = email_to(owner).email
    assert chosen is not None
    assert chosen.unsubscribed_at is None


def test_a_webhook_is_changed_in_place_and_comes_back_to_life(owner: User) -> None:
    channels = webhook_to(owner, URL, headers={"X-A": "1"})
    Webhook.objects.update(disabled_at=timezone.now(), disabled_reason="gone")
    changed = save(owner, {"type": "webhook", "url": URL + "/2", "method": "PUT"}, current=channels).webhook
    assert changed is not None
    assert Webhook.objects.get() == changed
    assert changed.as_config() == {"type": "webhook", "url": URL + "/2", "method": "PUT"}
    assert changed.disabled_at is None


def test_what_waits_for_a_webhook_goes_to_its_new_address(owner: User, clock: Clock) -> None:
    channels = webhook_to(owner, URL)
    waiting = record(owner, channels, now=clock())
    save(owner, {"type": "webhook", "url": URL + "/2"}, current=channels)
    waiting.refresh_from_db()
    assert waiting.recipient == URL + "/2"


def test_channels_that_are_left_out_are_removed(owner: User, clock: Clock) -> None:
    channels = save(owner, {"type": "webhook", "url": URL}, {"type": "email", "address": owner.email})
    waiting = record(owner, Channels(webhook=channels.webhook), now=clock())
    assert save(owner, current=channels) == Channels()
    assert not Webhook.objects.exists()
    assert deliver(waiting, clock).status == "cancelled"


def test_dropping_channels_keeps_the_readers_answer(owner: User) -> None:
    channels = save(owner, {"type": "webhook", "url": URL}, {"type": "email", "address": FOREIGN})
    services.drop_channels(current=channels)
    assert not Webhook.objects.exists()
    assert EmailAddress.objects.filter(address=FOREIGN).exists()


def test_no_channels_are_no_rows(owner: User) -> None:
    saved = services.save_channels(owner=owner, configs=ChannelConfigs(), current=Channels(), now=timezone.now())
    assert saved == Channels()


def test_a_signing_secret_is_made_once(owner: User, stranger: User) -> None:
    secret = SigningSecret.made_for(owner.id)[0].secret
    assert secret.startswith("whsec_")
    assert SigningSecret.made_for(owner.id)[0].secret == secret
    assert SigningSecret.made_for(stranger.id)[0].secret != secret


def test_a_notification_is_about_a_task_or_about_a_channel(owner: User, clock: Clock) -> None:
    notification = record(owner, email_to(owner), now=clock())
    notification.task_id = None
    with pytest.raises(IntegrityError, match="about_a_task_or_a_channel"):
        notification.save()

"""Webhooks, sent to a real receiver: signed, bounded, retried."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from accounts.models import User
from core.net import outbound
from notifications.models import Notification, SigningSecret, Webhook
from notifications.retries import MAX_ATTEMPTS, WAITS
from notifications.transports.webhook import retry_after
from tests.doubles.receiver import Behaviour, Received, Receiver
from tests.doubles.tls import certificate
from tests.notifications.make import Clock, deliver, record, webhook_to

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def verified(received: Received, owner: User) -> Any:
    return Verifier(SigningSecret.made_for(owner.id)[0].secret).verify(received.body, dict(received.headers))


def tell(owner: User, receiver: Receiver, clock: Clock, **config: Any) -> Notification:
    return deliver(record(owner, webhook_to(owner, receiver.url("/hook"), **config), now=clock()), clock)


def test_a_webhook_is_signed_so_that_the_receiver_can_verify_it(owner: User, receiver: Receiver, clock: Clock) -> None:
    notification = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock(), text="Größe: 5 € ✓")
    assert deliver(notification, clock).status == "sent"
    [received] = receiver.requests
    assert verified(received, owner) == notification.message.webhook_body()
    assert received.headers["webhook-id"] == str(notification.id)
    assert received.headers["content-type"] == "application/json"
    assert received.method == "POST"


def test_a_tampered_webhook_does_not_verify(owner: User, receiver: Receiver, clock: Clock) -> None:
    tell(owner, receiver, clock)
    [received] = receiver.requests
    with pytest.raises(WebhookVerificationError):
        verified(replace(received, body=received.body.replace(b"iPhone", b"Nokia9")), owner)


def test_method_and_headers_are_the_users(owner: User, receiver: Receiver, clock: Clock) -> None:
    tell(owner, receiver, clock, method="PUT", headers={"X-Custom": "value", "Authorization": "Bearer x"})
    [received] = receiver.requests
    assert (received.method, received.headers["X-Custom"]) == ("PUT", "value")
    assert received.headers["Authorization"] == "Bearer x"


def test_reserved_headers_are_ours_even_if_the_row_has_others(owner: User, receiver: Receiver, clock: Clock) -> None:
    notification = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock())
    forged = ("webhook-id", "webhook-signature", "Content-Type", "User-Agent")
    Webhook.objects.update(headers=dict.fromkeys(forged, "forged"))
    deliver(notification, clock)
    [received] = receiver.requests
    assert "forged" not in [value for name in forged for value in received.headers.get_all(name, [])]
    assert verified(received, owner)


def test_the_outcome_of_each_attempt_is_recorded(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    notification = tell(owner, receiver, clock)
    assert (notification.status, notification.error_message) == ("pending", "The receiver answered 500.")
    receiver.behaviour = Behaviour.OK
    clock.advance(seconds=10)
    assert deliver(notification, clock).status == "sent"
    assert (notification.error_message, notification.sent_at) == ("", clock())
    assert list(notification.attempts.values_list("number", "status_code", "error", "response_excerpt")) == [
        (1, 500, "The receiver answered 500.", "out of order"),
        (2, 200, "", "received"),
    ]


def test_every_attempt_has_the_same_id_and_a_time_of_its_own(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    notification = tell(owner, receiver, clock)
    clock.advance(seconds=10)
    deliver(notification, clock)
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == str(notification.id)
    assert first.body == second.body
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 10
    assert verified(second, owner)


def test_failures_are_retried_on_schedule_and_then_given_up(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    notification = tell(owner, receiver, clock)
    for wait in WAITS:
        assert notification.next_attempt_at is not None
        assert wait <= notification.next_attempt_at - clock() <= wait * 1.1
        assert notification.publish_at == notification.next_attempt_at
        deliver(notification, clock)  # too early: nothing happens
        clock.now = notification.next_attempt_at
        deliver(notification, clock)
    assert (notification.status, notification.next_attempt_at) == ("failed", None)
    assert len(receiver.requests) == notification.attempts.count() == MAX_ATTEMPTS == 10


def test_a_receiver_that_is_gone_is_not_called_again(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.status = 410
    notification = tell(owner, receiver, clock)
    assert (notification.status, notification.attempts.get().status_code) == ("failed", 410)
    webhook = Webhook.objects.get()
    assert webhook.disabled_at == clock()
    assert webhook.disabled_reason == "The receiver answered 410."


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_asks_for_time_gets_it(owner: User, receiver: Receiver, clock: Clock, status: int) -> None:
    receiver.status, receiver.answer_headers = status, {"Retry-After": "120"}
    assert tell(owner, receiver, clock).next_attempt_at == clock() + timedelta(seconds=120)


def test_a_receiver_cannot_ask_for_less_than_planned_or_more_than_a_day(
    owner: User, receiver: Receiver, clock: Clock
) -> None:
    receiver.status, receiver.answer_headers = 429, {"Retry-After": "0"}
    notification = tell(owner, receiver, clock)
    assert notification.next_attempt_at is not None
    assert notification.next_attempt_at >= clock() + WAITS[0]
    receiver.answer_headers = {"Retry-After": "9" * 12}
    clock.now = notification.next_attempt_at
    assert deliver(notification, clock).next_attempt_at == clock() + timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (format_datetime(NOW + timedelta(minutes=5)), 300),
        (format_datetime(NOW - timedelta(minutes=5)), 0),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("9" * 5000, 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int) -> None:
    assert retry_after({"retry-after": value}, now=NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("behaviour", [Behaviour.HANG, Behaviour.DRIP, Behaviour.DRIP_HEADERS])
def test_a_receiver_that_takes_its_time_holds_nobody_up(
    owner: User, receiver: Receiver, clock: Clock, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "WEBHOOKS", replace(outbound.WEBHOOKS, deadline=0.3))
    receiver.behaviour, receiver.drip_seconds = behaviour, 0.05
    started = time.monotonic()
    assert tell(owner, receiver, clock).error_message.startswith("Not delivered: ")
    assert time.monotonic() - started < 10


def test_a_receiver_that_closes_early_is_retried(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = Behaviour.CLOSE_EARLY
    notification = tell(owner, receiver, clock)
    assert (notification.status, notification.attempts.get().status_code) == ("pending", None)


def test_of_a_huge_answer_a_kilobyte_is_kept(owner: User, receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = Behaviour.HUGE
    notification = tell(owner, receiver, clock)
    assert notification.status == "sent"
    assert notification.attempts.get().response_excerpt == "x" * 1024


def test_a_redirect_is_not_followed(owner: User, receiver: Receiver, clock: Clock) -> None:
    with Receiver() as private:
        receiver.behaviour, receiver.redirect_to = Behaviour.REDIRECT, private.url("/")
        notification = tell(owner, receiver, clock)
        assert notification.error_message == "The receiver answered 302."
        assert (receiver.connections, private.connections) == (1, 0)


def test_a_receiver_with_a_certificate_of_its_own_making_is_told_nothing(
    owner: User, receiver: Receiver, clock: Clock, settings: Any, tmp_path: Path
) -> None:
    with Receiver(tls=certificate("127.0.0.1", tmp_path)[0]) as self_signed:
        settings.TORALE_ALLOWED_PRIVATE_URLS += (self_signed.url("/hook"),)
        notification = tell(owner, self_signed, clock)
        attempt = notification.attempts.get()
        assert (notification.status, attempt.status_code) == ("pending", None), "it may be mended"
        assert "its certificate may not be valid" in attempt.error
        assert (self_signed.connections, self_signed.requests) == (1, [])
    assert tell(owner, receiver, clock).status == "sent"


def test_a_private_address_is_refused_for_good_when_it_is_called(owner: User, receiver: Receiver, clock: Clock) -> None:
    notification = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock())
    Webhook.objects.update(url=receiver.url("/private"))
    assert deliver(notification, clock).status == "failed"
    assert receiver.connections == 0


def test_the_body_is_compact_json(owner: User, receiver: Receiver, clock: Clock) -> None:
    tell(owner, receiver, clock)
    [received] = receiver.requests
    assert received.body == json.dumps(json.loads(received.body), separators=(",", ":")).encode()

"""The API of the default webhook, its secret, tests, deliveries and sends."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from accounts.models import User
from notifications import services
from notifications.models import SECRET_OVERLAP, Notification, SigningSecret, Webhook
from notifications.services import Channels, outbox
from tests.doubles.receiver import Behaviour, Received, Receiver
from tests.notifications.make import Clock, deliver, email_to, make_message, record, save, webhook_to

URL = "https://receiver.example/hook"
CONFIG, ROTATE = "/api/v1/webhooks/config", "/api/v1/webhooks/config/rotate"
TEST, DELIVERIES, SENDS = "/api/v1/webhooks/test", "/api/v1/webhooks/deliveries", "/api/v1/notifications/sends"
MASKED = "whsec_********"
NO_WEBHOOK = {"url": None, "webhook_url": None, "enabled": False}


def put(client: APIClient, **body: Any) -> Any:
    return client.put(CONFIG, body, format="json")


def redeliver(client: APIClient, row: Notification) -> Any:
    return client.post(f"{DELIVERIES}/{row.pk}/redeliver")


def verifies(received: Received, secret: str) -> bool:
    try:
        Verifier(secret).verify(received.body, dict(received.headers))
    except WebhookVerificationError:
        return False
    return True


# ── The default webhook ──────────────────────────────────────────────────────────────────────────


def test_at_first_there_is_no_default_webhook(as_owner: APIClient) -> None:
    assert as_owner.get(CONFIG).json() == NO_WEBHOOK | {"secret": None}


def test_the_secret_is_shown_when_it_is_made_and_masked_afterwards(as_owner: APIClient, owner: User) -> None:
    made = put(as_owner, url=URL).json()
    assert made == {
        "url": URL,
        "webhook_url": URL,
        "enabled": True,
        "secret": SigningSecret.objects.get(owner=owner).secret,
    }
    assert as_owner.get(CONFIG).json() == put(as_owner, url=URL).json() == {**made, "secret": MASKED}


def test_what_was_read_can_be_sent_back(as_owner: APIClient, owner: User) -> None:
    secret = put(as_owner, url=URL).json()["secret"]
    assert put(as_owner, **as_owner.get(CONFIG).json()).status_code == 200
    assert SigningSecret.objects.get(owner=owner).secret == secret


def test_the_default_webhook_is_switched_off_and_forgotten(as_owner: APIClient) -> None:
    put(as_owner, url=URL)
    assert put(as_owner, url=URL, enabled=False).json()["enabled"] is False
    assert Webhook.objects.get().disabled_reason == "Its owner switched it off."
    assert put(as_owner, url=None).json() == NO_WEBHOOK | {"secret": MASKED}
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"url": 5}, 422),
        ({"url": URL, "enabled": "yes"}, 422),
        ({"url": "http://receiver.example/"}, 400),
        ({"url": "https://127.0.0.1/"}, 400),
        ({"url": "https://receiver.example/" + "x" * 2000}, 400),
    ],
)
def test_a_default_webhook_that_cannot_be_is_refused(as_owner: APIClient, body: dict[str, Any], status: int) -> None:
    answer = put(as_owner, **body)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not Webhook.objects.exists()


def test_each_user_has_a_default_webhook_of_their_own(as_owner: APIClient, as_stranger: APIClient) -> None:
    put(as_owner, url=URL)
    assert as_stranger.get(CONFIG).json()["url"] is None
    put(as_stranger, url=URL + "/2")
    assert as_owner.get(CONFIG).json()["url"] == URL


def test_a_task_without_a_webhook_tells_by_the_default_one(owner: User, as_owner: APIClient, clock: Clock) -> None:
    put(as_owner, url=URL)
    assert record(owner, Channels(), now=clock()).webhook == Webhook.objects.get()


def test_a_task_with_a_webhook_of_its_own_does_not(owner: User, as_owner: APIClient, clock: Clock) -> None:
    put(as_owner, url=URL)
    assert record(owner, webhook_to(owner, URL + "/own"), now=clock()).recipient == URL + "/own"


def test_a_default_webhook_that_is_switched_off_is_told_nothing(owner: User, as_owner: APIClient, clock: Clock) -> None:
    put(as_owner, url=URL, enabled=False)
    services.record(message=make_message(), owner_id=owner.id, channels=Channels(), now=clock())
    assert not Notification.objects.exists()


def test_an_execution_is_told_by_one_webhook_though_the_default_one_appears_meanwhile(
    owner: User, as_owner: APIClient, clock: Clock
) -> None:
    message = make_message()
    services.record(message=message, owner_id=owner.id, channels=webhook_to(owner, URL), now=clock())
    put(as_owner, url=URL + "/2")
    services.record(message=message, owner_id=owner.id, channels=Channels(), now=clock())
    assert Notification.objects.get().recipient == URL


# ── The secret ───────────────────────────────────────────────────────────────────────────────────


def test_for_a_day_after_a_rotation_both_secrets_verify(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    old = put(as_owner, url=receiver.url("/hook")).json()["secret"]
    new = as_owner.post(ROTATE).json()["secret"]
    assert old != new
    deliver(record(owner, Channels(), now=clock()), clock)
    assert len(receiver.requests[0].headers["webhook-signature"].split(" ")) == 2
    assert verifies(receiver.requests[0], old)
    assert verifies(receiver.requests[0], new)
    assert as_owner.get(CONFIG).json()["secret"] == MASKED


def test_a_day_after_a_rotation_the_old_secret_does_not_verify(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    old = put(as_owner, url=receiver.url("/hook")).json()["secret"]
    new = as_owner.post(ROTATE).json()["secret"]
    SigningSecret.objects.update(rotated_at=clock() - SECRET_OVERLAP)
    deliver(record(owner, Channels(), now=clock()), clock)
    assert not verifies(receiver.requests[0], old)
    assert verifies(receiver.requests[0], new)


def test_a_second_rotation_ends_the_oldest_secret(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    secrets = [put(as_owner, url=receiver.url("/hook")).json()["secret"]]
    secrets += [as_owner.post(ROTATE).json()["secret"] for _ in range(2)]
    deliver(record(owner, Channels(), now=clock()), clock)
    assert [verifies(receiver.requests[0], secret) for secret in secrets] == [False, True, True]


def test_rotating_makes_a_secret_where_there_is_none(as_owner: APIClient) -> None:
    assert as_owner.post(ROTATE).json()["secret"].startswith("whsec_")
    assert SigningSecret.objects.get().previous == ""


# ── A test delivery ──────────────────────────────────────────────────────────────────────────────


def test_a_test_is_signed_delivered_and_recorded(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    secret = put(as_owner, url=receiver.url("/hook")).json()["secret"]
    started = as_owner.post(TEST).json()
    assert (started["event"], started["status"], started["task_id"]) == ("webhook.test", "pending", None)
    deliver(Notification.objects.get(), clock)
    body = json.loads(receiver.requests[0].body)
    assert verifies(receiver.requests[0], secret)
    assert body["type"] == "webhook.test"
    assert {*body["data"]} == {*make_message().webhook_body()["data"]}
    [listed] = as_owner.get(DELIVERIES).json()
    assert (listed["id"], listed["status"], len(listed["attempts"])) == (started["id"], "sent", 1)


def test_a_test_is_attempted_once(as_owner: APIClient, receiver: Receiver, clock: Clock) -> None:
    put(as_owner, url=receiver.url("/hook"))
    receiver.behaviour = Behaviour.SERVER_ERROR
    as_owner.post(TEST)
    assert deliver(Notification.objects.get(), clock).status == "failed"
    assert Webhook.objects.get().failing_since is None


def test_a_test_needs_an_enabled_default_webhook(as_owner: APIClient) -> None:
    assert as_owner.post(TEST).status_code == 409
    put(as_owner, url=URL, enabled=False)
    assert as_owner.post(TEST).json() == {"detail": "The default webhook is disabled."}


def test_tests_are_bounded_for_each_user(as_owner: APIClient, as_stranger: APIClient) -> None:
    for client in (as_owner, as_stranger):
        put(client, url=URL)
    assert {as_owner.post(TEST).status_code for _ in range(10)} == {200}
    refused = as_owner.post(TEST)
    assert refused.status_code == 429
    assert 3500 < int(refused["Retry-After"]) <= 3601
    assert as_stranger.post(TEST).status_code == 200
    Notification.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert as_owner.post(TEST).status_code == 200


# ── Deliveries ───────────────────────────────────────────────────────────────────────────────────


def test_a_delivery_is_listed_with_every_attempt(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    row = deliver(record(owner, webhook_to(owner, receiver.url("/hook")), now=clock()), clock)
    receiver.behaviour = Behaviour.OK
    clock.advance(seconds=10)
    deliver(row, clock)
    [listed] = as_owner.get(DELIVERIES).json()
    attempts = listed.pop("attempts")
    assert (listed["id"], listed["task_id"], listed["url"]) == (str(row.id), str(row.task_id), row.recipient)
    assert (listed["status"], listed["error_message"], listed["next_attempt_at"]) == ("sent", None, None)
    assert [(a["number"], a["status_code"], a["error"], a["response_excerpt"]) for a in attempts] == [
        (1, 500, "The receiver answered 500.", "out of order"),
        (2, 200, "", "received"),
    ]
    assert all(attempt["duration_ms"] >= 0 for attempt in attempts)


def test_deliveries_are_paged_newest_first_and_filtered_by_task(owner: User, as_owner: APIClient, clock: Clock) -> None:
    channels, rows = webhook_to(owner, URL), []
    for _ in range(3):
        clock.advance(seconds=1)
        rows.append(record(owner, channels, now=clock()))
    page = as_owner.get(DELIVERIES, {"page": 1, "limit": 2}).json()
    assert [item["id"] for item in page["items"]] == [str(rows[2].id), str(rows[1].id)]
    assert (page["total"], page["page"], page["limit"]) == (3, 1, 2)
    of_task = as_owner.get(DELIVERIES, {"task_id": str(rows[0].task_id)})
    assert ([item["id"] for item in of_task.json()], of_task["X-Total-Count"]) == ([str(rows[0].id)], "1")
    assert as_owner.get(DELIVERIES, {"task_id": "x"}).status_code == 422


def test_listing_deliveries_takes_the_same_queries_however_many_there_are(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock, django_assert_max_num_queries: Any
) -> None:
    channels = webhook_to(owner, receiver.url("/hook"))
    for _ in range(5):
        deliver(record(owner, channels, now=clock()), clock)
    as_owner.get(DELIVERIES)
    with django_assert_max_num_queries(4):  # the key, the count, the rows, their attempts
        assert len(as_owner.get(DELIVERIES).json()) == 5


def test_deliveries_are_the_owners_and_no_mails(
    owner: User, as_owner: APIClient, as_stranger: APIClient, clock: Clock
) -> None:
    record(owner, email_to(owner), now=clock())
    row = record(owner, webhook_to(owner, URL), now=clock())
    assert [item["id"] for item in as_owner.get(DELIVERIES).json()] == [str(row.id)]
    assert as_stranger.get(DELIVERIES).json() == as_stranger.get(SENDS).json()["sends"] == []
    assert redeliver(as_stranger, row).status_code == 404


# ── Redelivery ───────────────────────────────────────────────────────────────────────────────────


def test_a_redelivery_keeps_the_id_and_goes_on_numbering(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    row = deliver(record(owner, webhook_to(owner, receiver.url("/hook")), now=clock()), clock)
    answer = redeliver(as_owner, row).json()
    assert (answer["id"], answer["status"], answer["sent_at"]) == (str(row.id), "pending", None)
    assert deliver(row, clock).status == "sent"
    assert [received.headers["webhook-id"] for received in receiver.requests] == [str(row.id)] * 2
    assert list(row.attempts.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_redelivery_has_all_its_retries_again(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    receiver.status = 500
    row = record(owner, webhook_to(owner, receiver.url("/hook")), now=clock())
    for _ in range(10):
        deliver(row, clock)
        clock.now = row.next_attempt_at or clock.now
    assert row.status == "failed"
    Webhook.objects.update(failing_since=None)
    redeliver(as_owner, row)
    deliver(row, clock)
    assert row.status == "pending"
    assert row.next_attempt_at
    assert row.next_attempt_at - clock() < timedelta(seconds=6)


def test_one_that_waits_for_its_retry_is_delivered_now(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    row = deliver(record(owner, webhook_to(owner, receiver.url("/hook")), now=clock()), clock)
    receiver.behaviour = Behaviour.OK
    assert redeliver(as_owner, row).status_code == 200
    assert deliver(row, clock).status == "sent"


def test_a_redelivery_goes_where_the_webhook_points_now(
    owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock
) -> None:
    channels = webhook_to(owner, receiver.url("/hook"))
    row = deliver(record(owner, channels, now=clock()), clock)
    save(owner, {"type": "webhook", "url": receiver.url("/hook/2")}, current=channels)
    assert redeliver(as_owner, row).json()["url"] == receiver.url("/hook/2")
    deliver(row, clock)
    assert [received.path for received in receiver.requests] == ["/hook", "/hook/2"]


def test_what_cannot_be_delivered_again_is_refused(owner: User, as_owner: APIClient, clock: Clock) -> None:
    channels = webhook_to(owner, URL)
    row = record(owner, channels, now=clock())
    outbox.claim(row.id, now=clock())
    assert "being delivered" in redeliver(as_owner, row).json()["detail"]
    Webhook.objects.update(disabled_at=clock())
    assert redeliver(as_owner, row).json() == {"detail": "The webhook is disabled."}
    services.drop_channels(current=channels)
    assert redeliver(as_owner, row).json() == {"detail": "The webhook was removed."}
    mail = record(owner, email_to(owner), now=clock())
    for missing in (mail.pk, uuid4(), "x"):
        assert as_owner.post(f"{DELIVERIES}/{missing}/redeliver").status_code == 404


def test_one_delivery_cannot_be_asked_for_without_end(owner: User, as_owner: APIClient, clock: Clock) -> None:
    row = record(owner, webhook_to(owner, URL), now=clock())
    Notification.objects.update(attempt_count=100)
    assert redeliver(as_owner, row).status_code == 409


# ── Sends ────────────────────────────────────────────────────────────────────────────────────────


def test_sends_are_what_the_owner_was_told_but_confirmations(owner: User, as_owner: APIClient, clock: Clock) -> None:
    channels = save(owner, {"type": "email", "address": "bob@example.com"}, {"type": "webhook", "url": URL})
    message = make_message()
    services.record(message=message, owner_id=owner.id, channels=channels, now=clock())
    answer = as_owner.get(SENDS).json()
    assert answer["total"] == 2
    mail = next(send for send in answer["sends"] if send["notification_type"] == "email")
    row = Notification.objects.get(execution_id=message.execution_id, kind="email")
    assert mail.pop("created_at").endswith("Z")
    assert mail == {
        "id": str(row.id),
        "user_id": str(owner.id),
        "task_id": str(message.task_id),
        "execution_id": str(message.execution_id),
        "recipient": "bob@example.com",
        "notification_type": "email",
        "status": "pending",
        "error_message": None,
    }


def test_sends_are_filtered_and_cut(owner: User, as_owner: APIClient, clock: Clock) -> None:
    channels, rows = email_to(owner), []
    for _ in range(3):
        clock.advance(seconds=1)
        rows.append(record(owner, channels, now=clock()))
    record(owner, webhook_to(owner, URL), now=clock())

    def asked(**query: Any) -> tuple[list[str], int]:
        answer = as_owner.get(SENDS, query).json()
        return [send["id"] for send in answer["sends"]], answer["total"]

    assert asked(notification_type="email", limit=1, offset=1) == ([str(rows[1].id)], 3)
    assert asked(task_id=rows[0].task_id) == ([str(rows[0].id)], 1)
    assert asked(offset=10) == ([], 4)
    for bad in ({"limit": 0}, {"limit": 101}, {"offset": -1}, {"notification_type": "fax"}, {"task_id": "1"}):
        assert as_owner.get(SENDS, bad).status_code == 422

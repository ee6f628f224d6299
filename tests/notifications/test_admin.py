from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Attempt, SigningSecret, Webhook
from tests.notifications.make import Clock, deliver, email_to, record, webhook_to


@pytest.fixture
def as_admin(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"admin:notifications_{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_notifications_are_shown_with_their_attempts(owner: User, as_admin: Client, clock: Clock) -> None:
    notification = record(owner, email_to(owner), now=clock())
    Attempt.objects.create(
        notification=notification, number=1, started_at=timezone.now(), duration_ms=5, error="The server said no."
    )
    assert owner.email in page(as_admin, "notification_changelist")
    assert "The server said no." in page(as_admin, "notification_change", notification.id)


@pytest.mark.parametrize("search", ["alice", "not a uuid", "00000000-0000-0000-0000-000000000000"])
def test_notifications_can_be_searched_for(owner: User, as_admin: Client, clock: Clock, search: str) -> None:
    record(owner, email_to(owner), now=clock())
    page(as_admin, "notification_changelist", q=search)
    page(as_admin, "notification_changelist", status__exact="pending")


def test_the_names_of_headers_are_shown_and_their_values_are_not(owner: User, as_admin: Client) -> None:
    webhook = webhook_to(owner, "https://receiver.example/hook", headers={"Authorization": "Bearer sesame"}).webhook
    secret = SigningSecret.made_for(owner.id)[0].secret
    assert webhook is not None
    shown = page(as_admin, "webhook_change", webhook.id) + page(as_admin, "webhook_changelist")
    assert "Authorization" in shown
    assert "sesame" not in shown
    assert secret not in shown


def test_addresses_are_shown_with_their_readers_answer(owner: User, as_admin: Client) -> None:
    email_to(owner, "bob@example.com")
    assert "bob@example.com" in page(as_admin, "emailaddress_changelist")


def test_operators_have_things_delivered_again(
    owner: User, as_admin: Client, clock: Clock, mailoutbox: list[Any]
) -> None:
    mail = deliver(record(owner, email_to(owner), now=clock()), clock)
    gone = record(owner, webhook_to(owner, "https://receiver.example/hook"), now=clock())
    Webhook.objects.all().delete()
    answer = as_admin.post(
        reverse("admin:notifications_notification_changelist"),
        {"action": "redeliver", ACTION_CHECKBOX_NAME: [mail.pk, gone.pk]},
        follow=True,
    ).content.decode()
    assert "1 to be delivered again." in answer
    assert f"{gone.pk}: The webhook was removed." in answer
    assert deliver(mail, clock).status == "sent"
    assert len({sent.message()["Message-ID"] for sent in mailoutbox}) == 1 < len(mailoutbox)


@pytest.mark.parametrize("name", ["notification", "emailaddress", "webhook"])
def test_nothing_is_added_by_hand(as_admin: Client, name: str) -> None:
    assert as_admin.get(reverse(f"admin:notifications_{name}_add")).status_code == 403

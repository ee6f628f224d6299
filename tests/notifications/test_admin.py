import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Attempt, SigningSecret
from tests.notifications.make import Clock, email_to, record, webhook_to


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
    secret = SigningSecret.of(owner.id)
    assert webhook is not None
    shown = page(as_admin, "webhook_change", webhook.id) + page(as_admin, "webhook_changelist")
    assert "Authorization" in shown
    assert "sesame" not in shown
    assert secret not in shown


def test_addresses_are_shown_with_their_readers_answer(owner: User, as_admin: Client) -> None:
    email_to(owner, "bob@example.com")
    assert "bob@example.com" in page(as_admin, "emailaddress_changelist")


@pytest.mark.parametrize("name", ["notification", "emailaddress", "webhook"])
def test_nothing_is_added_by_hand(as_admin: Client, name: str) -> None:
    assert as_admin.get(reverse(f"admin:notifications_{name}_add")).status_code == 403

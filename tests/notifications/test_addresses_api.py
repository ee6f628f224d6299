"""`/api/v1/notifications/addresses`: verified addresses, listed and removed; and what `/auth/me` says of them."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from notifications.models import EmailAddress, Notification
from notifications.services import addresses
from tests.notifications.make import email_to, record
from tests.tasks_app.make import make_task

ADDRESSES, ME = "/api/v1/notifications/addresses", "/auth/me"
READER = "reader@example.com"


@pytest.fixture
def reader(owner: User) -> EmailAddress:
    """Somebody who has confirmed that they want the owner's mail."""
    email = email_to(owner, READER).email
    assert email is not None
    addresses.confirm(email_id=email.pk, now=timezone.now())
    return email


def listed(client: APIClient) -> list[str]:
    named = [address["address"] for address in client.get(ADDRESSES).json()]
    assert client.get(ME).json()["verified_notification_emails"] == named
    return named


def test_the_accounts_own_comes_first(owner: User, reader: EmailAddress, as_owner: APIClient) -> None:
    assert listed(as_owner) == [owner.email, READER]
    assert [address["is_own"] for address in as_owner.get(ADDRESSES).json()] == [True, False]


def test_one_that_waits_for_its_readers_yes_is_not_listed(owner: User, as_owner: APIClient) -> None:
    email_to(owner, READER)
    assert listed(as_owner) == [owner.email]


def test_one_that_wants_no_mail_is_not_listed_and_keeps_its_no(
    owner: User, reader: EmailAddress, as_owner: APIClient
) -> None:
    own = email_to(owner).email
    assert own is not None
    for unwilling in (reader, own):
        addresses.unsubscribe(email_id=unwilling.pk, now=timezone.now())
    assert listed(as_owner) == []
    assert as_owner.delete(f"{ADDRESSES}/{READER}").status_code == 404
    assert EmailAddress.objects.count() == 2


@pytest.mark.parametrize("way", ["address", "capitals", "id", "query"])
def test_one_is_removed_by_its_name(owner: User, reader: EmailAddress, as_owner: APIClient, way: str) -> None:
    paths = {
        "address": f"{ADDRESSES}/{READER}",
        "capitals": f"{ADDRESSES}/{READER.upper()}",
        "id": f"{ADDRESSES}/{reader.pk}",
        "query": f"{ADDRESSES}?address={READER}",
    }
    assert as_owner.delete(paths[way]).status_code == 204
    assert listed(as_owner) == [owner.email]
    assert as_owner.delete(paths[way]).status_code == 404


def test_what_told_it_tells_it_no_more(owner: User, reader: EmailAddress, as_owner: APIClient) -> None:
    channels = email_to(owner, READER)
    task = make_task(owner)
    type(task).objects.filter(pk=task.pk).update(email=reader)
    waiting = record(owner, channels, now=timezone.now())

    as_owner.delete(f"{ADDRESSES}/{READER}")
    assert as_owner.get(f"/api/v1/tasks/{task.pk}").json()["notifications"] == []
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_message) == (Notification.Status.CANCELLED, "The address was removed.")


@pytest.mark.usefixtures("reader")
def test_neither_the_accounts_own_nor_anothers_is_removed(
    owner: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    refused = as_owner.delete(f"{ADDRESSES}/{owner.email}")
    assert (refused.status_code, refused.json()) == (400, {"detail": addresses.OWN_ADDRESS})
    for name in (READER, str(uuid4()), "x"):
        assert as_stranger.delete(f"{ADDRESSES}/{name}").status_code == 404
    assert as_owner.delete(ADDRESSES).json()["detail"][0]["loc"] == ["query", "address"]


def test_listing_takes_the_same_queries_however_many_there_are(
    owner: User, as_owner: APIClient, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        EmailAddress.objects.create(owner=owner, address=f"{number}@example.com", confirmed_at=timezone.now())
    as_owner.get(ADDRESSES)
    with django_assert_num_queries(3):  # the key, the addresses, the own one
        assert len(as_owner.get(ADDRESSES).json()) == 6


def test_me_says_whether_a_default_webhook_is_set(as_owner: APIClient) -> None:
    assert as_owner.get(ME).json()["has_default_webhook"] is False
    as_owner.put("/api/v1/webhooks/config", {"url": "https://hooks.example.com/x"}, format="json")
    assert as_owner.get(ME).json()["has_default_webhook"] is True

"""`client.auth`, `client.webhooks` and `client.notifications`, every method, before the real server."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from notifications.models import Notification
from tests.accounts.conftest import clerk
from tests.doubles.clerk import ClerkDouble
from tests.notifications.make import record, webhook_to
from torale import AuthenticationError, ConflictError, ForbiddenError, NotFoundError, ToraleClient

__all__ = ["clerk"]
HOOK = "https://hooks.example.com/torale"


def test_keys_are_made_listed_and_revoked(client: ToraleClient, owner: User) -> None:
    me = client.auth.me()
    assert (me.email, me.role, me.id) == ("alice@example.com", "user", str(owner.pk))

    made = client.auth.create_api_key("laptop")
    with ToraleClient(made.key, client.api_url) as other:
        assert other.auth.me() == me
        assert [key.name for key in client.auth.list_api_keys()] == ["laptop", "tests"]
        client.auth.revoke_api_key(made.key_info)
        with pytest.raises(AuthenticationError):
            other.auth.me()
    assert [key.is_active for key in client.auth.list_api_keys()] == [True, False]
    with pytest.raises(NotFoundError):
        client.auth.revoke_api_key("770e8400-e29b-41d4-a716-446655440000")
    for number in range(9):
        client.auth.create_api_key(str(number))
    with pytest.raises(ForbiddenError, match="10 active API keys"):
        client.auth.create_api_key("one too many")


def test_a_user_of_clerk_is_brought_here(clerk: ClerkDouble, client: ToraleClient, settings: Settings) -> None:
    token = clerk.token(clerk.add_user("clara@example.com"))
    with ToraleClient(token, client.api_url) as clara:
        synced = clara.auth.sync_user()
        assert (synced.created, synced.user.email) == (True, "clara@example.com")
        assert clara.auth.me().id == synced.user.id


def test_the_default_webhook_is_set_tested_and_its_secret_rotated(client: ToraleClient) -> None:
    assert client.webhooks.get_config() == {"url": None, "webhook_url": None, "enabled": False, "secret": None}
    with pytest.raises(ConflictError):
        client.webhooks.test()

    first = client.webhooks.update_config(url=HOOK)
    assert first.secret is not None
    assert first.secret.startswith("whsec_")
    assert "whsec" not in repr(first)
    masked = {"url": HOOK, "webhook_url": HOOK, "enabled": True, "secret": "whsec_********"}
    assert client.webhooks.get_config() == masked
    rotated = client.webhooks.rotate_secret()
    assert rotated.secret not in (None, first.secret)

    delivery = client.webhooks.test()
    assert (delivery.event, delivery.url) == ("webhook.test", HOOK)
    assert client.webhooks.deliveries() == list(client.webhooks.iter_deliveries()) == [delivery]
    assert client.webhooks.update_config(url=None, enabled=False).url is None


def test_deliveries_and_sends_are_listed_and_delivered_again(client: ToraleClient, owner: User) -> None:
    row = record(owner, webhook_to(owner, HOOK), now=timezone.now())
    row.attempts.create(number=1, started_at=timezone.now(), duration_ms=5, status_code=503, error="It answered 503.")
    ended = {"status": Notification.Status.FAILED, "next_attempt_at": None, "publish_at": None}
    Notification.objects.filter(pk=row.pk).update(**ended)

    [delivery] = client.webhooks.deliveries()
    assert (delivery.id, delivery.attempts[0].status_code) == (str(row.pk), 503)
    assert client.webhooks.redeliver(delivery).status == "pending"
    assert client.webhooks.deliveries("770e8400-e29b-41d4-a716-446655440000", limit=5) == []

    sends = client.notifications.sends()
    assert (sends.total, sends.sends[0].recipient) == (1, HOOK)
    assert list(client.notifications.iter_sends()) == sends["sends"]
    assert client.notifications.sends(notification_type="email", limit=1, offset=0).total == 0
    with pytest.raises(NotFoundError):
        client.webhooks.redeliver("770e8400-e29b-41d4-a716-446655440000")

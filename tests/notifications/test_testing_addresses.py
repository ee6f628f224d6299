"""`POST /api/v1/webhooks/test` with a `webhook_url`: that address is tested at once, and nothing of it is kept."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient
from standardwebhooks import Webhook as Verifier

from accounts.models import User
from notifications.models import Notification, SigningSecret, Webhook
from notifications.services import trials
from tests.doubles.receiver import Behaviour, Receiver

TEST, CONFIG = "/api/v1/webhooks/test", "/api/v1/webhooks/config"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def try_out(client: APIClient, **body: Any) -> Any:
    return client.post(TEST, body, format="json")


def test_an_example_signed_with_the_secret_arrives(as_owner: APIClient, receiver: Receiver) -> None:
    answer = try_out(as_owner, webhook_url=receiver.url("/hook"), webhook_secret=SECRET).json()

    [received] = receiver.requests
    body = Verifier(SECRET).verify(received.body, dict(received.headers))
    assert json.loads(received.body)["type"] == body["type"] == answer["event"] == "webhook.test"
    assert (answer["success"], answer["message"]) == (True, "The receiver took it.")
    assert (answer["id"], answer["status"]) == (received.headers["webhook-id"], "sent")
    assert [attempt["status_code"] for attempt in answer["attempts"]] == [200]


def test_nothing_of_it_is_kept(as_owner: APIClient, receiver: Receiver) -> None:
    try_out(as_owner, webhook_url=receiver.url("/hook"), webhook_secret=SECRET)
    assert not Webhook.objects.exists()
    assert not Notification.objects.exists()
    assert not SigningSecret.objects.exists()
    assert as_owner.get(CONFIG).json()["url"] is None


def test_a_receiver_that_refuses_is_told(as_owner: APIClient, receiver: Receiver) -> None:
    receiver.behaviour = Behaviour.SERVER_ERROR
    answer = try_out(as_owner, webhook_url=receiver.url("/hook"), webhook_secret=SECRET)
    assert answer.status_code == 200
    failed = answer.json()
    assert (failed["success"], failed["message"]) == (False, "The receiver answered 500.")
    assert failed["attempts"][0]["status_code"] == 500


@pytest.mark.parametrize("secret", [None, "whsec_********"])
def test_without_a_secret_or_with_the_masked_one_the_own_secret_signs(
    as_owner: APIClient, owner: User, receiver: Receiver, secret: str | None
) -> None:
    own = SigningSecret.made_for(owner.pk)[0].secret
    try_out(as_owner, webhook_url=receiver.url("/hook"), webhook_secret=secret)
    [received] = receiver.requests
    Verifier(own).verify(received.body, dict(received.headers))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"webhook_url": "http://receiver.example/"}, 400),
        ({"webhook_url": "https://127.0.0.1/hook"}, 400),
        ({"webhook_url": "https://receiver.example/", "webhook_secret": "whsec_%"}, 400),
        ({"webhook_url": 5}, 422),
        ({"webhook_url": "https://receiver.example/", "webhook_secret": 5}, 422),
        ({"webhook_url": None}, 409),
    ],
)
@pytest.mark.usefixtures("db")
def test_what_cannot_be_tested_is_refused(as_owner: APIClient, body: dict[str, Any], status: int) -> None:
    assert try_out(as_owner, **body).status_code == status


def test_tests_of_either_kind_count_together(as_owner: APIClient, receiver: Receiver) -> None:
    as_owner.put(CONFIG, {"url": receiver.url("/hook")}, format="json")
    assert {try_out(as_owner).status_code for _ in range(4)} == {200}
    answers = [try_out(as_owner, webhook_url=receiver.url("/hook")) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert int(answers[-1]["Retry-After"]) > 3500


def test_only_a_few_are_made_at_once(as_owner: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "_places", type("Full", (), {"acquire": lambda *_, **__: False})())
    full = try_out(as_owner, webhook_url="https://receiver.example/")
    assert (full.status_code, full["Retry-After"]) == (503, "5")

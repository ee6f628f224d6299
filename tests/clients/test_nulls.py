"""Null for an optional member of a nested object means left out, as clients send it that serialise whole classes."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from core.api.openapi import document
from tests.inquiring import DraftingProvider, apart, at_once, provider
from tests.tasks_app.make import make_task

__all__ = ["apart", "at_once", "provider"]
TASKS = "/api/v1/tasks"
HOOK = {"type": "webhook", "url": "https://hooks.example.com/x"}
CHANNELS = [
    (HOOK | {"method": None, "headers": None}, HOOK | {"method": "POST"}),
    (HOOK | {"headers": {"X-Key": "a", "X-None": None}}, HOOK | {"method": "POST", "headers": {"X-Key": "a"}}),
    (
        {"type": "email", "address": "alice@example.com", "url": None, "method": None, "headers": None},
        {"type": "email", "address": "alice@example.com"},
    ),
]


@pytest.mark.parametrize(("sent", "kept"), CHANNELS)
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_of_a_channel(
    as_owner: APIClient, owner: User, method: str, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    path = TASKS if method == "post" else f"{TASKS}/{make_task(owner).pk}"
    answer = getattr(as_owner, method)(path, {"search_query": "q", "notifications": [sent]}, format="json")
    assert (answer.status_code, answer.json()["notifications"]) == (200, [kept])


@pytest.mark.usefixtures("at_once")
def test_of_the_current_task_of_a_suggestion(as_owner: APIClient, provider: DraftingProvider) -> None:
    current = {
        "search_query": "q",
        "name": None,
        "condition_description": None,
        "schedule": None,
        "state": None,
        "notifications": None,
    }
    answer = as_owner.post(f"{TASKS}/suggest", {"prompt": "Pause it", "current_task": current}, format="json")
    assert answer.status_code == 200, answer.content


def test_a_member_that_must_be_there_may_not_be_null(as_owner: APIClient) -> None:
    for channel, member in (({**HOOK, "url": None}, "url"), ({"type": "email", "address": None}, "address")):
        answer = as_owner.post(TASKS, {"search_query": "q", "notifications": [channel]}, format="json")
        [problem] = answer.json()["detail"]
        assert (problem["type"], problem["loc"]) == ("string_type", ["body", "notifications", 0, member])


def test_the_document_says_so() -> None:
    schemas = document()["components"]["schemas"]
    channel = schemas["WebhookNotificationRequest"]["properties"]
    for member in ("method", "headers"):
        assert "null" in channel[member]["type"]
    assert None in channel["method"]["enum"]
    optional = set(schemas["CurrentTaskRequest"]["properties"]) - {"search_query"}
    for member in optional:
        described = schemas["CurrentTaskRequest"]["properties"][member]
        assert "null" in str(described), member


def test_json_after_a_byte_order_mark_is_read(as_owner: APIClient) -> None:
    body = '\ufeff{"search_query": "What is new?"}'.encode()
    answer = as_owner.generic("POST", TASKS, body, "application/json")  # type: ignore[arg-type]  # bytes are fine
    assert (answer.status_code, answer.json()["search_query"]) == (200, "What is new?")


@pytest.mark.parametrize(
    "address",
    ["a@localhost", "a@[127.0.0.1]", "a@[IPv6:::1]", "x" * 65 + "@example.com", "a@b", '"a"@example.com', "a@10.0.0.1"],
)
def test_an_address_that_no_public_mail_reaches_is_refused(as_owner: APIClient, address: str) -> None:
    body = {"search_query": "q", "notifications": [{"type": "email", "address": address}]}
    answer = as_owner.post(TASKS, body, format="json")
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "Invalid notification: address must be one email address",
    )


@pytest.mark.parametrize("address", ["x" * 64 + "@example.com", "joe.o'neil@example.com", "info@münchen.example"])
def test_an_address_that_it_reaches_is_taken(as_owner: APIClient, address: str) -> None:
    body = {"search_query": "q", "notifications": [{"type": "email", "address": address}]}
    assert as_owner.post(TASKS, body, format="json").json()["notification_email"] == address


def test_a_public_task_is_read_below_public_as_well(as_owner: APIClient, as_nobody: APIClient, owner: User) -> None:
    task_id = as_owner.post(TASKS, {"search_query": "q"}, format="json").json()["id"]
    alias = f"/api/v1/public/tasks/id/{task_id}"
    assert as_nobody.get(alias).status_code == 404
    as_owner.patch(f"{TASKS}/{task_id}/visibility", {"is_public": True}, format="json")
    for client in (as_nobody, as_owner):
        assert client.get(alias).json() == client.get(f"{TASKS}/{task_id}").json()


def test_both_names_of_the_default_webhooks_url_are_taken(as_owner: APIClient) -> None:
    config, one, other = "/api/v1/webhooks/config", "https://one.example/x", "https://other.example/x"
    for body, url in (
        ({"webhook_url": one}, one),
        ({"url": None, "webhook_url": one}, one),
        ({"url": other, "webhook_url": one}, other),
        ({"webhook_url": None}, None),
    ):
        answer = as_owner.put(config, body, format="json").json()
        assert (answer["url"], answer["webhook_url"]) == (url, url)
    [problem] = as_owner.put(config, {"enabled": True}, format="json").json()["detail"]
    assert (problem["type"], problem["loc"]) == ("missing", ["body", "url"])

"""Clients of the earlier system, which nobody here wrote: what they send is answered as they expect."""

import json
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from core.env import BASE_DIR
from tests.doubles.receiver import Receiver
from tests.tasks_app.make import make_task

FIXTURES = json.loads((BASE_DIR / "tests" / "clients" / "generations.json").read_text())
EXCHANGES = [
    pytest.param(exchange, id=f"{generation}: {' '.join(exchange['asks'][:2])} {json.dumps(exchange['asks'][2])[:40]}")
    for generation, exchanges in FIXTURES.items()
    if generation != "about"
    for exchange in exchanges
]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_what_a_published_client_asks_is_answered(
    owner: User, as_owner: APIClient, settings: Settings, exchange: dict[str, Any]
) -> None:
    method, path, body = exchange["asks"]
    with Receiver() as receiver:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (receiver.url("/"),)
        sent = json.dumps(body).replace("{receiver}", receiver.url("/hook")) if body is not None else ""
        task_id = str(make_task(owner).pk)
        answer = as_owner.generic(method, path.replace("{id}", task_id), sent, "application/json")

    expected = exchange["answers"]
    assert answer.status_code == expected["status"], answer.content
    if "items" in expected:
        assert len(answer.json()) == expected["items"]
    if has := expected.get("has"):
        assert {name: answer.json()[name] for name in has} == has

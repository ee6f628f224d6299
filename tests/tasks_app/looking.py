"""A task that is looked at again and again: from the API, through both workers' jobs, to the webhook's receiver."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from notifications import jobs as courier
from notifications.models import Notification
from tasks_app import jobs as worker
from tasks_app.providers.registry import current_provider
from tests.doubles.gemini import KEY, MODEL, GeminiDouble, grounded, judgement
from tests.doubles.pages import Pages
from tests.doubles.receiver import Receiver

TASKS = "/api/v1/tasks"


class Watched:
    """One task that tells its owner's receiver."""

    def __init__(self, client: APIClient, receiver: Receiver) -> None:
        self.client = client
        self._receiver = receiver
        self.id = ""

    @property
    def path(self) -> str:
        return f"{TASKS}/{self.id}"

    def create(self, query: str, condition: str) -> Any:
        hook = {"type": "webhook", "url": self._receiver.url("/hook")}
        body = {"search_query": query, "condition_description": condition, "notifications": [hook]}
        answer = self.client.post(TASKS, body, format="json")
        assert answer.status_code == 200, answer.content
        self.id = answer.json()["id"]
        return answer.json()

    def look(self) -> Any:
        """Look once more, and send what is to be told. Return the execution as the API gives it."""
        asked = self.client.post(f"{self.path}/execute").json()
        worker.run_execution(asked["id"])
        for pending in Notification.objects.filter(status="pending"):
            courier.deliver(str(pending.id))
        [execution, *_] = self.client.get(f"{self.path}/executions").json()
        assert execution["id"] == asked["id"]
        return execution

    @property
    def sent(self) -> list[dict[str, Any]]:
        """All that the receiver was sent, in order."""
        return [json.loads(received.body) for received in self._receiver.requests]

    @property
    def told(self) -> list[str]:
        """The types of all that the receiver was sent, in order."""
        return [body["type"] for body in self.sent]


@pytest.fixture
def pages(settings: Settings) -> Iterator[Pages]:
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (*settings.TORALE_ALLOWED_PRIVATE_URLS, pages.url())
        yield pages


@pytest.fixture
def without_model(settings: Settings) -> Iterator[None]:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "auto", ""
    current_provider.cache_clear()
    yield
    current_provider.cache_clear()


@pytest.fixture
def gemini(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiDouble]:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY, settings.GEMINI_MODEL = "gemini", KEY, MODEL
    current_provider.cache_clear()
    with GeminiDouble() as double:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", double.base_url)
        double.searches, double.evaluations = [grounded()], [judgement()]
        yield double
    current_provider.cache_clear()


@pytest.fixture
def watched(as_owner: APIClient, settings: Settings) -> Iterator[Watched]:
    with Receiver() as receiver:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (*settings.TORALE_ALLOWED_PRIVATE_URLS, receiver.url("/hook"))
        yield Watched(as_owner, receiver)

"""A task that breaks, as its owner hears of it: from the API, through both workers' jobs, to the webhook's receiver."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from notifications import jobs as courier
from notifications.models import Notification
from tasks_app import jobs as worker
from tasks_app.providers.registry import current_provider
from tests.doubles.gemini import BAD_KEY, KEY, MODEL, GeminiDouble, grounded, judgement, refusal
from tests.doubles.receiver import Receiver

Look = Callable[[], list[dict[str, Any]]]
REFUSED = refusal(400, "INVALID_ARGUMENT", message="API key not valid.", details=[BAD_KEY])


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
def look(as_owner: APIClient, gemini: GeminiDouble, settings: Settings) -> Iterator[Look]:
    """Has the task looked at once more; what its owner's receiver has been told by then."""
    with Receiver() as receiver:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (receiver.url("/hook"),)
        task = {"search_query": "Is it out?", "notifications": [{"type": "webhook", "url": receiver.url("/hook")}]}
        task_id = as_owner.post("/api/v1/tasks", task, format="json").json()["id"]

        def look() -> list[dict[str, Any]]:
            execution = as_owner.post(f"/api/v1/tasks/{task_id}/execute").json()
            worker.run_execution(execution["id"])
            for pending in Notification.objects.filter(status="pending"):
                courier.deliver(str(pending.id))
            return [json.loads(received.body) for received in receiver.requests]

        yield look


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [body["type"] for body in told]


def test_three_failures_are_told_once_with_their_reason_and_so_is_the_recovery(
    gemini: GeminiDouble, look: Look, as_owner: APIClient
) -> None:
    gemini.searches = [REFUSED]
    assert look() == look() == []
    [failing] = look()
    assert failing["type"] == "task.failing"
    [task] = as_owner.get("/api/v1/tasks").json()
    [failed, *_] = as_owner.get(f"/api/v1/tasks/{task['id']}/executions").json()
    assert failing["data"]["execution"]["id"] == failed["id"]
    assert failing["data"]["execution"]["notification"] == failed["error_message"]
    assert look() == [failing]

    gemini.searches = [grounded()]
    assert kinds(look()) == kinds(look()) == ["task.failing", "task.recovered"]


def test_what_stays_inconclusive_for_more_than_a_day_is_told_like_a_failure(gemini: GeminiDouble, look: Look) -> None:
    gemini.evaluations = [judgement("inconclusive")]
    began = timezone.now()
    assert look() == look() == look() == []
    with time_machine.travel(began + timedelta(hours=23, minutes=59)):
        assert look() == []
    with time_machine.travel(began + timedelta(hours=24, minutes=1)):
        [failing] = look()
        assert failing["type"] == "task.failing"
        assert "not been enough to tell" in failing["data"]["execution"]["notification"]
        assert look() == [failing]
        gemini.evaluations = [judgement()]
        assert kinds(look()) == ["task.failing", "task.recovered"]

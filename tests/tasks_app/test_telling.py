"""A task that breaks, as its owner hears of it: from the API, through both workers' jobs, to the webhook's receiver."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from tests.doubles.gemini import BAD_KEY, GeminiDouble, grounded, judgement, refusal
from tests.tasks_app.looking import Watched, gemini, watched

__all__ = ["gemini", "watched"]
Look = Callable[[], list[dict[str, Any]]]
REFUSED = refusal(400, "INVALID_ARGUMENT", message="API key not valid.", details=[BAD_KEY])


@pytest.fixture
def look(watched: Watched) -> Look:
    """Has the task looked at once more; what its owner's receiver has been told by then."""
    watched.create("Is it out?", "It is out")

    def look() -> list[dict[str, Any]]:
        watched.look()
        return watched.sent

    return look


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

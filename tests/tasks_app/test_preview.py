"""`POST /api/v1/tasks/preview`: what a task would find, before there is one."""

import uuid
from typing import Any

import pytest
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from config.celery import app
from core.errors import UpstreamError
from core.jobs import inquiries
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import Verdict
from tasks_app.providers.web import WebProvider
from tasks_app.services import previews, understanding
from tests.accounts.limiting import limited, link
from tests.doubles.pages import Page, Pages
from tests.doubles.redis_link import RedisLink
from tests.inquiring import DraftingProvider, apart, at_once, provider
from tests.pipeline.make import evaluation, findings

__all__ = ["apart", "at_once", "limited", "link", "provider"]
PREVIEW = "/api/v1/tasks/preview"
QUERY = "When is the next iPhone being released?"
CONDITION = "Apple has announced a date"


def test_it_searches_and_judges_as_a_task_would(as_owner: APIClient, provider: DraftingProvider, at_once: None) -> None:
    provider.judges = evaluation(Verdict.MET)

    answer = as_owner.post(PREVIEW, {"search_query": QUERY, "condition_description": CONDITION}, format="json")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "condition_met": True,
            "answer": "On the 9th of September.",
            "reasoning": "Apple says so.",
            "evidence": "“9th of September” (apple.example)",
            "confidence": 90,
            "grounding_sources": [
                {"uri": "https://apple.example/news", "title": "apple.example", "url": "https://apple.example/news"}
            ],
            "condition_understood": None,
            "hint": understanding.NEEDS_MODEL,
        },
    )
    [question] = provider.asked
    assert (question.search_query, question.condition, question.known) == (QUERY, CONDITION, None)


def test_it_saves_nothing(as_owner: APIClient, provider: DraftingProvider, at_once: None) -> None:
    schedules = PeriodicTask.objects.count()
    as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert (Task.objects.count(), Execution.objects.count(), PeriodicTask.objects.count()) == (0, 0, schedules)


@pytest.mark.parametrize("given", [{}, {"condition_description": None}, {"condition_description": " \n"}])
def test_a_condition_that_is_not_given_is_inferred(
    as_owner: APIClient, provider: DraftingProvider, at_once: None, given: dict[str, Any]
) -> None:
    provider.judges = evaluation(inferred_condition="Apple has named the day")

    answer = as_owner.post(PREVIEW, {"search_query": QUERY, **given}, format="json").json()

    assert answer["inferred_condition"] == "Apple has named the day"
    assert not provider.asked[0].condition.strip()


def test_what_rests_on_no_source_is_undecided_and_still_has_a_condition(
    as_owner: APIClient, provider: DraftingProvider, at_once: None
) -> None:
    provider.finds = findings(grounded=False, sources=())

    answer = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json").json()

    assert (answer["condition_met"], answer["grounding_sources"]) == (None, [])
    assert answer["inferred_condition"] == "It is officially stated when the next iPhone is being released"


def test_without_a_model_the_condition_is_inferred_by_plain_rules_and_judged(
    as_owner: APIClient, at_once: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr("tasks_app.jobs.current_provider", WebProvider)
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        pages["/shop"] = Page("<h1>Console</h1><p>The console is in stock again.</p>")
        answer = as_owner.post(
            PREVIEW, {"search_query": f"Is the console in stock at {pages.url('/shop')}?"}, format="json"
        ).json()

    assert answer["inferred_condition"] == f"The console is in stock at {pages.url('/shop')}"
    assert answer["condition_met"] is True
    assert "in stock again" in answer["answer"]


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (errors.ValidationError("It does not fit."), 502, None),
        (errors.ProviderError("It is blocked."), 502, None),
        (errors.NetworkError("It could not be reached."), 502, None),
        (errors.RateLimitError("Too many.", retry_after=17.0), 503, "17"),
        (errors.OverloadedError("Overloaded."), 503, "30"),
        (errors.ConfigurationError("Only its operator can change that."), 503, "30"),
        (errors.TimeoutError("It took too long."), 504, None),
    ],
)
def test_a_failure_is_told_in_plain_words(
    as_owner: APIClient, provider: DraftingProvider, at_once: None, error: Exception, status: int, retry_after: str
) -> None:
    provider.error = error

    answer = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert (answer.status_code, answer.json()) == (status, {"detail": str(error)})
    assert answer.get("Retry-After") == retry_after


def test_what_nobody_foresaw_is_named_and_not_shown(
    as_owner: APIClient, provider: DraftingProvider, at_once: None
) -> None:
    provider.error = RuntimeError("the key is AIza…")

    answer = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert answer.status_code == 502
    assert "RuntimeError" in answer.json()["detail"]
    assert "AIza" not in answer.content.decode()


def test_without_a_worker_the_asker_is_told_in_time(
    as_owner: APIClient, apart: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 0.2
    monkeypatch.setattr(app, "send_task", lambda *args, **kwargs: None)

    answer = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert (answer.status_code, answer.json()) == (504, {"detail": inquiries.LATE})


def test_a_worker_has_no_more_time_than_its_asker(
    as_owner: APIClient, provider: DraftingProvider, at_once: None, settings: Settings
) -> None:
    settings.TORALE_PREVIEW_DEADLINE = inquiries.RETURN_SECONDS

    answer = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert (answer.status_code, answer.json()) == (
        504,
        {"detail": "The search and its evaluation took longer than they may."},
    )


def test_a_second_one_of_the_same_user_is_refused_meanwhile(
    as_owner: APIClient, as_stranger: APIClient, owner: User, provider: DraftingProvider, at_once: None
) -> None:
    with inquiries._place(inquiries._redis(), owner.pk):
        refused = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")
        other = as_stranger.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert (refused.status_code, refused.json()) == (429, {"detail": inquiries.ONE_AT_A_TIME})
    assert 1 <= int(refused["Retry-After"]) <= 63
    assert other.status_code == 200
    assert as_owner.post(PREVIEW, {"search_query": QUERY}, format="json").status_code == 200


def test_while_all_places_are_taken_it_is_refused(
    as_owner: APIClient, stranger: User, provider: DraftingProvider, at_once: None, settings: Settings
) -> None:
    settings.TORALE_MAX_PREVIEWS = 1
    with inquiries._place(inquiries._redis(), stranger.pk):
        refused = as_owner.post(PREVIEW, {"search_query": QUERY}, format="json")

    assert (refused.status_code, refused.json()) == (503, {"detail": inquiries.FULL})
    assert refused["Retry-After"]


@pytest.mark.parametrize("path", [PREVIEW, "/api/v1/tasks/suggest"])
def test_it_is_not_done_uncounted(as_owner: APIClient, provider: DraftingProvider, link: RedisLink, path: str) -> None:
    link.go_dead()

    answer = as_owner.post(path, {"search_query": QUERY, "prompt": QUERY}, format="json")

    assert answer.status_code == 503
    assert provider.asked == []


@pytest.mark.parametrize("path", [PREVIEW, "/api/v1/tasks/suggest"])
def test_it_needs_a_credential(as_nobody: APIClient, path: str) -> None:
    answer = as_nobody.post(path, {"search_query": QUERY, "prompt": QUERY}, format="json")

    assert (answer.status_code, answer.json()) == (401, {"detail": "Authorization header missing"})


@pytest.mark.parametrize(
    ("body", "field", "kind"),
    [
        ({}, "search_query", "missing"),
        ({"search_query": None}, "search_query", "string_type"),
        ({"search_query": "  "}, "search_query", "string_too_short"),
        ({"search_query": "x" * 2001}, "search_query", "string_too_long"),
        ({"search_query": "a\x00b"}, "search_query", "string_unicode"),
        ({"search_query": QUERY, "condition_description": 5}, "condition_description", "string_type"),
        ({"search_query": QUERY, "condition_description": "x" * 2001}, "condition_description", "string_too_long"),
    ],
)
def test_bad_input_is_named(
    as_owner: APIClient, provider: DraftingProvider, at_once: None, body: dict[str, Any], field: str, kind: str
) -> None:
    answer = as_owner.post(PREVIEW, body, format="json")

    assert answer.status_code == 422
    assert [(problem["loc"], problem["type"]) for problem in answer.json()["detail"]] == [(["body", field], kind)]
    assert provider.asked == []


def test_a_preview_is_followed_from_step_to_step(
    owner: User, at_once: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    noted: list[dict[str, Any]] = []
    monkeypatch.setattr("tasks_app.jobs.current_provider", WebProvider)
    monkeypatch.setattr(inquiries, "note", lambda id_, step: noted.append(step))
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        pages["/shop"] = Page("<h1>Console</h1><p>The console is in stock again.</p>")
        query = f"Is the console in stock at {pages.url('/shop')}?"
        begun = previews.begin_preview(asker=owner, search_query=query, condition=None)

    assert noted == [
        {"step": "searching", "pages": 0},
        {"step": "reading", "pages": 1},
        {"step": "judging", "pages": 0},
    ]
    found = previews.look(asker=owner, preview_id=uuid.UUID(begun))
    assert found.answer
    assert (found.answer["condition_met"], found.answer["evidence"]) == (True, "The console is in stock again.")


def test_a_preview_that_fails_says_so_to_whoever_follows_it(
    owner: User, provider: DraftingProvider, at_once: None
) -> None:
    provider.error = errors.NetworkError("It could not be reached.")
    begun = previews.begin_preview(asker=owner, search_query=QUERY, condition=None)
    with pytest.raises(UpstreamError, match="could not be reached"):
        previews.look(asker=owner, preview_id=uuid.UUID(begun))

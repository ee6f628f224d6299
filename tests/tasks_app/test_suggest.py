"""`POST /api/v1/tasks/suggest`: a sentence becomes a task that can be created, or changes one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from rest_framework.test import APIClient

from core.api.fields import read
from core.jobs import inquiries
from tasks_app.api.serializers import CreateTaskSerializer
from tasks_app.pipeline import errors, plain
from tasks_app.pipeline.types import Draft, Wish
from tests.inquiring import DraftingProvider, apart, at_once, provider

__all__ = ["apart", "at_once", "provider"]
SUGGEST = "/api/v1/tasks/suggest"
HOOK = {"type": "webhook", "url": "https://hooks.example.com/x", "method": "PUT", "headers": {"X-Token": "secret"}}
# How the condition is understood: tests/tasks_app/test_understanding.py is about it.
UNDERSTOOD = {"condition_understood", "hint"}
MAIL = {"type": "email", "address": "alice@example.com"}
TASK: dict[str, Any] = {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "iPhone",
    "search_query": "When is the next iPhone released?",
    "condition_description": "Apple has announced a date",
    "state": "active",
    "schedule": None,
    "notifications": [MAIL, HOOK],
    "view_count": 7,
}
WHOLE = {
    name: TASK[name] for name in ("name", "search_query", "condition_description", "schedule", "notifications", "state")
}


@pytest.fixture
def with_a_model(settings: Settings, provider: DraftingProvider, at_once: None) -> DraftingProvider:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "gemini", "a-key"
    return provider


def suggest(client: APIClient, prompt: str, task: dict[str, Any] | None = None, *, status: int = 200) -> Any:
    body = {"prompt": prompt, "current_task": task} if task else {"prompt": prompt}
    answer = client.post(SUGGEST, body, format="json")
    assert answer.status_code == status, answer.content
    return {name: value for name, value in answer.json().items() if name not in UNDERSTOOD}


# ── By plain rules ───────────────────────────────────────────────────────────────────────────────
def test_a_sentence_becomes_a_task_that_can_be_created(as_owner: APIClient) -> None:
    suggested = suggest(as_owner, "Tell me when the PS5 is back in stock at https://shop.example/ps5")

    assert suggested == {
        "name": "PS5 is back in stock",
        "search_query": "Is the PS5 back in stock at https://shop.example/ps5?",
        "condition_description": "The PS5 is back in stock at https://shop.example/ps5",
        "schedule": None,
        "notifications": [],
    }
    assert as_owner.post("/api/v1/tasks", suggested, format="json").status_code == 200


def test_where_and_when_to_tell_are_taken_from_the_sentence(as_owner: APIClient) -> None:
    suggested = suggest(as_owner, "Tell me when tickets are on sale, every day at 9, and notify me at bob@example.com")

    assert suggested["condition_description"] == "Tickets are on sale"
    assert suggested["schedule"] == "0 9 * * *"
    assert suggested["notifications"] == [{"type": "email", "address": "bob@example.com"}]


@pytest.mark.parametrize("address", ["joe.o'neil@example.com", "joe@bücher.example", "joe@例子.测试"])
def test_an_odd_address_survives(as_owner: APIClient, address: str) -> None:
    suggested = suggest(as_owner, f"Tell me when tickets are on sale and mail {address}")

    assert suggested["notifications"] == [{"type": "email", "address": address}]
    assert suggested["condition_description"] == "Tickets are on sale"
    assert as_owner.post("/api/v1/tasks", suggested, format="json").status_code == 200


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ('Rename it to "Phone watch"', {"name": "Phone watch"}),
        ("every Monday at 7:30 pm", {"schedule": "30 19 * * 1"}),
        ("twice a day", {"schedule": "0 9,21 * * *"}),
        ("tell me only when the price drops below 500", {"condition_description": "The price drops below 500"}),
        ("search for the Pixel 11 instead", {"search_query": "the Pixel 11"}),
        ("pause it", {"state": "paused"}),
        ("rename this task to Radar and pause it", {"name": "Radar", "state": "paused"}),
        ("stop emailing me", {"notifications": [HOOK]}),
        ("remove the webhook", {"notifications": [MAIL]}),
        ("notify me at bob@example.com", {"notifications": [{"type": "email", "address": "bob@example.com"}, HOOK]}),
        ("make it about the Pro model only", {}),
    ],
)
def test_a_task_is_changed_as_asked_and_otherwise_kept(
    as_owner: APIClient, prompt: str, changes: dict[str, Any]
) -> None:
    changed = suggest(as_owner, prompt, TASK)

    assert changed == WHOLE | changes
    assert as_owner.post("/api/v1/tasks", changed, format="json").status_code == 200


def test_a_completed_task_can_be_changed_and_is_created_anew(as_owner: APIClient) -> None:
    changed = suggest(as_owner, "every day at 9", TASK | {"state": "completed"})

    assert "state" not in changed
    assert suggest(as_owner, "resume it", TASK | {"state": "completed"})["state"] == "active"


def test_a_task_may_be_as_little_as_its_query(as_owner: APIClient) -> None:
    assert suggest(as_owner, "rename to Radar", {"search_query": "Is it so?"}) == {
        "name": "Radar",
        "search_query": "Is it so?",
        "condition_description": "Is it so?",
        "schedule": None,
        "notifications": [],
    }


def test_a_cadence_that_cannot_be_is_left_out(as_owner: APIClient) -> None:
    assert suggest(as_owner, "every day at 99 tell me if it rains")["schedule"] is None
    assert suggest(as_owner, "every 90 minutes", TASK | {"schedule": "0 8 * * *"})["schedule"] is None
    assert suggest(as_owner, "every day at 99", TASK | {"schedule": "0 8 * * *"})["schedule"] == "0 8 * * *"


@pytest.mark.parametrize(
    "prompt", ["Tell me if it rains, use the webhook http://10.0.0.1/x", "mail me at a@b..example"]
)
def test_a_channel_that_cannot_be_is_refused(as_owner: APIClient, prompt: str) -> None:
    assert suggest(as_owner, prompt, status=400)["detail"].startswith("Invalid notification: ")


def test_a_task_with_a_bad_channel_is_refused(as_owner: APIClient) -> None:
    bad = TASK | {"notifications": [{"type": "sms"}]}

    assert suggest(as_owner, "pause it", bad, status=400)["detail"].startswith("Invalid notification: ")


@pytest.mark.parametrize(
    ("body", "loc", "kind"),
    [
        ({}, ["prompt"], "missing"),
        ({"prompt": " "}, ["prompt"], "string_too_short"),
        ({"prompt": "x" * 2001}, ["prompt"], "string_too_long"),
        ({"prompt": "a\x00"}, ["prompt"], "string_unicode"),
        ({"prompt": "x", "current_task": []}, ["current_task"], "dict_type"),
        ({"prompt": "x", "current_task": {}}, ["current_task", "search_query"], "missing"),
        ({"prompt": "x", "current_task": TASK | {"state": "running"}}, ["current_task", "state"], "enum"),
        ({"prompt": "x", "current_task": TASK | {"schedule": "often"}}, ["current_task", "schedule"], "value_error"),
    ],
)
def test_bad_input_is_named(as_owner: APIClient, body: dict[str, Any], loc: list[str], kind: str) -> None:
    answer = as_owner.post(SUGGEST, body, format="json")

    assert answer.status_code == 422
    assert [(found["loc"], found["type"]) for found in answer.json()["detail"]] == [(["body", *loc], kind)]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200)
phrases = st.sampled_from(
    ["tell me when ", "rename it to ", " every day at ", "is ", "when ", " instead", "pause ", '"', "?", ", ", "watch ",
     "change the query to: ", "if ", " let me know", "make the condition be ", "please", " 9", "call it "]
)  # fmt: skip
sentences = st.lists(words | phrases, min_size=1, max_size=8).map("".join).filter(str.strip)
tasks = st.none() | st.builds(Draft, name=words, search_query=words, condition=words).filter(
    lambda task: bool(task.name.strip() and task.search_query.strip() and task.condition.strip())
)


@given(prompt=sentences, task=tasks)
def test_whatever_is_said_the_plain_rules_make_a_task_that_can_be_created(prompt: str, task: Draft | None) -> None:
    made = plain.draft(Wish(prompt[:2000], task))
    fields = {"name": made.name, "search_query": made.search_query, "condition_description": made.condition}

    assert read(CreateTaskSerializer, fields)["name"] == made.name
    assert made.condition.strip()


# ── By a model ───────────────────────────────────────────────────────────────────────────────────
def test_with_a_model_a_worker_drafts(as_owner: APIClient, with_a_model: DraftingProvider) -> None:
    with_a_model.drafts = Draft("Title", "Is it so?", "It is so", schedule="0 9 * * *", email="bob@example.com")

    assert suggest(as_owner, "Watch it, and tell bob@example.com") == {
        "name": "Title",
        "search_query": "Is it so?",
        "condition_description": "It is so",
        "schedule": "0 9 * * *",
        "notifications": [{"type": "email", "address": "bob@example.com"}],
    }
    assert with_a_model.wishes == [Wish("Watch it, and tell bob@example.com")]


def test_a_channel_that_is_kept_keeps_all_that_belongs_to_it(
    as_owner: APIClient, with_a_model: DraftingProvider
) -> None:
    with_a_model.drafts = Draft("Title", "Is it so?", "It is so", webhook=str(HOOK["url"]), paused=True)

    changed = suggest(as_owner, "no mails", TASK)

    assert (changed["notifications"], changed["state"]) == ([HOOK], "paused")
    assert "secret" not in repr(with_a_model.wishes)


def test_a_schedule_that_a_model_made_up_is_dropped(as_owner: APIClient, with_a_model: DraftingProvider) -> None:
    with_a_model.drafts = Draft("Title", "Is it so?", "It is so", schedule="now and then")

    assert suggest(as_owner, "Watch it")["schedule"] is None


def test_a_failing_model_is_told_as_in_previews(as_owner: APIClient, with_a_model: DraftingProvider) -> None:
    with_a_model.error = errors.OverloadedError("The search service is overloaded for now.")

    assert suggest(as_owner, "Watch it", status=503) == {"detail": "The search service is overloaded for now."}


def test_without_a_model_nobody_waits_for_a_worker(as_owner: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inquiries, "ask", lambda *args, **kwargs: pytest.fail("a job was sent"))

    assert suggest(as_owner, "Tell me when it is out")["condition_description"] == "It is out"


def test_settings_that_contradict_themselves_are_told(as_owner: APIClient, settings: Settings) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "gemini", ""

    assert "GEMINI_API_KEY" in suggest(as_owner, "Watch it", status=503)["detail"]

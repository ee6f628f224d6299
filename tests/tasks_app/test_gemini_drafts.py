"""Drafts and inferred conditions: the real SDK against a double that speaks its protocol."""

import json
from collections.abc import Iterator

import pytest

from tasks_app.pipeline import draft as drafts
from tasks_app.pipeline import errors
from tasks_app.pipeline.evaluate import INFERRING_SCHEMA
from tasks_app.pipeline.runner import answer
from tasks_app.pipeline.types import Deadline, Draft, Drafter, Wish
from tasks_app.providers.gemini import GeminiProvider
from tasks_app.providers.web import WebProvider
from tests.doubles import gemini as said
from tests.doubles.gemini import KEY, MODEL, GeminiDouble
from tests.pipeline.make import question

TASK = Draft(
    "iPhone", "When?", "A date is announced", email="alice@example.com", webhook="https://hooks.example.com/secret"
)


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiDouble]:
    with GeminiDouble() as double:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", double.base_url)
        yield double


@pytest.fixture
def provider(gemini: GeminiDouble) -> GeminiProvider:
    return GeminiProvider(KEY, MODEL)


def draft(provider: GeminiProvider, wish: Wish, *, seconds: float = 20) -> Draft:
    return provider.draft(wish, deadline=Deadline.after(seconds))


def test_gemini_drafts_and_the_plain_rules_do_not(provider: GeminiProvider) -> None:
    assert isinstance(provider, Drafter)
    assert not isinstance(WebProvider(), Drafter)


def test_a_draft_is_one_call_with_a_schema(gemini: GeminiDouble, provider: GeminiProvider) -> None:
    made = draft(provider, Wish("Tell me about the next iPhone"))

    assert made == Draft("The next iPhone", "When is the next iPhone released?", "Apple has announced a date")
    [asked] = gemini.requests
    assert asked.body["generationConfig"]["responseJsonSchema"] == drafts.SCHEMA
    assert "tools" not in asked.body
    assert asked.data == {"wish": "Tell me about the next iPhone", "task": None}


def test_where_somebody_is_told_is_not_shown_to_the_model_and_kept(
    gemini: GeminiDouble, provider: GeminiProvider
) -> None:
    gemini.drafts = [said.drafted(email="keep", webhook="keep", paused=True)]

    made = draft(provider, Wish("Pause it", TASK))

    assert (made.email, made.webhook, made.paused) == (TASK.email, TASK.webhook, True)
    assert "secret" not in json.dumps(gemini.requests[0].body)
    assert "alice" not in json.dumps(gemini.requests[0].body)


@pytest.mark.parametrize(
    ("said_email", "becomes"),
    [
        ("none", None),
        ("bob@example.com", "bob@example.com"),
        ("mallory@example.com", "alice@example.com"),
        ("it", "alice@example.com"),
        ("", "alice@example.com"),
    ],
)
def test_only_an_address_that_the_wish_names_is_taken(
    gemini: GeminiDouble, provider: GeminiProvider, said_email: str, becomes: str | None
) -> None:
    gemini.drafts = [said.drafted(email=said_email)]

    assert draft(provider, Wish("Tell bob@example.com about it", TASK)).email == becomes


def test_what_cannot_be_kept_of_an_answer_is_replaced(gemini: GeminiDouble, provider: GeminiProvider) -> None:
    gemini.drafts = [said.drafted(name="\x00", search_query="x" * 5000, condition="\x07")]

    made = draft(provider, Wish("Tell me when it is out"))

    assert made.name == "It is out"
    assert len(made.search_query) == 2000
    assert made.condition == "It is out"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (said.answer("Sure! Here it is."), errors.ValidationError),
        (said.drafted(name=" "), errors.ValidationError),
        (said.drafted(paused="yes"), errors.ValidationError),
        (said.refusal(429, retry_after="7"), errors.RateLimitError),
        (said.refusal(503), errors.OverloadedError),
        (said.refusal(500), errors.ProviderError),
        (said.blocked(), errors.ProviderError),
    ],
)
def test_a_failure_is_of_the_same_kinds_as_those_of_a_search(
    gemini: GeminiDouble, provider: GeminiProvider, given: said.Answer, error: type[errors.PipelineError]
) -> None:
    gemini.drafts = [given]
    with pytest.raises(error) as caught:
        draft(provider, Wish("Tell me"))
    assert type(caught.value) is error


def test_a_draft_ends_in_time(gemini: GeminiDouble, provider: GeminiProvider) -> None:
    gemini.drafts = [said.drafted()]
    gemini.drafts[0] = said.Answer(gemini.drafts[0].body, delay=20)
    with pytest.raises(errors.TimeoutError):
        draft(provider, Wish("Tell me"), seconds=0.3)


def test_where_no_condition_is_given_the_evaluation_infers_it(gemini: GeminiDouble, provider: GeminiProvider) -> None:
    gemini.evaluations = [said.judgement("met"), said.judgement("met", inferred_condition="A date is announced")]

    outcome = answer(question(condition=""), provider, deadline=Deadline.after(20))

    assert outcome.evaluation.inferred_condition == "A date is announced"
    search, rejected, repaired = gemini.requests
    assert search.is_search
    for asked in (rejected, repaired):
        assert asked.body["generationConfig"]["responseJsonSchema"] == INFERRING_SCHEMA
        assert "`inferred_condition`" in asked.instructions
    assert next(iter(INFERRING_SCHEMA["properties"])) == "inferred_condition"


def test_where_a_condition_is_given_none_is_inferred(gemini: GeminiDouble, provider: GeminiProvider) -> None:
    gemini.evaluations = [said.judgement("met", inferred_condition="Whatever")]

    outcome = answer(question(), provider, deadline=Deadline.after(20))

    assert outcome.evaluation.inferred_condition is None
    assert "inferred_condition" not in json.dumps(gemini.requests[1].body)

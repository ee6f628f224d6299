"""A worker asks for its model as it starts: what is refused is known before an execution fails."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import timezone
from pytest_django import Settings

from core.jobs import heartbeat
from tasks_app.pipeline.errors import ConfigurationError, PipelineError
from tasks_app.providers import standing
from tasks_app.providers.registry import current_provider
from tests.doubles.gemini import BAD_KEY, KEY, MODEL, Answer, GeminiDouble, refusal, saying

RETIRED = refusal(404, "NOT_FOUND", message="models/… is no longer available to new users.")
DENIED = refusal(403, "PERMISSION_DENIED")
NO_KEY = refusal(400, "INVALID_ARGUMENT", details=[BAD_KEY])
BARRED = refusal(400, "FAILED_PRECONDITION", message="User location is not supported.")


@pytest.fixture
def gemini(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiDouble]:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY, settings.GEMINI_MODEL = "gemini", KEY, MODEL
    monkeypatch.setattr(standing, "_KEY", "torale:test:refusal")
    current_provider.cache_clear()
    with GeminiDouble() as double:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", double.base_url)
        yield double
    current_provider.cache_clear()
    heartbeat.client().delete("torale:test:refusal")


def start() -> standing.Refusal | None:
    standing.check_at_start(now=timezone.now())
    return standing.refusal()


def test_a_model_that_there_is_is_asked_for_once_and_says_nothing(
    gemini: GeminiDouble, caplog: pytest.LogCaptureFixture
) -> None:
    assert start() is None
    assert (gemini.lookups, gemini.requests, caplog.records) == (1, [], [])


@pytest.mark.parametrize(
    ("answer", "setting"),
    [(RETIRED, "GEMINI_MODEL"), (DENIED, "GEMINI_MODEL"), (NO_KEY, "GEMINI_API_KEY"), (BARRED, "GEMINI_API_KEY")],
)
def test_a_refusal_is_one_line_with_the_setting_to_change(
    gemini: GeminiDouble, caplog: pytest.LogCaptureFixture, answer: Answer, setting: str
) -> None:
    gemini.looked_up = answer
    kept = start()
    assert kept is not None
    assert setting in kept.message
    assert KEY not in caplog.text
    said = [record.getMessage() for record in caplog.records if record.name == standing.__name__]
    assert said == [f"no execution can succeed: {kept.message}"]
    with pytest.raises(ConfigurationError, match=setting):
        standing.check()


def test_a_retired_model_is_named(gemini: GeminiDouble, settings: Settings) -> None:
    settings.GEMINI_MODEL = "gemini-2.5-flash"
    kept = start()
    assert kept is not None
    assert kept.message.startswith("Gemini has no model gemini-2.5-flash")


@pytest.mark.parametrize("answer", [refusal(503), refusal(429), refusal(500), saying({}, status=502)])
def test_a_gemini_that_does_not_say_refuses_nothing(
    gemini: GeminiDouble, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    gemini.looked_up = answer
    assert start() is None
    assert "could not be asked for its model" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_an_unreachable_gemini_is_not_an_unknown_model(gemini: GeminiDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    assert start() is None
    with pytest.raises(PipelineError) as caught:
        standing.check()
    assert not isinstance(caught.value, ConfigurationError)


def test_a_gemini_that_hangs_holds_up_a_start_for_three_seconds_at_most(
    gemini: GeminiDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standing.SECONDS == 3
    monkeypatch.setattr(standing, "SECONDS", 0.3)
    gemini.looked_up = replace(saying({}), delay=30)
    current_provider()
    begun = time.monotonic()
    assert start() is None
    assert time.monotonic() - begun < 3


def test_a_refusal_is_forgotten_once_the_settings_are_others_or_taken(gemini: GeminiDouble, settings: Settings) -> None:
    gemini.looked_up = RETIRED
    assert start() is not None
    settings.GEMINI_MODEL = "another"
    assert standing.refusal() is None
    settings.GEMINI_MODEL = MODEL
    assert standing.refusal() is not None
    gemini.looked_up = None
    assert start() is None


def test_a_refusal_outlives_a_start_that_could_not_ask(gemini: GeminiDouble) -> None:
    gemini.looked_up = RETIRED
    assert start() is not None
    gemini.looked_up = refusal(503)
    assert start() is not None


def test_a_provider_without_a_model_is_not_asked(gemini: GeminiDouble, settings: Settings) -> None:
    settings.SEARCH_PROVIDER = "web"
    assert start() is None
    assert gemini.lookups == 0

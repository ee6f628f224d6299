import multiprocessing
from collections.abc import Iterator

import pytest
from celery import signals
from pytest_django import Settings

from tasks_app.jobs import load_provider
from tasks_app.pipeline import errors
from tasks_app.providers.registry import current_provider


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    current_provider.cache_clear()
    yield
    current_provider.cache_clear()


@pytest.mark.parametrize(
    ("wanted", "key", "name"),
    [("auto", "AIza-x", "gemini"), ("auto", "", "web"), ("gemini", "AIza-x", "gemini"), ("web", "AIza-x", "web")],
)
def test_the_settings_name_the_provider(settings: Settings, wanted: str, key: str, name: str) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = wanted, key
    assert current_provider().name == name
    assert current_provider() is current_provider()


@pytest.mark.parametrize(("wanted", "names"), [("gemini", "GEMINI_API_KEY"), ("bing", "SEARCH_PROVIDER")])
def test_settings_that_contradict_themselves_are_explained(settings: Settings, wanted: str, names: str) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = wanted, ""
    with pytest.raises(errors.ConfigurationError, match=names):
        current_provider()


def test_a_forked_child_makes_a_provider_of_its_own(settings: Settings) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "gemini", "AIza-x"
    current_provider()
    fork = multiprocessing.get_context("fork")
    kept = fork.SimpleQueue()
    child = fork.Process(target=lambda: kept.put(current_provider.cache_info().currsize), daemon=True)
    child.start()
    child.join(10)
    assert kept.get() == 0
    assert current_provider.cache_info().currsize == 1


def test_a_worker_has_its_provider_before_its_first_job(settings: Settings) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "gemini", "AIza-x"
    receivers = [receive() for _, receive in signals.worker_init.receivers]
    assert load_provider in receivers
    load_provider()
    assert current_provider.cache_info().currsize == 1


def test_a_worker_without_a_provider_starts_and_says_so(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "gemini", ""
    load_provider()
    assert "GEMINI_API_KEY is not set" in caplog.text

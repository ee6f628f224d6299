import pytest

from tasks_app.pipeline import errors
from tasks_app.pipeline.errors import PipelineError, as_pipeline_error

RATE_WAITS = [30, 120, 480, 1920, 3600]
SHORT_WAITS = [10, 30, 90]


@pytest.mark.parametrize(
    ("error", "name", "waits"),
    [
        (errors.ValidationError("x"), "ValidationError", [30, 120]),
        (errors.ProviderError("x"), "ProviderError", [30, 120]),
        (errors.RateLimitError("x"), "RateLimitError", RATE_WAITS),
        (errors.OverloadedError("x"), "OverloadedError", RATE_WAITS),
        (errors.TimeoutError("x"), "TimeoutError", SHORT_WAITS),
        (errors.NetworkError("x"), "NetworkError", SHORT_WAITS),
        (errors.ConfigurationError("x"), "ConfigurationError", []),
        (as_pipeline_error(KeyError("x")), "KeyError", [30, 120]),
    ],
)
def test_each_kind_has_its_own_retries_and_waits(error: PipelineError, name: str, waits: list[float]) -> None:
    assert error.error_type == name
    assert [error.wait(retry) for retry in range(error.max_retries)] == waits


@pytest.mark.parametrize(("asked", "waited"), [(7.0, 7.0), (0.0, 1.0), (86_400.0, 3600.0)])
def test_the_wait_that_a_provider_asks_for_is_kept_up_to_an_hour(asked: float, waited: float) -> None:
    assert errors.RateLimitError("x", retry_after=asked).wait(4) == waited


def test_a_wait_is_bounded_however_often_it_was_tried() -> None:
    assert errors.RateLimitError("x").wait(10_000) == 3600


def test_an_unforeseen_error_is_named_and_its_message_kept_back() -> None:
    error = as_pipeline_error(ValueError("postgres://user:secret@db/"))
    assert "ValueError" in error.message
    assert "secret" not in f"{error} {error!r} {error.message}"


def test_an_error_of_the_pipeline_stays_itself() -> None:
    error = errors.NetworkError("x")
    assert as_pipeline_error(error) is error

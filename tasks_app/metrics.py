"""Counters and timers of executions, see `core.ops.metrics`."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Histogram

from core.ops.metrics import LATE, LONG, REGISTRY

# Names of the errors in `tasks_app.pipeline.errors`, and the one that a provider adds.
ERRORS = (
    *("ValidationError", "ProviderError", "RateLimitError", "OverloadedError"),
    *("TimeoutError", "NetworkError", "ConfigurationError", "UnexpectedError", "PageError"),
)

EXECUTIONS = Counter(
    "torale_executions_total",
    "Attempts at an execution that have ended, by outcome and kind of error",
    ["outcome", "error"],
    registry=REGISTRY,
)
EXECUTION_DURATION = Histogram(
    "torale_execution_duration_seconds",
    "Successful executions, from being taken by a worker",
    buckets=LONG,
    registry=REGISTRY,
)
STEP_DURATION = Histogram(
    "torale_step_duration_seconds",
    "Each step of an execution or a preview: search, evaluate, record",
    ["step"],
    buckets=LONG,
    registry=REGISTRY,
)
DUE_LAG = Histogram(
    "torale_due_lag_seconds",
    "How long after its due time a scheduled execution was taken by a worker",
    buckets=LATE,
    registry=REGISTRY,
)

# A series that begins with its first event hides that event from `increase()`.
for _error in ERRORS:
    EXECUTIONS.labels("failed", _error)
    EXECUTIONS.labels("retrying", _error)


def attempt_failed(error: Exception, *, is_over: bool) -> None:
    """Count an attempt that failed for good, or else waits for its retry, by the class of its error, one of ours."""
    EXECUTIONS.labels("failed" if is_over else "retrying", type(error).__name__).inc()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Time one step of an execution, however it ends."""
    begun = perf_counter()
    try:
        yield
    finally:
        STEP_DURATION.labels(name).observe(perf_counter() - begun)

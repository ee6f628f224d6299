"""What is counted for Prometheus, by every process, and where the counts of all of them come together.

Where PROMETHEUS_MULTIPROC_DIR names a folder, each process counts in files of its own there, and whichever is asked
adds them up (prometheus_client's multiprocess mode); elsewhere a process knows its own counts alone. There are counters
and histograms only: what is a state, such as the length of a queue, is asked for when it is told (`adminapi.metrics`).

Every label takes one of few values: no ids, no addresses, no texts.
"""

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_HOST = socket.gethostname()
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    # Containers that share the folder have the same process numbers.
    values.ValueClass = values.MultiProcessValue(lambda: f"{_HOST}-{os.getpid()}")  # type: ignore[no-untyped-call]

# The kinds of `tasks_app.pipeline.errors`, and the one that a provider adds.
ERRORS = (
    *("ValidationError", "ProviderError", "RateLimitError", "OverloadedError"),
    *("TimeoutError", "NetworkError", "ConfigurationError", "UnexpectedError", "PageError"),
)
SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
LONG = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 90)
LATE = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 86400)

REGISTRY = CollectorRegistry()
HTTP = Histogram(
    "torale_http_request_duration_seconds",
    "Requests, by method, pattern of the address and class of the status",
    ["method", "route", "status"],
    buckets=SHORT,
    registry=REGISTRY,
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
SENDS = Counter(
    "torale_sends_total",
    "Attempts at a delivery, by channel and outcome",
    ["channel", "outcome"],
    registry=REGISTRY,
)
REFUSED = Counter("torale_rate_limit_refusals_total", "Requests refused by a rate limit", ["scope"], registry=REGISTRY)
UNCOUNTED = Counter(
    "torale_rate_limit_uncounted_total", "Requests let through uncounted while Redis was away", registry=REGISTRY
)
DELETED = Counter("torale_retention_deleted_total", "Rows deleted for their age", ["kind"], registry=REGISTRY)

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


class Counted:
    """What all processes have counted since the folder was last emptied."""

    def collect(self) -> Iterable[Metric]:
        if not FOLDER:
            return REGISTRY.collect()
        # One that is just being made is empty, and cannot be read yet.
        files = [str(path) for path in Path(FOLDER).glob("*.db") if path.stat().st_size]
        return MultiProcessCollector.merge(files)  # type: ignore[no-any-return,no-untyped-call]

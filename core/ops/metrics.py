"""The registry of Prometheus metrics, and the sum of all processes' counts.

Each app defines its own counters in its `metrics.py` and registers them here.

Where PROMETHEUS_MULTIPROC_DIR names a folder, each process counts in files of its own there. The process that is
scraped adds them up (prometheus_client's multiprocess mode). Elsewhere a process knows only its own counts.

The registry holds counters and histograms only: states, such as the length of a queue, are read at each scrape
(`adminapi.metrics`).

Every label takes one of few values: no ids, no addresses, no texts.
"""

import os
import socket
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_HOST = socket.gethostname()
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    # Containers that share the folder have the same process numbers.
    values.ValueClass = values.MultiProcessValue(lambda: f"{_HOST}-{os.getpid()}")  # type: ignore[no-untyped-call]

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


class ProcessCounts:
    """Collector of what all processes have counted since the folder was last emptied."""

    def collect(self) -> Iterable[Metric]:
        if not FOLDER:
            return REGISTRY.collect()
        # A file that is being created is empty and cannot be read yet.
        files = [str(path) for path in Path(FOLDER).glob("*.db") if path.stat().st_size]
        return MultiProcessCollector.merge(files)  # type: ignore[no-any-return,no-untyped-call]

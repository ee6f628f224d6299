"""Counters of deliveries, see `core.ops.metrics`."""

from prometheus_client import Counter

from core.ops.metrics import REGISTRY

SENDS = Counter(
    "torale_sends_total",
    "Attempts at a delivery, by channel and outcome",
    ["channel", "outcome"],
    registry=REGISTRY,
)

"""Counters of rate limits, see `core.ops.metrics`."""

from prometheus_client import Counter

from core.ops.metrics import REGISTRY

REFUSED = Counter("torale_rate_limit_refusals_total", "Requests refused by a rate limit", ["scope"], registry=REGISTRY)
UNCOUNTED = Counter(
    "torale_rate_limit_uncounted_total", "Requests let through uncounted while Redis was away", registry=REGISTRY
)

"""Limits that are on, for the tests that are about them."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings
from redis import Redis

from accounts import counters
from tests.doubles.redis_link import RedisLink, redis_link


@pytest.fixture
def limited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The limits that hold where nothing is set, in counters that no other test uses."""
    settings.TORALE_RATE_LIMITS = None
    prefix = f"test:{uuid.uuid4()}:"
    monkeypatch.setattr(counters, "PREFIX", prefix)
    yield settings
    with Redis.from_url(settings.REDIS_URL) as redis:
        for key in redis.scan_iter(f"{prefix}*", count=10_000):
            redis.delete(key)


@pytest.fixture
def link(limited: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisLink]:
    """The line to Redis, in the test's hands."""
    real = limited.REDIS_URL
    monkeypatch.setattr(counters, "outage", counters.Outage())
    with redis_link(real) as link:
        limited.REDIS_URL = link.url
        _forget_client()
        yield link
    limited.REDIS_URL = real
    _forget_client()


def _forget_client() -> None:
    counters._script.cache_clear()
    counters.client.cache_clear()


def standing(answer: Any) -> tuple[int, int]:
    """Limit and remaining, as an answer's headers tell them."""
    return int(answer["X-RateLimit-Limit"]), int(answer["X-RateLimit-Remaining"])

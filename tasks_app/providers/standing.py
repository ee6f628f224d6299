"""Check the search provider's settings before an execution fails by them.

A refusal is kept in Redis for operators until the provider accepts the settings or they change.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from core.jobs import heartbeat
from tasks_app.pipeline.errors import ConfigurationError, PipelineError
from tasks_app.pipeline.types import Checked, parse_time
from tasks_app.providers.registry import current_provider

logger = logging.getLogger(__name__)

SECONDS = 3.0
_KEY = "torale:provider:refusal"
_KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refusal of the settings. `message` says what is wrong and which setting to change."""

    message: str
    at: datetime


def check() -> None:
    """Ask the provider once, within `SECONDS`, if it supports this check.

    Raises ConfigurationError for refused settings, and another PipelineError if the check fails.
    """
    provider = current_provider()
    if isinstance(provider, Checked):
        provider.check(seconds=SECONDS)


def check_at_start(*, now: datetime) -> None:
    """Check the settings, then log and keep a refusal. Raises nothing: a worker starts in any case."""
    try:
        check()
    except ConfigurationError as error:
        logger.error("no execution can succeed: %s", error.message)  # noqa: TRY400 - the sentence is all there is to say
        _keep(Refusal(error.message, now))
    except PipelineError as error:
        logger.warning("the search provider could not be asked for its model: %s", error.message)
    else:
        _keep(None)


def refusal() -> Refusal | None:
    """Return the refusal of the last check if the settings have not changed since. Raises RedisError."""
    kept: Any = heartbeat.client().get(_KEY)
    found = json.loads(kept) if kept else {}
    at = parse_time(found.get("at"))
    return Refusal(found["message"], at) if at and found["settings"] == _fingerprint() else None


def _keep(refusal: Refusal | None) -> None:
    try:
        if refusal is None:
            heartbeat.client().delete(_KEY)
        else:
            kept = {"message": refusal.message, "at": refusal.at.isoformat(), "settings": _fingerprint()}
            heartbeat.client().set(_KEY, json.dumps(kept), ex=_KEPT_SECONDS)
    except RedisError as error:
        logger.warning("the search provider's answer could not be kept: %s", error)


def _fingerprint() -> str:
    used = f"{settings.SEARCH_PROVIDER}\0{settings.GEMINI_MODEL}\0{settings.GEMINI_API_KEY}"
    return hashlib.sha256(used.encode()).hexdigest()[:16]

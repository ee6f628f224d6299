"""The step that an execution by hand is at, for the page that its owner waits at.

It lies in the cache for as long as the execution may take. Without the cache nothing but the step is missing.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from tasks_app.pipeline.progress import Step

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Working:
    """A step, and of `Step.READING` the number of pages."""

    step: Step
    pages: int


class Listener:
    """Notes each step of one execution. After a first failure it stops, so that a frozen cache costs one timeout."""

    def __init__(self, execution_id: UUID) -> None:
        self._key, self._is_lost = _key(execution_id), False

    def __call__(self, step: Step, pages: int) -> None:
        if self._is_lost:
            return
        try:
            cache.set(self._key, (step.value, pages), timeout=settings.TORALE_EXECUTION_LEASE)
        except (RedisError, OSError) as error:
            self._is_lost = True
            logger.warning("steps are not noted, the cache is away: %s", error)


def step_of(execution_id: UUID) -> Working | None:
    """Return the step that an execution is at; None where it is not known."""
    try:
        noted = cache.get(_key(execution_id))
    except (RedisError, OSError):
        return None
    return Working(Step(noted[0]), noted[1]) if noted else None


def _key(execution_id: UUID) -> str:
    return f"execution:{execution_id}:step"

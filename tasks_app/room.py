"""How many executions may begin now: as many as the workers can soon take, and the operator's limits allow.

The broker's queue is kept that short on purpose. What is due beyond it waits as due rows, which are picked fairly.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from config import celery, heartbeat
from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.providers import registry

# What the workers are taken to be capable of while none has been heard of.
USUAL_CAPACITY = 64
A_MINUTE, A_SECOND = timedelta(minutes=1), timedelta(seconds=1)

# An execution that is pending begins at any moment: it counts for every limit. One that was retried may have begun
# each time within the minute: a provider may ask for waits of a second.
COUNT = """
SELECT (SELECT count(*) FROM tasks_app_execution WHERE status = 'pending'),
       (SELECT count(*) FROM tasks_app_execution WHERE status = 'running'),
       (SELECT count(*) FROM tasks_app_execution WHERE started_at > %(second_ago)s AND status <> 'pending'),
       CASE WHEN %(by_minute)s THEN (
           SELECT coalesce(sum(retry_count + (status NOT IN ('pending', 'retrying'))::int), 0)::int
           FROM tasks_app_execution WHERE started_at > %(minute_ago)s
       ) ELSE 0 END
"""


@dataclass(frozen=True)
class Limits:
    """`capacity`: what the workers can run at once. `concurrent` executions may be under way, and `per_minute` begin
    within any minute; None is no limit.
    """

    capacity: int = USUAL_CAPACITY
    concurrent: int | None = None
    per_minute: int | None = None


def current_limits() -> Limits:
    """Those of the settings, of all and of the provider in use, and what the workers say of themselves."""
    own = settings.TORALE_PROVIDER_LIMITS.get(_provider(), (None, None))
    concurrent, per_minute = zip(settings.TORALE_LIMITS, own, strict=True)
    return Limits(
        capacity=heartbeat.capacity(celery.EXECUTIONS) or USUAL_CAPACITY,
        concurrent=_least(*concurrent),
        per_minute=_least(*per_minute),
    )


def _provider() -> str:
    try:
        return registry.provider_name()
    except ConfigurationError:  # each execution will say so
        return ""


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)


def room(limits: Limits, *, now: datetime) -> int:
    """How many more may begin. Exact as long as nobody else lets any begin meanwhile."""
    counts: tuple[int, int, int, int]
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {"second_ago": now - A_SECOND, "minute_ago": now - A_MINUTE, "by_minute": limits.per_minute is not None},
        )
        counts = cursor.fetchone()
    pending, running, lately, within_minute = counts
    # On the queue lies what the workers take in about a second, so that none of them waits for the next tick.
    ahead = max(limits.capacity // 4, lately)
    # What a lost worker held counts as running until its lease runs out: those that are left must not idle so long.
    left = [max(0, limits.capacity - running) + ahead - pending]
    if limits.concurrent is not None:
        left.append(limits.concurrent - pending - running)
    if limits.per_minute is not None:
        left.append(limits.per_minute - pending - within_minute)
    return max(0, min(left))

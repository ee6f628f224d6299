"""Counts how many executions may begin now, and how many of one owner and by hand among them.

The limits are what the workers can soon take and what the operator allows. The broker's queue is kept that short on
purpose: what is due beyond it waits as rows, which are picked fairly.

What has begun cannot be stopped for another's sake. So one owner, and all executions by hand together, leave some
places free: a task of another owner, and a schedule, find one at once.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from core.db import statements
from core.jobs import heartbeat, queues
from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.providers import registry
from tasks_app.scheduling.fairness import Due

# The capacity that the workers are taken to have while none has been heard of.
USUAL_CAPACITY = 64
A_MINUTE, A_SECOND = timedelta(minutes=1), timedelta(seconds=1)
# An owner holds at most so many places for each that is still free: of 64 places 56, of 4 three. This is the rule of
# dynamic thresholds (Choudhury and Hahne, 1998): however many owners want all they can get, some places stay free.
OF_EACH_FREE = 8

# An execution that is pending and queued begins at any moment: it counts for every limit. One that was retried may
# have begun each time within the minute: a provider may ask for waits of a second. One that was cancelled before it
# was queued has not begun.
USAGE = """
SELECT execution.status, task.owner_id, execution.by_hand, count(*)
FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = execution.task_id
WHERE execution.status = 'running' OR (execution.status = 'pending' AND execution.queued_at IS NOT NULL)
GROUP BY 1, 2, 3
UNION ALL
SELECT 'lately', NULL, false, count(*) FROM tasks_app_execution
WHERE started_at > %(second_ago)s AND status <> 'pending'
UNION ALL
SELECT 'users', NULL, false, count(*) FROM (SELECT FROM accounts_user WHERE is_active LIMIT 2) active
"""
USAGE_OF_MINUTE = """
SELECT 'minute', task.owner_id, execution.by_hand,
       sum(execution.retry_count + (execution.status NOT IN ('pending', 'retrying'))::int)
FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = execution.task_id
WHERE execution.started_at > %(minute_ago)s AND NOT (execution.status = 'cancelled' AND execution.queued_at IS NULL)
GROUP BY 2, 3
"""


@dataclass(frozen=True)
class Limits:
    """`capacity`: how many the workers can run at once. `concurrent` executions may be under way, and `per_minute`
    begin within any minute; None is no limit.
    """

    capacity: int = USUAL_CAPACITY
    concurrent: int | None = None
    per_minute: int | None = None


def current_limits() -> Limits:
    """Read the limits of the settings, of all and of the provider in use, and what the workers say of themselves."""
    own = settings.TORALE_PROVIDER_LIMITS.get(_provider(), (None, None))
    concurrent, per_minute = zip(settings.TORALE_LIMITS, own, strict=True)
    return Limits(
        capacity=heartbeat.capacity(queues.EXECUTIONS) or USUAL_CAPACITY,
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


def may_hold_another(held: int, *, free: int) -> bool:
    """Return True where an owner of `held` places may take one more of `free`, and so leave the others some."""
    return free > 0 if held == 0 else held < OF_EACH_FREE * (free - 1)


class Places:
    """Places of one kind, who holds them, and whether others than one owner want them.

    `ahead` more are there for owners who hold none: on the queue, where they wait for a moment.
    """

    def __init__(self, places: int, held: Counter[uuid.UUID], *, ahead: int = 0, is_shared: bool) -> None:
        self._held = held
        self._free = places - held.total()
        self._ahead = ahead
        self._is_shared = is_shared

    @property
    def left(self) -> int:
        return max(0, self._free + self._ahead)

    def has_one_for(self, owner_id: uuid.UUID) -> bool:
        held = self._held[owner_id] if self._is_shared else 0
        return may_hold_another(held, free=self._free + (0 if held else self._ahead))

    def take(self, owner_id: uuid.UUID) -> None:
        self._held[owner_id] += 1
        self._free -= 1


class Room:
    """Places of each limit: for all executions, and the share of them that those by hand may have."""

    def __init__(self, of_all: Sequence[Places], by_hand: Sequence[Places], *, owners: frozenset[uuid.UUID]) -> None:
        self._of_all, self._by_hand, self._owners = of_all, by_hand, owners

    @property
    def left(self) -> int:
        """How many more may begin at most, were each of another owner."""
        return min(places.left for places in self._of_all)

    def take(self, due: Due) -> bool:
        wanted = [*self._of_all, *(self._by_hand if due.by_hand else ())]
        if not all(places.has_one_for(due.owner_id) for places in wanted):
            return False
        for places in wanted:
            places.take(due.owner_id)
        return True

    def full_owners(self) -> list[uuid.UUID]:
        """The owners who hold as much as one may: nothing more of theirs can begin."""
        return [owner for owner in self._owners if not all(places.has_one_for(owner) for places in self._of_all)]


def room(limits: Limits, *, now: datetime) -> Room:
    """Count the room there is. Exact as long as nobody else lets any execution begin meanwhile."""
    usage = Usage(limits, now=now)
    return Room(usage.places(), usage.places(share=by_hand_share, by_hand=True), owners=frozenset(usage.owners))


def by_hand_share(places: int) -> int:
    """Three quarters, rounded up: the rest is kept for schedules."""
    return places - places // 4


class Usage:
    """The executions that count for the limits, by their owners."""

    def __init__(self, limits: Limits, *, now: datetime) -> None:
        self._limits = limits
        self._rows: list[Any] = statements.run(USAGE, {"second_ago": now - A_SECOND})
        if limits.per_minute is not None:
            self._rows += statements.run(USAGE_OF_MINUTE, {"minute_ago": now - A_MINUTE})
        self.owners = {owner for _, owner, _, _ in self._rows if owner}

    def places(self, *, share: Callable[[int], int] = int, by_hand: bool = False) -> list[Places]:
        pending, running = self._held("pending", by_hand=by_hand), self._held("running", by_hand=by_hand)
        # The queue holds as much as the workers take in about a second, so that none of them waits for the next tick.
        ahead = max(self._limits.capacity // 4, self._total("lately"))
        # A lost worker's executions count as running until their lease ends. The other workers must not idle so long.
        capacity = max(share(self._limits.capacity), running.total())
        found = [Places(capacity, pending + running, ahead=share(ahead), is_shared=self._is_shared)]
        if (concurrent := self._limits.concurrent) is not None:
            found.append(Places(share(concurrent), pending + running, is_shared=self._is_shared))
        if (per_minute := self._limits.per_minute) is not None:
            begun = pending + self._held("minute", by_hand=by_hand)
            found.append(Places(share(per_minute), begun, is_shared=self._is_shared))
        return found

    @property
    def _is_shared(self) -> bool:
        """Return False with a single user, who need leave no places to others."""
        return self._total("users") > 1

    def _total(self, kind: str) -> int:
        return sum(int(number) for found, _, _, number in self._rows if found == kind)

    def _held(self, kind: str, *, by_hand: bool) -> Counter[uuid.UUID]:
        held: Counter[uuid.UUID] = Counter()
        for found, owner, is_by_hand, number in self._rows:
            if found == kind and (is_by_hand or not by_hand):
                held[owner] += int(number)
        return held

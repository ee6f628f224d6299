"""Who goes first when more is due than there is room for: everybody's oldest, then everybody's second, and so on."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

FIRST_OWNER = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Due:
    """A task whose time has come, by its schedule or, with `execution_id`, for another attempt at that execution."""

    due_at: datetime
    owner_id: uuid.UUID
    task_id: uuid.UUID
    execution_id: uuid.UUID | None = None
    is_active: bool = True


def pick(due: Iterable[Due], *, room: int, after: uuid.UUID = FIRST_OWNER) -> tuple[list[Due], uuid.UUID | None]:
    """At most `room` of them, those that go first in front; each task once.

    What fits goes by its time alone. Otherwise the owners come in turn, by their ids, beginning after `after`: each
    one's oldest, then each one's second. Returned too is whose turn was the last, or None where everybody had one.
    """
    # Of a task whose schedule and retry have both come due the retry: it is open, so the schedule would be skipped.
    retries_last = sorted(due, key=lambda each: each.execution_id is not None)
    oldest_first = sorted({each.task_id: each for each in retries_last}.values(), key=lambda each: each.due_at)
    if len(oldest_first) <= room:
        return oldest_first, None
    turns = _turns(oldest_first, after=after)
    picked, passed_over = turns[:room], turns[room]
    return [each for _, each in picked], picked[-1][1].owner_id if picked and passed_over[0] == 1 else None


def _turns(oldest_first: list[Due], *, after: uuid.UUID) -> list[tuple[int, Due]]:
    """Each with the number of its turn among its owner's, in the order in which they go."""
    seen: Counter[uuid.UUID] = Counter()
    turns = []
    for each in oldest_first:
        seen[each.owner_id] += 1
        turns.append((seen[each.owner_id], each))
    return sorted(turns, key=lambda turn: (turn[0], turn[1].owner_id <= after, turn[1].owner_id))

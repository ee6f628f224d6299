"""Choose fairly when more is due than capacity allows: each owner's oldest first, then each owner's second."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

FIRST_OWNER = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Due:
    """A due task.

    With `execution_id` that waiting execution goes on the queue, for a retry or its first attempt.
    `by_hand`: a user asked for it.
    """

    due_at: datetime
    owner_id: uuid.UUID
    task_id: uuid.UUID
    execution_id: uuid.UUID | None = None
    is_active: bool = True
    by_hand: bool = False


class HasRoom(Protocol):
    def take(self, due: Due) -> bool:
        """Take a place for `due`. Return False where there is none for it."""


def pick(due: Iterable[Due], *, room: HasRoom, after: uuid.UUID = FIRST_OWNER) -> tuple[list[Due], uuid.UUID | None]:
    """Choose those that `room` has a place for, in the order in which they go; each task once.

    Owners come in turn, by their ids, beginning after `after`. Where all fit they go by their time alone. Returned
    too is the owner whose turn was the last, or None where each owner had one.
    """
    # A task may be due by its schedule while an execution of it waits: that one is open, and the schedule is skipped.
    open_last = sorted(due, key=lambda each: each.execution_id is not None)
    oldest_first = sorted({each.task_id: each for each in open_last}.values(), key=lambda each: each.due_at)
    picked: list[Due] = []
    last_turn, is_one_passed_over = None, False
    for turn, each in _turns(oldest_first, after=after):
        if room.take(each):
            picked.append(each)
            last_turn = each.owner_id if turn == 1 else last_turn
        else:
            is_one_passed_over = is_one_passed_over or turn == 1
    if len(picked) == len(oldest_first):
        return oldest_first, None
    return picked, last_turn if is_one_passed_over else None


def _turns(oldest_first: list[Due], *, after: uuid.UUID) -> list[tuple[int, Due]]:
    """Number each one's turn among its owner's, and order them as they go."""
    seen: Counter[uuid.UUID] = Counter()
    turns = []
    for each in oldest_first:
        seen[each.owner_id] += 1
        turns.append((seen[each.owner_id], each))
    return sorted(turns, key=lambda turn: (turn[0], turn[1].owner_id <= after, turn[1].owner_id))

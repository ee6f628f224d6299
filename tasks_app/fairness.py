"""Who goes first when more is due than there is room for: everybody's oldest, then everybody's second, and so on."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A task whose time has come, by its schedule or, with `execution_id`, for another attempt at that execution."""

    due_at: datetime
    owner_id: uuid.UUID
    task_id: uuid.UUID
    execution_id: uuid.UUID | None = None
    is_active: bool = True


def pick(due: Iterable[Due], *, room: int) -> list[Due]:
    """At most `room` of them, those that go first in front; each task once.

    What fits goes by its time alone. Otherwise each owner's oldest come before any owner's second oldest.
    """
    oldest_first = sorted({each.task_id: each for each in due}.values(), key=lambda each: each.due_at)
    if len(oldest_first) <= room:
        return oldest_first
    seen: Counter[uuid.UUID] = Counter()
    turns = []
    for each in oldest_first:
        seen[each.owner_id] += 1
        turns.append((seen[each.owner_id], each))
    turns.sort(key=lambda turn: turn[0])
    return [each for _, each in turns[:room]]

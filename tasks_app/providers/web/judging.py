"""Judging what was read, as one call that a child process can make."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks_app.conditions import Judged, Look, judge, understand
from tasks_app.documents import Document


@dataclass(frozen=True, slots=True)
class Judging:
    """All that a judgement rests on. `is_complete`: every page that was asked for is there; `today`: of the look."""

    condition: str
    documents: tuple[Document, ...]
    is_complete: bool
    last_look: Mapping[str, Any] | None = None
    told: tuple[str, ...] = ()
    today: date | None = None


def judge_pages(asked: Judging) -> Judged:
    """Judge the documents by the condition, as it is understood."""
    return judge(
        understand(asked.condition),
        asked.condition,
        asked.documents,
        is_complete=asked.is_complete,
        last=Look.from_json(asked.last_look),
        told=asked.told,
        today=asked.today,
    )

"""A trial of a question: how far it is, and what it found."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tasks_app.selectors.overview import Result
from tasks_app.services.previews import Progress
from webapp import progress
from webapp.results import WORDS
from webapp.timeline import Link, in_words, links

LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Trial:
    """With an `id` and no result it is under way. `problem` says why there is no result."""

    id: str = ""
    began_at: float = 0
    step: str = field(default_factory=lambda: progress.in_words(None))
    problem: str = ""
    result: Result | None = None
    answer: str = ""
    reasoning: str = ""
    evidence: str = ""
    inferred_condition: str = ""
    confidence: int = 0
    sources: tuple[Link, ...] = ()
    duration: str = ""

    @classmethod
    def of(cls, answer: Mapping[str, Any], *, seconds: float) -> Self:
        """Read the answer of a preview."""
        return cls(
            result=Result.of("success", answer["condition_met"]),
            answer=answer["answer"],
            reasoning=answer["reasoning"],
            evidence=answer.get("evidence", ""),
            inferred_condition=answer.get("inferred_condition", ""),
            confidence=answer["confidence"],
            sources=links(answer["grounding_sources"]),
            duration=in_words(1000 * seconds),
        )

    @classmethod
    def following(cls, preview_id: str, found: Progress, *, began_at: float) -> Self:
        """Read how far a preview is that began at `began_at`, in seconds of the clock."""
        if found.answer is not None:
            return cls.of(found.answer, seconds=min(max(0.0, time.time() - began_at), LONGEST))
        return cls(id=preview_id, began_at=began_at, step=progress.in_words(found.step, found.pages))

    @classmethod
    def moment_in(cls, text: str) -> float:
        """Return the moment that a page sent along, now for one that is none."""
        try:
            return float(text) if len(text) < 30 else time.time()
        except ValueError:
            return time.time()

    @property
    def words(self) -> str:
        return str(WORDS[self.result]) if self.result else ""

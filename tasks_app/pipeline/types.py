"""Frozen values that pass through the pipeline, and the protocols of providers."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol, Self, runtime_checkable

from tasks_app.pipeline import errors


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Usage:
    """Usage of a provider: tokens by kind, search queries and requests."""

    prompt_tokens: int = 0
    tool_tokens: int = 0
    answer_tokens: int = 0
    thought_tokens: int = 0
    total_tokens: int = 0
    search_queries: int = 0
    requests: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(mine + theirs for mine, theirs in zip(self._counts(), other._counts(), strict=True)))

    def _counts(self) -> tuple[int, ...]:
        return tuple(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Source:
    """A page that supports an answer, by its own address."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """State of a task after its last conclusive execution."""

    condition_met: bool | None
    evidence: str
    answer: str
    as_of: datetime

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "as_of": in_utc(self.as_of)}

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Return the stored state, or None if it is unusable: an old record must not stop a task."""
        if not isinstance(data, dict):
            return None
        as_of = parse_time(data.get("as_of"))
        if as_of is None:
            return None
        met = data.get("condition_met")
        return cls(
            condition_met=met if isinstance(met, bool) else None,
            evidence=str(data.get("evidence") or ""),
            answer=str(data.get("answer") or ""),
            as_of=as_of,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its condition, and the earlier results of its task.

    `told` are the notifications already sent, newest first. `cadence_fixed`: a cron expression sets the next run.
    A blank `condition` is to be inferred from the query, by whoever judges. `last_look` is what `Evaluation.look` of
    the last execution was, for a provider that compares looks. `is_unnamed`: its owner has given the task no name.
    """

    search_query: str
    condition: str
    asked_at: datetime
    known: Known | None = None
    told: tuple[str, ...] = ()
    cadence_fixed: bool = False
    last_look: Mapping[str, Any] | None = None
    is_unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Results of a search. If `grounded` is False, the text has no source and proves nothing.

    `search_suggestions` is HTML that the search engine wants shown with the answer; see `pipeline.suggestions`.
    `unread` says, for the task's owner, which pages could not be read and why.
    """

    text: str
    sources: tuple[Source, ...]
    search_queries: tuple[str, ...]
    grounded: bool
    usage: Usage
    provider: str
    model: str
    # By name alone, so that kinds of findings may add fields of their own.
    search_suggestions: str | None = field(default=None, kw_only=True)
    unread: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A provider's judgement of the findings. `next_run` is its unvalidated wish.

    `inferred_condition` is what it judged by where the question has no condition. `look` is JSON to keep for the next
    execution. `never_decided`: no later look will settle it either, so that looking again soon is of no use. `name` is
    one for the task, where the question has none.
    """

    verdict: Verdict
    answer: str
    reasoning: str
    evidence: str
    confidence: int
    notification: str | None
    new_finding: bool
    next_run: datetime | None
    next_run_reason: str
    finished: bool
    usage: Usage
    inferred_condition: str | None = None
    look: Mapping[str, Any] | None = None
    never_decided: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Consequences of an evaluation: the message, the new known state and the next execution."""

    verdict: Verdict
    notify: bool
    notification: str | None
    next_run: datetime
    next_run_reason: str
    finished: bool
    known: Known | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one search-and-evaluate."""

    findings: Findings
    evaluation: Evaluation
    decision: Decision

    @property
    def condition_met(self) -> bool | None:
        """True for met, False for not met, None for inconclusive."""
        return {Verdict.MET: True, Verdict.NOT_MET: False}.get(self.decision.verdict)

    def result(self) -> dict[str, Any]:
        """Return the `result` object of an execution, as documented."""
        return {
            "answer": self.evaluation.answer,
            "reasoning": self.evaluation.reasoning,
            "evidence": self.evaluation.evidence,
            "confidence": self.evaluation.confidence,
            "sources": [asdict(source) for source in self.findings.sources],
            "search_queries": list(self.findings.search_queries),
            "search_suggestions": self.findings.search_suggestions,
            "unread": list(self.findings.unread),
            "next_run": None if self.decision.finished else in_utc(self.decision.next_run),
            "next_run_reason": self.decision.next_run_reason,
            "provider": self.findings.provider,
            "model": self.findings.model,
            "usage": asdict(self.findings.usage + self.evaluation.usage),
        }

    def grounding_sources(self) -> list[dict[str, str]]:
        """Return the sources as the API writes them; `url` repeats `uri`."""
        return [{"uri": found.url, "title": found.title, "url": found.url} for found in self.findings.sources]


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted task. `email` and `webhook` are its channels.

    `schedule` is a cron expression or empty. `paused` is None if the wish does not say.
    """

    name: str
    search_query: str
    condition: str
    schedule: str | None = None
    email: str | None = None
    webhook: str | None = None
    paused: bool | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish in a user's own words: for a new task, or for a change of the `current` one.

    Times in it are of a clock that is `zone` minutes ahead of UTC, unless they name their zone.
    """

    prompt: str
    current: Draft | None = None
    zone: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """Moment on the monotonic clock by which one search-and-evaluate must end."""

    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Return the seconds left, always above 0.

        Raises `errors.TimeoutError` when there are none.
        """
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise errors.TimeoutError("The search and its evaluation took longer than they may.")
        return left


class Provider(Protocol):
    """A provider that searches and judges the findings. All its errors are `errors.PipelineError`."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    def search(self, question: Question, *, deadline: Deadline) -> Findings: ...

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation: ...


@runtime_checkable
class Checked(Protocol):
    """A provider that can check its settings without a search."""

    def check(self, *, seconds: float) -> None:
        """Raise `errors.ConfigurationError` for refused settings, and another PipelineError if the check fails."""


@runtime_checkable
class Drafter(Protocol):
    """A provider that can draft a task from a wish."""

    def draft(self, wish: Wish, *, deadline: Deadline) -> Draft: ...


def parse_time(value: object) -> datetime | None:
    """Parse an ISO 8601 time with its zone as UTC. Returns None for anything else, also for naive times."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.utcoffset() is not None else None
    except (ValueError, OverflowError):
        return None


def in_utc(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC with `Z`, as the API does."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

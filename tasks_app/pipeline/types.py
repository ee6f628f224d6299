"""The values that pass through the pipeline, and what a provider must be able to do. All are frozen."""

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
    """What calls to a provider used: tokens by kind, search queries issued, requests made."""

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
    """A page that an answer rests on, by its own address."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a task knew after its last conclusive execution."""

    condition_met: bool | None
    evidence: str
    answer: str
    as_of: datetime

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "as_of": in_utc(self.as_of)}

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """What was stored, or None where nothing usable was: an old or foreign record must not stop a task."""
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
    """What is asked, and what its asker knows already.

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
    """What a search brought. Not `grounded`: the text rests on no source, and proves nothing.

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
    """How a provider judges the findings; `next_run` is its wish, in whatever shape it came.

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
    """What follows from an evaluation: who is told what, what is known from now on, when to look again."""

    verdict: Verdict
    notify: bool
    notification: str | None
    next_run: datetime
    next_run_reason: str
    finished: bool
    known: Known | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one search-and-evaluate gave."""

    findings: Findings
    evaluation: Evaluation
    decision: Decision

    @property
    def condition_met(self) -> bool | None:
        """None: inconclusive."""
        return {Verdict.MET: True, Verdict.NOT_MET: False}.get(self.decision.verdict)

    def result(self) -> dict[str, Any]:
        """The `result` object of an execution, as documented."""
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
        """The sources as the API writes them; `url` repeats `uri`."""
        return [{"uri": found.url, "title": found.title, "url": found.url} for found in self.findings.sources]


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as somebody might write it. `email` and `webhook` are where they want to be told.

    `schedule` is a cron expression, or none; `paused` is None where nobody has said.
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
    """What somebody wants watched, in their words; or how the `current` task is to be changed."""

    prompt: str
    current: Draft | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, by which all of one search-and-evaluate must be over."""

    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left, more than none.

        Raises `errors.TimeoutError` when there are none.
        """
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise errors.TimeoutError("The search and its evaluation took longer than they may.")
        return left


class Provider(Protocol):
    """Somebody who can search, and judge what was found; what goes wrong is raised as `errors.PipelineError`."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    def search(self, question: Question, *, deadline: Deadline) -> Findings: ...

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation: ...


@runtime_checkable
class Checked(Protocol):
    """A provider that can be asked whether it takes our settings, without a search."""

    def check(self, *, seconds: float) -> None:
        """Raise `errors.ConfigurationError` for settings that are refused; another kind where it cannot be told."""


@runtime_checkable
class Drafter(Protocol):
    """A provider that understands what somebody wants watched, in their own words; not all do."""

    def draft(self, wish: Wish, *, deadline: Deadline) -> Draft: ...


def parse_time(value: object) -> datetime | None:
    """An ISO 8601 time with its zone, as UTC; None for anything else, naive and unrepresentable ones included."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.utcoffset() is not None else None
    except (ValueError, OverflowError):
        return None


def in_utc(moment: datetime) -> str:
    """ISO 8601 in UTC, with the `Z` that the API writes."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

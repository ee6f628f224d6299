"""Previews and suggestions: what a task would find, and what task somebody means. Nothing of them is saved.

The first half is asked for in the web process, where the asker waits; the second is worked on by a worker.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from accounts.models import User
from core.errors import DomainError, InvalidError, TooLateError, UnavailableError, UpstreamError
from core.jobs import inquiries
from tasks_app.conditions import rewritten
from tasks_app.pipeline import errors, plain, runner
from tasks_app.pipeline.errors import PipelineError
from tasks_app.pipeline.progress import Step
from tasks_app.pipeline.types import Deadline, Draft, Drafter, Provider, Question, Wish
from tasks_app.pipeline.wording import condition_of
from tasks_app.providers import registry
from tasks_app.scheduling import schedules
from tasks_app.services import understanding

PREVIEW_JOB, DRAFT_JOB = "inquiries.preview", "inquiries.draft"
UNAVAILABLE = (errors.RateLimitError.__name__, errors.OverloadedError.__name__, errors.ConfigurationError.__name__)

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a preview is. Without an `answer` it is at `step`; None there means that it waits for a worker."""

    step: Step | None = None
    pages: int = 0
    answer: Answer | None = None


def preview(*, asker: User, search_query: str, condition: str | None) -> Answer:
    """Return the result that a task with this query would have now. Without a condition one is inferred.

    Raises UpstreamError, UnavailableError or TooLateError for what may go wrong with a search; LimitExceededError,
    UnavailableError or TooLateError where it is not made at all (see `core.jobs.inquiries.ask`).
    """
    return _asked(PREVIEW_JOB, {"search_query": search_query, "condition": condition or ""}, asker)


def suggests_at_once() -> bool:
    """Return True where plain rules make suggestions: they cost nothing and nobody waits for them."""
    try:
        return not registry.needs_worker_to_draft()
    except PipelineError:
        return False


def suggest(*, asker: User, wish: Wish, now: datetime) -> Draft:
    """The task that is wished for: by plain rules at once, by a model in a job. Raises what `preview` does."""
    try:
        is_slow = registry.needs_worker_to_draft()
    except PipelineError as error:
        raise UnavailableError(error.message) from error
    draft = Draft(**_asked(DRAFT_JOB, asdict(wish), asker)) if is_slow else plain.draft(wish)
    draft = replace(draft, condition=rewritten(draft.condition) or draft.condition)
    if _has_sound_schedule(draft, now):
        return draft
    return replace(draft, schedule=wish.current.schedule if wish.current else None)


def begin_preview(*, asker: User, search_query: str, condition: str | None) -> str:
    """Begin a preview and do not wait: `look` follows it by the id that is returned. Raises what `preview` does."""
    asked = {"search_query": search_query, "condition": condition or ""}
    return inquiries.begin(PREVIEW_JOB, asked, asker=asker.pk)


def look(*, asker: User, preview_id: uuid.UUID) -> Progress:
    """Return how far a preview is. Raises what `preview` does, and NotFoundError for one that is not the asker's."""
    standing = inquiries.look(preview_id, asker=asker.pk)
    if standing.answer is not None:
        return Progress(answer=_answer_in(standing.answer))
    step = standing.step or {}
    return Progress(step=Step(step["step"]) if step else None, pages=step.get("pages", 0))


def _asked(job: str, asked: Mapping[str, Any], asker: User) -> Answer:
    return _answer_in(inquiries.ask(job, asked, asker=asker.pk))


def _answer_in(reply: Mapping[str, Any]) -> Answer:
    if "failure" in reply:
        raise _as_domain_error(**reply["failure"])
    answer: Answer = reply["answer"]
    return answer


def _as_domain_error(*, error_type: str, message: str, retry_after: int) -> DomainError:
    if error_type in UNAVAILABLE:
        return UnavailableError(message, retry_after)
    return TooLateError(message) if error_type == errors.TimeoutError.__name__ else UpstreamError(message)


def _has_sound_schedule(draft: Draft, now: datetime) -> bool:
    try:
        if draft.schedule is not None:
            schedules.check_cron(draft.schedule, now=now)
    except InvalidError:
        return False
    return True


# ── On a worker ──────────────────────────────────────────────────────────────────────────────────


def make_preview(asked: Mapping[str, Any], provider: Provider, *, deadline: Deadline, now: datetime) -> Answer:
    """Search, evaluate and decide, as for a task. Raises `PipelineError`."""
    question = Question(search_query=asked["search_query"], condition=asked["condition"], asked_at=now)
    outcome = runner.answer(question, provider, deadline=deadline)
    answer: Answer = {
        "condition_met": outcome.condition_met,
        "answer": outcome.evaluation.answer,
        "reasoning": outcome.evaluation.reasoning,
        "evidence": outcome.evaluation.evidence,
        "confidence": outcome.evaluation.confidence,
        "grounding_sources": outcome.grounding_sources(),
        **asdict(understanding.of_question(question.search_query, question.condition)),
    }
    if question.condition.strip():
        return answer
    inferred = outcome.evaluation.inferred_condition or condition_of(question.search_query)
    return answer | {"inferred_condition": inferred}


def make_draft(asked: Mapping[str, Any], provider: Provider, *, deadline: Deadline, now: datetime) -> Answer:
    """A draft by a provider that understands wishes, else by plain rules. Raises `PipelineError`."""
    current = Draft(**asked["current"]) if asked["current"] else None
    wish = Wish(prompt=asked["prompt"], current=current, zone=asked.get("zone", 0))
    made = provider.draft(wish, deadline=deadline) if isinstance(provider, Drafter) else plain.draft(wish)
    return asdict(made)


def failure(error: PipelineError) -> Answer:
    """Return an error for the client, with the seconds after which to ask again."""
    return {"error_type": error.error_type, "message": error.message, "retry_after": round(error.wait(0))}

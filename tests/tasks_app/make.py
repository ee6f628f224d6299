"""Tasks, executions and outcomes for tests, made the way the software makes them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Decision, Evaluation, Findings, Known, Outcome, Source, Usage, Verdict
from tasks_app.services import executions, tasks

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
QUERY = "When is the next iPhone being released?"
CONDITION = "Apple has announced a specific date"


def make_task(owner: User, *, now: datetime = NOW, **fields: Any) -> Task:
    given: dict[str, Any] = {
        "name": "iPhone",
        "search_query": QUERY,
        "condition_description": CONDITION,
        "state": "active",
        "schedule": None,
        "notifications": fields.pop("channels", ChannelConfigs()),
    }
    return tasks.create_task(owner=owner, now=now, **(given | fields))


def own_channels(task: Task) -> list[dict[str, Any]]:
    """Return a task's own channels, as clients send them."""
    return [channel.as_config() for channel in (task.email, task.webhook) if channel]


def begin(task: Task, *, now: datetime = NOW) -> Execution:
    """An execution by hand that has found room, and is on the queue."""
    execution = executions.execute_now(owner=None, task_id=task.pk, force=False, now=now)
    execution.queued_at = now
    execution.save(update_fields=["queued_at"])
    return execution


def taken(execution: Execution, *, now: datetime = NOW) -> executions.Claim:
    """The claim of a worker that takes this execution, which is queued again first if it is due for its retry."""
    due = Execution.objects.retry_due(now).filter(pk=execution.pk)
    due.update(status=Execution.Status.PENDING, retry_at=None, queued_at=now)
    claim = executions.claim(execution_id=execution.pk, now=now)
    assert claim is not None
    return claim


def outcome(
    verdict: Verdict = Verdict.NOT_MET, *, now: datetime = NOW, search_suggestions: str | None = None, **decision: Any
) -> Outcome:
    """What a provider found; `decision` overrides fields of the decision that follows."""
    met = verdict is Verdict.MET
    known = Known(condition_met=met, evidence="it says so", answer="An answer", as_of=now)
    decided: dict[str, Any] = {
        "verdict": verdict,
        "notify": met,
        "notification": "It is out." if met else None,
        "next_run": now + timedelta(hours=6),
        "next_run_reason": "nothing is expected before",
        "finished": False,
        "known": None if verdict is Verdict.INCONCLUSIVE else known,
    }
    return Outcome(
        findings=Findings(
            text="found",
            sources=(Source(url="https://apple.example/news", title="News"),),
            search_queries=("iphone release",),
            grounded=True,
            usage=Usage(prompt_tokens=10, total_tokens=10, requests=1),
            provider="double",
            model="none",
            search_suggestions=search_suggestions,
        ),
        evaluation=Evaluation(
            verdict=verdict,
            answer="An answer",
            reasoning="because",
            evidence="it says so",
            confidence=90,
            notification="It is out." if met else None,
            new_finding=met,
            next_run=None,
            next_run_reason="",
            finished=False,
            usage=Usage(prompt_tokens=5, total_tokens=5, requests=1),
        ),
        decision=Decision(**(decided | decision)),
    )

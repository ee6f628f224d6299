"""Questions, findings and evaluations for tests: an ordinary case, of which a test changes what it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tasks_app.pipeline.types import Evaluation, Findings, Known, Question, Source, Usage, Verdict

NOW = datetime(2026, 3, 1, 12, 34, tzinfo=UTC)


def question(**changes: Any) -> Question:
    usual = Question(search_query="When is the next iPhone released?", condition="A date is announced", asked_at=NOW)
    return replace(usual, **changes)


def known(*, met: bool | None) -> Known:
    return Known(condition_met=met, evidence="what was seen", answer="what was said", as_of=NOW.replace(hour=6))


def findings(**changes: Any) -> Findings:
    usual = Findings(
        text="Apple announced the 9th of September.",
        sources=(Source(url="https://apple.example/news", title="apple.example"),),
        search_queries=("next iphone release date",),
        grounded=True,
        usage=Usage(prompt_tokens=100, search_queries=1, requests=1),
        provider="double",
        model="double-1",
    )
    return replace(usual, **changes)


def evaluation(verdict: Verdict = Verdict.NOT_MET, **changes: Any) -> Evaluation:
    usual = Evaluation(
        verdict=verdict,
        answer="On the 9th of September.",
        reasoning="Apple says so.",
        evidence="“9th of September” (apple.example)",
        confidence=90,
        notification="Apple has announced the 9th of September." if verdict is Verdict.MET else None,
        new_finding=False,
        next_run=NOW.replace(day=3),
        next_run_reason="An event is expected.",
        finished=False,
        usage=Usage(prompt_tokens=300, requests=1),
    )
    return replace(usual, **changes)

from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from tasks_app.pipeline import errors
from tasks_app.pipeline.errors import PipelineError
from tasks_app.pipeline.runner import answer
from tasks_app.pipeline.types import Deadline, Evaluation, Findings, Question, Verdict
from tests.pipeline.make import evaluation, findings, known, question

T = TypeVar("T")


@dataclass
class Scripted:
    """A provider that says what it is told to, and keeps what it was asked for."""

    found: Findings | PipelineError = field(default_factory=findings)
    judged: Evaluation | PipelineError = field(default_factory=evaluation)
    calls: list[str] = field(default_factory=list)
    name: str = "scripted"
    model: str = "none"

    def search(self, question: Question, *, deadline: Deadline) -> Findings:
        self.calls.append("search")
        return _said(self.found)

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        assert findings is self.found
        self.calls.append("evaluate")
        return _said(self.judged)


def _said(thing: T | PipelineError) -> T:
    if isinstance(thing, PipelineError):
        raise thing
    return thing


def test_a_question_is_searched_then_evaluated_then_decided() -> None:
    provider = Scripted(judged=evaluation(Verdict.MET))
    outcome = answer(question(), provider, deadline=Deadline.after(10))
    assert provider.calls == ["search", "evaluate"]
    assert outcome.condition_met is True
    assert outcome.decision.notify


@pytest.mark.parametrize("lacking", [{"grounded": False}, {"sources": ()}])
def test_findings_without_a_source_are_inconclusive_and_cost_no_evaluation(lacking: dict[str, object]) -> None:
    provider = Scripted(found=replace(findings(), **lacking))  # type: ignore[arg-type]
    outcome = answer(question(known=known(met=True)), provider, deadline=Deadline.after(10))
    assert provider.calls == ["search"]
    assert outcome.condition_met is None
    assert not outcome.decision.notify
    assert outcome.decision.known == known(met=True)
    assert outcome.result()["reasoning"] == "Searched for “next iphone release date”, without a source."
    assert "September" not in str(outcome.result())


def test_a_failed_search_is_not_evaluated() -> None:
    provider = Scripted(found=errors.NetworkError("away"))
    with pytest.raises(errors.NetworkError):
        answer(question(), provider, deadline=Deadline.after(10))
    assert provider.calls == ["search"]


def test_a_failed_evaluation_is_no_verdict() -> None:
    with pytest.raises(errors.ValidationError):
        answer(question(), Scripted(judged=errors.ValidationError("odd")), deadline=Deadline.after(10))

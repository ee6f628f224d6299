"""Exact rules in front of a model: what they can judge costs no tokens, and the model judges the rest."""

from dataclasses import dataclass, replace

from tasks_app.conditions import understand
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import (
    Checked,
    Deadline,
    Draft,
    Drafter,
    Evaluation,
    Findings,
    Provider,
    Question,
    Verdict,
    Wish,
)
from tasks_app.providers.web import WebProvider
from tasks_app.providers.web.addresses import named_pages

RULES = "rules"
# The share of the time, and the seconds, that reading pages may take from the model.
SHARE, SECONDS = 0.35, 15.0


@dataclass(frozen=True, slots=True)
class JudgedFindings(Findings):
    """Findings that rules have judged already."""

    evaluation: Evaluation


class RulesFirst:
    """A provider with a model, asked only where a condition is not understood, names no page, or is not settled."""

    def __init__(self, model_provider: Provider, rules: WebProvider | None = None) -> None:
        self._inner = model_provider
        self._rules = rules or WebProvider()

    @property
    def name(self) -> str:
        """The name of the provider with the model."""
        return self._inner.name

    @property
    def model(self) -> str:
        """Its model."""
        return self._inner.model

    def search(self, question: Question, *, deadline: Deadline) -> Findings:
        """Read the pages that a typed condition names, and judge; else search as the model's provider does."""
        return self._judged(question, deadline) or self._inner.search(question, deadline=deadline)

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        """Return what the rules said, or let the model judge."""
        if isinstance(findings, JudgedFindings):
            return findings.evaluation
        return self._inner.evaluate(question, findings, deadline=deadline)

    def draft(self, wish: Wish, *, deadline: Deadline) -> Draft:
        """Let the model draft a task. Raises `PipelineError`."""
        if not isinstance(self._inner, Drafter):
            raise TypeError(f"the provider {self.name} drafts nothing")
        return self._inner.draft(wish, deadline=deadline)

    def check(self, *, seconds: float) -> None:
        """Have the model's provider say whether it takes our settings."""
        if isinstance(self._inner, Checked):
            self._inner.check(seconds=seconds)

    def _judged(self, question: Question, deadline: Deadline) -> JudgedFindings | None:
        """What the rules find out, or None where they are not sure, or the pages cannot be read."""
        if not named_pages(question.search_query, question.condition) or understand(question.condition) is None:
            return None
        within = Deadline.after(min(SECONDS, deadline.remaining() * SHARE))
        try:
            findings = self._rules.search(question, deadline=within)
            evaluation = self._rules.evaluate(question, findings, deadline=within)
        except errors.PipelineError:
            return None
        if evaluation.verdict is Verdict.INCONCLUSIVE or not findings.sources:
            return None
        return JudgedFindings(
            text=findings.text,
            sources=findings.sources,
            search_queries=(),
            grounded=True,
            usage=findings.usage,
            unread=findings.unread,
            provider=RULES,
            model=findings.model,
            evaluation=replace(evaluation, inferred_condition=None),
        )

"""Exact rules in front of a model. Their verdicts cost no tokens; the model judges everything else."""

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
# Limits for reading pages before the model is asked: share of the remaining time, and seconds.
SHARE, SECONDS = 0.35, 15.0


@dataclass(frozen=True, slots=True)
class JudgedFindings(Findings):
    """Findings with the verdict of the rules."""

    evaluation: Evaluation


class RulesFirst:
    """Provider that asks the model only if the rules do not understand, have no page, or are unsure."""

    def __init__(self, model_provider: Provider, rules: WebProvider | None = None) -> None:
        self._inner = model_provider
        self._rules = rules or WebProvider()

    @property
    def name(self) -> str:
        """Name of the provider with the model."""
        return self._inner.name

    @property
    def model(self) -> str:
        """Model of that provider."""
        return self._inner.model

    def search(self, question: Question, *, deadline: Deadline) -> Findings:
        """Read and judge the pages of a typed condition; otherwise search by the model's provider."""
        return self._judged(question, deadline) or self._inner.search(question, deadline=deadline)

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        """Return the verdict of the rules, or let the model judge."""
        if isinstance(findings, JudgedFindings):
            return findings.evaluation
        return self._inner.evaluate(question, findings, deadline=deadline)

    def draft(self, wish: Wish, *, deadline: Deadline) -> Draft:
        """Let the model draft a task. Raises `PipelineError`."""
        if not isinstance(self._inner, Drafter):
            raise TypeError(f"the provider {self.name} drafts nothing")
        return self._inner.draft(wish, deadline=deadline)

    def check(self, *, seconds: float) -> None:
        """Check the settings of the model's provider."""
        if isinstance(self._inner, Checked):
            self._inner.check(seconds=seconds)

    def _judged(self, question: Question, deadline: Deadline) -> JudgedFindings | None:
        """Return the findings judged by rules, or None if they are unsure or pages cannot be read."""
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

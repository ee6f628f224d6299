"""One search-and-evaluate, in order: search, evaluate, decide."""

from tasks_app import metrics
from tasks_app.pipeline import progress
from tasks_app.pipeline.decide import decide
from tasks_app.pipeline.progress import Step
from tasks_app.pipeline.types import Deadline, Evaluation, Findings, Outcome, Provider, Question, Usage, Verdict


def answer(question: Question, provider: Provider, *, deadline: Deadline) -> Outcome:
    """Answer `question`. Raises `PipelineError`, which says whether and when to try again.

    Findings without a source prove nothing. They are inconclusive, and no model evaluates them.
    """
    progress.tell(Step.SEARCHING)
    with metrics.step("search"):
        findings = provider.search(question, deadline=deadline)
    deadline.remaining()
    if findings.grounded and findings.sources:
        progress.tell(Step.JUDGING)
        with metrics.step("evaluate"):
            evaluation = provider.evaluate(question, findings, deadline=deadline)
    else:
        evaluation = ungrounded(findings)
    return Outcome(findings=findings, evaluation=evaluation, decision=decide(question, findings, evaluation))


def ungrounded(findings: Findings) -> Evaluation:
    """Return the evaluation of findings without a source. It leaves out `findings.text`, which may be invented."""
    looked_for = ", ".join(f"“{query}”" for query in findings.search_queries)
    return Evaluation(
        verdict=Verdict.INCONCLUSIVE,
        answer="No answer this time: the search brought no source that one could rest on.",
        reasoning=f"Searched for {looked_for}, without a source." if looked_for else "Nothing was searched for.",
        evidence="",
        confidence=0,
        notification=None,
        new_finding=False,
        next_run=None,
        next_run_reason="",
        finished=False,
        usage=Usage(),
    )

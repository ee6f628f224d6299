"""Decide what follows from an evaluation: a pure function of earlier results, the evaluation and the clock."""

from datetime import datetime, timedelta
from zlib import crc32

from tasks_app.pipeline.types import Decision, Evaluation, Findings, Known, Question, Verdict, parse_time

EARLIEST = timedelta(minutes=5)
LATEST = timedelta(days=30)
USUAL = timedelta(hours=24)
UNSURE_LATEST = timedelta(hours=1)
UNSURE_USUAL = timedelta(minutes=30)
SAID = {
    EARLIEST: "5 minutes",
    UNSURE_USUAL: "30 minutes",
    UNSURE_LATEST: "an hour",
    USUAL: "24 hours",
    LATEST: "30 days",
}
# A model that asks for a later time means "never".
ABSURD = timedelta(days=366)


def decide(question: Question, findings: Findings, evaluation: Evaluation) -> Decision:
    """Return the message, the new known state and the time of the next execution."""
    verdict = _verdict(findings, evaluation)
    notify = _is_news(question, verdict, evaluation)
    next_run, reason = _next_run(question, verdict, evaluation)
    return Decision(
        verdict=verdict,
        notify=notify,
        notification=(evaluation.notification or evaluation.answer) if notify else None,
        next_run=next_run,
        next_run_reason=reason,
        finished=verdict is Verdict.MET and evaluation.finished,
        known=_known(question, verdict, evaluation),
    )


def _verdict(findings: Findings, evaluation: Evaluation) -> Verdict:
    """Return the verdict: inconclusive without a source, or if met without evidence."""
    proven = bool(findings.grounded and findings.sources)
    if evaluation.verdict is Verdict.MET:
        proven = proven and bool(evaluation.evidence.strip())
    return evaluation.verdict if proven else Verdict.INCONCLUSIVE


def _is_news(question: Question, verdict: Verdict, evaluation: Evaluation) -> bool:
    """Return True if the condition becomes met, or stays met with news that was not told in the same words."""
    if verdict is not Verdict.MET:
        return False
    was_met = question.known is not None and question.known.condition_met is True
    return not was_met or (evaluation.new_finding and not _told_already(question, evaluation))


def _told_already(question: Question, evaluation: Evaluation) -> bool:
    words = (evaluation.notification or evaluation.answer).casefold().split()
    return any(words == told.casefold().split() for told in question.told)


def _known(question: Question, verdict: Verdict, evaluation: Evaluation) -> Known | None:
    if verdict is Verdict.INCONCLUSIVE:
        return question.known
    return Known(
        condition_met=verdict is Verdict.MET,
        evidence=evaluation.evidence,
        answer=evaluation.answer,
        as_of=question.asked_at,
    )


def _next_run(question: Question, verdict: Verdict, evaluation: Evaluation) -> tuple[datetime, str]:
    """Return the agent's wish, bounded and moved off the full hour, with its reason and every change to it."""
    now, wish = question.asked_at, parse_time(evaluation.next_run)
    unsure = verdict is Verdict.INCONCLUSIVE and not evaluation.never_decided
    usual, latest = (UNSURE_USUAL, UNSURE_LATEST) if unsure else (USUAL, LATEST)
    if question.cadence_fixed:
        return now + usual, "The schedule of the task decides."
    if wish is None or not now < wish <= now + ABSURD:
        when, reason = now + usual, f"No usable time was suggested: looking again in {SAID[usual]}."
    else:
        when = min(max(wish, now + EARLIEST), now + latest)
        reason = evaluation.next_run_reason + ("" if when == wish else _why_held(wish, latest, unsure=unsure))
    shifted = _off_the_hour(question, when, latest=now + latest)
    return shifted, (reason + ("" if shifted == when else " (Moved off the full hour, when many look.)")).strip()


def _why_held(wish: datetime, latest: timedelta, *, unsure: bool) -> str:
    because = ", since the answer was inconclusive" if unsure else ""
    return f" (Suggested for {wish:%Y-%m-%d %H:%M} UTC; held within {SAID[EARLIEST]} and {SAID[latest]}{because}.)"


def _off_the_hour(question: Question, when: datetime, *, latest: datetime) -> datetime:
    """Move a full hour by one to nine minutes, differing by question; earlier if `latest` would be passed."""
    if when.minute:
        return when
    minutes = 1 + crc32(f"{question.search_query}\0{question.condition}".encode(errors="replace")) % 9
    shift = timedelta(minutes=minutes)
    return when + shift if when + shift <= latest else when - shift

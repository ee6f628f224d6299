from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.pipeline.decide import EARLIEST, LATEST, UNSURE_LATEST, decide
from tasks_app.pipeline.types import Decision, Evaluation, Known, Question, Verdict
from tests.pipeline.make import NOW, evaluation, findings, known, question

MET, NOT_MET, INCONCLUSIVE = Verdict.MET, Verdict.NOT_MET, Verdict.INCONCLUSIVE


def decided(judged: Evaluation, asked: Question | None = None) -> Decision:
    return decide(asked or question(), findings(), judged)


# ── whom it makes us tell ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("before", [None, known(met=False), known(met=None)])
def test_a_condition_that_becomes_met_is_told(before: Known | None) -> None:
    decision = decided(evaluation(MET), question(known=before))
    assert decision.notify
    assert decision.notification == "Apple has announced the 9th of September."


def test_a_condition_that_stays_met_is_told_again_only_with_a_new_finding() -> None:
    asked = question(known=known(met=True), told=("An event is announced.",))
    assert not decided(evaluation(MET, new_finding=False), asked).notify
    assert decided(evaluation(MET, new_finding=True), asked).notify


def test_what_was_told_in_the_same_words_is_not_told_again_even_if_called_new() -> None:
    asked = question(known=known(met=True), told=("Older.", "apple has  announced the 9th of SEPTEMBER."))
    assert not decided(evaluation(MET, new_finding=True), asked).notify


def test_a_condition_met_once_more_is_told_in_the_same_words_as_before() -> None:
    asked = question(known=known(met=False), told=("Apple has announced the 9th of September.",))
    assert decided(evaluation(MET), asked).notify


def test_the_answer_is_told_where_the_evaluation_has_no_notification() -> None:
    assert decided(evaluation(MET, notification=None)).notification == "On the 9th of September."


@pytest.mark.parametrize("verdict", [NOT_MET, INCONCLUSIVE])
@pytest.mark.parametrize("before", [None, known(met=False), known(met=True)])
def test_what_is_not_met_is_never_told(verdict: Verdict, before: Known | None) -> None:
    decision = decided(evaluation(verdict, new_finding=True, notification="Hear, hear"), question(known=before))
    assert not decision.notify
    assert decision.notification is None


# ── what is known from now on ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("verdict", [MET, NOT_MET])
def test_a_conclusive_verdict_is_what_is_known_from_now_on(verdict: Verdict) -> None:
    assert decided(evaluation(verdict), question(known=known(met=None))).known == Known(
        condition_met=verdict is MET,
        evidence="“9th of September” (apple.example)",
        answer="On the 9th of September.",
        as_of=NOW,
    )


def test_an_inconclusive_verdict_keeps_what_was_known() -> None:
    assert decided(evaluation(INCONCLUSIVE), question(known=known(met=True))).known == known(met=True)


@pytest.mark.parametrize("verdict", [MET, NOT_MET])
@pytest.mark.parametrize("lacking", [{"sources": ()}, {"grounded": False}])
def test_what_rests_on_no_source_is_inconclusive(verdict: Verdict, lacking: dict[str, object]) -> None:
    decision = decide(question(), findings(**lacking), evaluation(verdict))
    assert decision.verdict is INCONCLUSIVE
    assert not decision.notify


def test_met_without_evidence_is_inconclusive() -> None:
    assert decided(evaluation(MET, evidence="  ")).verdict is INCONCLUSIVE
    assert decided(evaluation(NOT_MET, evidence="")).verdict is NOT_MET


# ── whether it is over ───────────────────────────────────────────────────────────────────────────
def test_a_matter_is_finished_only_where_the_evaluation_says_so_and_the_condition_is_met() -> None:
    assert decided(evaluation(MET, finished=True)).finished
    assert not decided(evaluation(MET, finished=False)).finished
    assert not decided(evaluation(NOT_MET, finished=True)).finished
    assert not decided(evaluation(MET, finished=True, evidence="")).finished


def test_a_missing_next_run_does_not_finish_a_matter() -> None:
    decision = decided(evaluation(MET, next_run=None))
    assert not decision.finished
    assert decision.next_run == NOW + timedelta(hours=24)


# ── when to look again ───────────────────────────────────────────────────────────────────────────
def test_the_next_run_is_the_one_suggested_with_its_reason() -> None:
    decision = decided(evaluation(next_run=NOW + timedelta(hours=5)))
    assert decision.next_run == NOW + timedelta(hours=5)
    assert decision.next_run_reason == "An event is expected."


def test_a_suggestion_in_another_zone_is_the_same_moment() -> None:
    tokyo = timezone(timedelta(hours=9))
    decision = decided(evaluation(next_run=(NOW + timedelta(hours=5)).astimezone(tokyo)))
    assert decision.next_run == NOW + timedelta(hours=5)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        NOW,
        NOW - timedelta(days=400),
        (NOW + timedelta(hours=5)).replace(tzinfo=None),
        datetime.max.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        NOW + timedelta(days=367),
    ],
)
def test_a_missing_past_or_odd_next_run_means_24_hours(odd: datetime | None) -> None:
    decision = decided(evaluation(next_run=odd))
    assert decision.next_run == NOW + timedelta(hours=24)
    assert decision.next_run_reason == "No usable time was suggested: looking again in 24 hours."


@pytest.mark.parametrize(
    ("suggested", "held"),
    [(timedelta(seconds=1), timedelta(minutes=5)), (timedelta(days=31), timedelta(days=30))],
)
def test_the_next_run_is_held_within_five_minutes_and_thirty_days_and_says_so(
    suggested: timedelta, held: timedelta
) -> None:
    decision = decided(evaluation(next_run=NOW + suggested))
    assert decision.next_run == NOW + held
    assert decision.next_run_reason.startswith("An event is expected. (Suggested for 2026-")
    assert "held within 5 minutes and 30 days" in decision.next_run_reason


def test_after_an_inconclusive_answer_the_next_run_is_within_the_hour_and_says_why() -> None:
    held = decided(evaluation(INCONCLUSIVE, next_run=NOW + timedelta(days=2)))
    assert held.next_run == NOW + timedelta(hours=1)
    assert "since the answer was inconclusive" in held.next_run_reason
    assert decided(evaluation(INCONCLUSIVE, next_run=None)).next_run == NOW + timedelta(minutes=30)


def test_a_full_hour_is_avoided_by_a_few_minutes_and_it_is_told() -> None:
    decision = decided(evaluation(next_run=datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))
    assert timedelta(minutes=1) <= decision.next_run - datetime(2026, 3, 2, 9, 0, tzinfo=UTC) <= timedelta(minutes=9)
    assert decision.next_run_reason == "An event is expected. (Moved off the full hour, when many look.)"


@pytest.mark.parametrize(("verdict", "latest"), [(NOT_MET, timedelta(days=30)), (INCONCLUSIVE, timedelta(hours=1))])
def test_a_full_hour_at_the_latest_bound_is_avoided_to_the_earlier_side(verdict: Verdict, latest: timedelta) -> None:
    noon = NOW.replace(minute=0)
    decision = decided(evaluation(verdict, next_run=noon + timedelta(days=60)), question(asked_at=noon))
    assert noon + latest - timedelta(minutes=9) <= decision.next_run < noon + latest


def test_questions_that_are_due_at_the_same_full_hour_are_spread() -> None:
    nine = evaluation(next_run=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    minutes = {decided(nine, question(search_query=f"question {n}")).next_run.minute for n in range(100)}
    assert minutes == set(range(1, 10))


def test_a_fixed_cadence_needs_no_reason_of_the_agent() -> None:
    decision = decided(evaluation(next_run=NOW + timedelta(minutes=10)), question(cadence_fixed=True))
    assert decision.next_run_reason == "The schedule of the task decides."


@given(
    verdict=st.sampled_from(Verdict),
    next_run=st.none() | st.datetimes(timezones=st.none() | st.timezones()),
    asked_at=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    reason=st.text(max_size=50),
    cadence_fixed=st.booleans(),
)
def test_whatever_is_suggested_the_next_run_is_in_bounds_off_the_hour_and_explained(
    verdict: Verdict, next_run: datetime | None, asked_at: datetime, reason: str, cadence_fixed: bool
) -> None:
    asked = question(asked_at=asked_at, cadence_fixed=cadence_fixed)
    decision = decided(evaluation(verdict, next_run=next_run, next_run_reason=reason), asked)
    latest = UNSURE_LATEST if verdict is INCONCLUSIVE else LATEST
    assert EARLIEST <= decision.next_run - asked_at <= latest or cadence_fixed
    assert decision.next_run.minute or cadence_fixed
    assert decision.next_run_reason or reason.strip() == ""


@given(
    verdict=st.sampled_from(Verdict),
    before=st.none() | st.sampled_from([known(met=True), known(met=False), known(met=None)]),
    new=st.booleans(),
    finished=st.booleans(),
    sources=st.booleans(),
    evidence=st.sampled_from(["", "seen"]),
)
def test_only_a_proven_met_condition_is_ever_told_or_finished(
    verdict: Verdict, before: Known | None, new: bool, finished: bool, sources: bool, evidence: str
) -> None:
    judged = evaluation(verdict, new_finding=new, finished=finished, evidence=evidence)
    found = findings() if sources else findings(sources=(), grounded=False)
    decision = decide(question(known=before), found, judged)
    if decision.notify or decision.finished:
        assert decision.verdict is verdict is MET
        assert sources
        assert evidence
    assert (decision.notification is not None) == decision.notify

"""What an outcome changes about its task, and who is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from notifications.models import Notification
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tasks_app.models.task import DEFAULT_NAME
from tasks_app.pipeline.errors import ConfigurationError, NetworkError, ProviderError
from tasks_app.pipeline.types import Verdict
from tasks_app.pipeline.wording import name_of
from tasks_app.services import executions, outcomes, tasks
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

EMAIL = ChannelConfigs(email="alice@example.com")


def scheduled(task: Task) -> Execution:
    execution = executions.start_scheduled(task_id=task.pk, now=NOW)
    assert execution is not None
    return execution


def end(execution: Execution, verdict: Verdict = Verdict.NOT_MET, **decision: Any) -> Execution:
    assert outcomes.record_outcome(claim=taken(execution), outcome=outcome(verdict, **decision), now=NOW)
    execution.refresh_from_db()
    return execution


def fail(execution: Execution) -> Execution:
    """Use up all attempts."""
    for attempt in range(10):
        now = NOW + timedelta(hours=attempt)
        outcomes.record_failure(claim=taken(execution, now=now), error=NetworkError("no connection"), now=now)
        execution.refresh_from_db()
        if not execution.is_open:
            break
    return execution


def told() -> list[str]:
    return sorted(Notification.objects.values_list("event", flat=True))


def test_a_met_condition_is_recorded_and_told_once(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    execution = end(scheduled(task), Verdict.MET)
    assert (execution.status, execution.condition_met, execution.notification) == ("success", True, "It is out.")
    assert execution.grounding_sources == [
        {"uri": "https://apple.example/news", "title": "News", "url": "https://apple.example/news"}
    ]
    assert execution.result is not None
    assert execution.result["usage"]["total_tokens"] == 15
    assert told() == ["task.condition_met"]


def test_what_was_told_is_shown_to_the_next_evaluation(owner: User) -> None:
    task = make_task(owner)
    end(begin(task), Verdict.MET)
    question = taken(begin(task)).question
    assert question.told == ("It is out.",)
    assert question.known is not None
    assert question.known.evidence == "it says so"


def test_a_schedule_that_nobody_can_read_is_the_agents_again(owner: User) -> None:
    task = make_task(owner, schedule="0 9 * * *")
    execution = scheduled(task)
    Task.objects.filter(pk=task.pk).update(schedule="every morning")
    assert end(execution).status == "success"
    assert Task.objects.get().next_run == outcome(Verdict.NOT_MET).decision.next_run


@pytest.mark.parametrize(("verdict", "met"), [(Verdict.NOT_MET, False), (Verdict.INCONCLUSIVE, None)])
def test_what_is_not_met_is_not_told(owner: User, verdict: Verdict, *, met: bool | None) -> None:
    execution = end(scheduled(make_task(owner, channels=EMAIL)), verdict)
    assert (execution.condition_met, execution.notification, told()) == (met, None, [])


def test_an_inconclusive_verdict_keeps_what_was_known(owner: User) -> None:
    task = make_task(owner)
    end(begin(task))
    known = Task.objects.get().last_known_state
    end(begin(task), Verdict.INCONCLUSIVE)
    assert Task.objects.get().last_known_state == known


def test_a_scheduled_execution_sets_the_next_run_and_a_manual_one_does_not(owner: User) -> None:
    task = make_task(owner)
    end(begin(task))
    assert Task.objects.get().next_run == task.next_run
    end(scheduled(task))
    assert Task.objects.get().next_run == NOW + timedelta(hours=6)


def test_cron_wins_over_what_the_agent_wants(owner: User) -> None:
    task = make_task(owner, schedule="0 9 * * *")
    execution = end(scheduled(task))
    assert Task.objects.get().next_run == NOW.replace(day=2, hour=9)
    assert execution.result is not None
    assert execution.result["next_run"] == "2026-03-02T09:00:00Z"


def test_a_matter_that_is_finished_completes_its_task_even_by_hand(owner: User) -> None:
    task = make_task(owner)
    end(begin(task), Verdict.MET, finished=True)
    task = Task.objects.get()
    assert (task.state, task.next_run, task.periodic_task.enabled) == ("completed", None, False)


def test_the_outcome_of_an_execution_that_was_called_off_is_discarded(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    execution = begin(task)
    claim = taken(execution)
    tasks.update_task(owner=owner, task_id=task.pk, changes={"state": "paused"}, now=NOW)
    assert not outcomes.record_outcome(claim=claim, outcome=outcome(Verdict.MET), now=NOW)
    execution.refresh_from_db()
    assert (execution.status, execution.result, told()) == ("cancelled", None, [])


def test_the_outcome_for_a_deleted_task_is_discarded(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    claim = taken(begin(task))
    tasks.delete_task(owner=owner, task_id=task.pk)
    assert not outcomes.record_outcome(claim=claim, outcome=outcome(Verdict.MET), now=NOW)
    assert told() == []


def test_what_ran_for_the_old_question_is_recorded_but_changes_and_tells_nothing(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    execution = scheduled(task)
    claim = taken(execution)
    tasks.update_task(owner=owner, task_id=task.pk, changes={"search_query": "Something else?"}, now=NOW)
    assert outcomes.record_outcome(claim=claim, outcome=outcome(Verdict.MET), now=NOW)
    execution.refresh_from_db()
    task = Task.objects.get()
    assert (execution.status, execution.condition_met, execution.notification) == ("success", True, None)
    assert (task.last_known_state, task.next_run, told()) == (None, NOW + timedelta(minutes=1), [])


@pytest.mark.parametrize("schedule", [None, "0 13 * * *"])
@pytest.mark.parametrize("fails", [True, False])
def test_the_schedule_that_an_execution_for_the_old_question_held_is_the_new_ones(
    owner: User, schedule: str | None, *, fails: bool
) -> None:
    claim = taken(executions.run_first(task=make_task(owner), now=NOW))
    tasks.update_task(
        owner=owner, task_id=claim.task_id, changes={"search_query": "Else?", "schedule": schedule}, now=NOW
    )
    now = NOW + timedelta(minutes=5)
    if fails:
        outcomes.record_failure(claim=claim, error=ConfigurationError("bad key"), now=now)
    else:
        outcomes.record_outcome(claim=claim, outcome=outcome(), now=now)
    task = Task.objects.get()
    assert task.next_run == task.periodic_task.clocked.clocked_time
    assert task.next_run == (NOW.replace(hour=13) if schedule else now + timedelta(minutes=1))


def test_a_failed_task_stays_on_its_cadence(owner: User) -> None:
    task = make_task(owner)
    execution = fail(scheduled(task))
    task.refresh_from_db()
    assert (execution.status, task.state) == ("failed", "active")
    assert execution.completed_at is not None
    assert task.next_run == execution.completed_at + timedelta(hours=1)


def test_the_owner_is_told_once_that_a_task_is_failing_and_once_that_it_has_recovered(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    for _ in range(4):
        fail(begin(task))
    assert told() == ["task.failing"]
    end(begin(task))
    end(begin(task))
    assert told() == ["task.failing", "task.recovered"]


def test_two_failures_and_a_success_are_nothing_to_tell(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    fail(begin(task))
    fail(begin(task))
    end(begin(task))
    fail(begin(task))
    assert told() == []


def test_three_inconclusive_ones_tell_only_after_a_day(owner: User) -> None:
    task = make_task(owner, channels=EMAIL)
    for hours in (0, 12, 20):
        now = NOW + timedelta(hours=hours)
        outcomes.record_outcome(claim=taken(begin(task, now=now)), outcome=outcome(Verdict.INCONCLUSIVE), now=now)
    assert told() == []
    now = NOW + timedelta(hours=25)
    outcomes.record_outcome(claim=taken(begin(task, now=now)), outcome=outcome(Verdict.INCONCLUSIVE), now=now)
    assert told() == ["task.failing"]


def test_the_duration_counts_from_being_taken(owner: User) -> None:
    execution = begin(make_task(owner))
    claim = taken(execution, now=NOW + timedelta(seconds=50))
    outcomes.record_outcome(claim=claim, outcome=outcome(), now=NOW + timedelta(seconds=52))
    execution.refresh_from_db()
    assert execution.duration_ms == 2000


def test_a_success_after_a_retry_keeps_the_count_and_drops_the_error(owner: User) -> None:
    execution = begin(make_task(owner))
    outcomes.record_failure(claim=taken(execution), error=ProviderError("empty"), now=NOW)
    retry_at = Execution.objects.get().retry_at
    assert retry_at is not None
    outcomes.record_outcome(claim=taken(execution, now=retry_at), outcome=outcome(), now=retry_at)
    execution.refresh_from_db()
    assert (execution.status, execution.retry_count, execution.error_message) == ("success", 1, None)


def test_the_first_look_names_a_task_that_has_no_name(owner: User) -> None:
    task = make_task(owner, name=DEFAULT_NAME)
    end(begin(task))
    task.refresh_from_db()
    assert task.name == name_of(task.search_query) != DEFAULT_NAME


def test_the_judge_names_a_task_that_has_no_name(owner: User) -> None:
    task = make_task(owner, name=DEFAULT_NAME)
    claim = taken(begin(task))
    assert claim.question.is_unnamed
    judged = outcome()
    judged = replace(judged, evaluation=replace(judged.evaluation, name="The next iPhone"))
    outcomes.record_outcome(claim=claim, outcome=judged, now=NOW)
    task.refresh_from_db()
    assert task.name == "The next iPhone"


def test_a_name_that_the_owner_gave_meanwhile_stays(owner: User) -> None:
    task = make_task(owner, name=DEFAULT_NAME)
    execution = begin(task)
    tasks.update_task(owner=owner, task_id=task.pk, changes={"name": "Mine"}, now=NOW)
    end(execution)
    task.refresh_from_db()
    assert task.name == "Mine"

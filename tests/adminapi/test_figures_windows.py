"""What is counted of a window is what lies in it, wherever it begins."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from adminapi import selectors
from adminapi.models import HourlyTotal
from adminapi.selectors import Counts
from tasks_app.models import Execution, Task
from tests.tasks_app.make import NOW, make_task

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KINDS = [("success", ""), ("failed", "NetworkError"), ("failed", "TimeoutError"), ("cancelled", "TimeoutError")]


@pytest.fixture
def task(owner: User) -> Task:
    return make_task(owner)


def ended(task: Task, started_at: datetime, status: str, error_type: str) -> Execution:
    return Execution(
        task=task,
        question_version=1,
        status=status,
        error_type=error_type,
        trigger="manual",
        scheduled_for=started_at,
        created_at=started_at,
        started_at=started_at,
        queued_at=started_at,
        completed_at=started_at + MINUTE,
        duration_ms=7,
    )


@pytest.fixture
def rows(task: Task) -> list[Execution]:
    """Around each full hour, and between, of every kind."""
    moments = [NOW + n * HOUR + by for n in range(4) for by in (-timedelta(microseconds=1), timedelta(0), 17 * MINUTE)]
    made = [ended(task, moment, *KINDS[n % len(KINDS)]) for n, moment in enumerate(moments * 2)]
    return Execution.objects.bulk_create(made)


@pytest.mark.parametrize("minutes", [-100, -1, 0, 1, 17, 18, 59, 60, 61, 120, 180, 197, 198, 1000])
def test_a_window_counts_what_started_in_it(rows: list[Execution], minutes: int) -> None:
    since = NOW + minutes * MINUTE
    within = [row for row in rows if row.started_at >= since]

    counts = selectors.executions_since(since)

    assert counts.by_status == Counter(row.status for row in within)
    assert counts.duration_ms == 7 * counts.succeeded
    assert counts.error_types == Counter(row.error_type for row in within if row.status == "failed")
    assert counts.failed == sum(counts.error_types.values())


def test_what_is_open_is_counted_by_its_status(task: Task) -> None:
    waits = ended(task, NOW, "pending", "")
    waits.completed_at = None
    waits.save()

    assert selectors.executions_since(NOW).by_status == {"pending": 1}
    assert selectors.executions_since(NOW).answered == 0
    assert not selectors.executions_since(NOW + MINUTE).by_status


def test_rates_and_means_of_nothing_are_nothing() -> None:
    nothing = Counts(by_kind={}, duration_ms=0)

    assert (nothing.error_rate, nothing.mean_duration_ms, nothing.failed, nothing.error_types) == (0, 0, 0, {})


def test_the_hours_of_a_chart_are_all_there_and_add_up(rows: list[Execution]) -> None:
    hours = selectors.executions_by_hour(now=NOW + 3 * HOUR + 30 * MINUTE, hours=24)

    assert [hour.start for hour in hours] == [NOW + n * HOUR for n in range(-20, 4)]
    assert sum(hour.succeeded for hour in hours) == sum(row.status == "success" for row in rows)
    assert sum(hour.failed for hour in hours) == sum(row.status == "failed" for row in rows)
    assert {hour.mean_duration_ms for hour in hours} == {7, None}
    assert {hour.error_rate is None for hour in hours if not hour.answered} == {True}


def test_a_chart_shows_what_retention_has_deleted(rows: list[Execution]) -> None:
    before = selectors.executions_by_hour(now=NOW + 3 * HOUR, hours=24)
    HourlyTotal.objects.filter(status="success").update(executions=0, purged=6)

    after = selectors.executions_by_hour(now=NOW + 3 * HOUR, hours=24)

    assert sum(hour.succeeded for hour in before) == 6
    assert {hour.start for hour in after if hour.succeeded} == {hour.start for hour in before if hour.succeeded}
    assert {hour.mean_duration_ms for hour in after} == {None}

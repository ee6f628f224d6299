"""One person's tasks at a glance: order, filters, words, pages, and what it costs."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tasks_app.models import Task
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import Verdict
from tasks_app.selectors.overview import PAGE_SIZE, STRIP, Order, Result, Show, overview
from tasks_app.services import outcomes
from tests.conftest import member
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

pytestmark = pytest.mark.django_db


def look(task: Task, verdict: Verdict | None, *, hours: float = 0, **decision: Any) -> None:
    """One execution with this verdict; without one it fails."""
    now = NOW + timedelta(hours=hours)
    claim = taken(begin(task, now=now), now=now)
    if verdict is None:
        outcomes.record_failure(claim=claim, error=errors.ConfigurationError("The key is refused."), now=now)
    else:
        outcomes.record_outcome(claim=claim, outcome=outcome(verdict, now=now, **decision), now=now)


def names(owner: User, **asked: Any) -> list[str]:
    return [row.task.name for row in overview(owner, **asked).rows]


def test_what_is_met_comes_first_then_what_needs_a_look_then_the_rest(owner: User) -> None:
    verdicts_of: dict[str, list[Verdict | None]] = {
        "calm": [Verdict.NOT_MET],
        "failing": [None],
        "blind": [Verdict.INCONCLUSIVE] * 3,
        "met": [Verdict.MET],
        "unsure": [Verdict.INCONCLUSIVE],
    }
    for name, verdicts in verdicts_of.items():
        task = make_task(owner, name=name, now=NOW - timedelta(minutes=len(name)))
        for number, verdict in enumerate(verdicts):
            look(task, verdict, hours=number)
    make_task(owner, name="new")

    found = overview(owner)
    assert [row.task.name for row in found.rows] == ["met", "blind", "failing", "calm", "unsure", "new"]
    assert [(row.is_met, row.is_failing, row.is_blind) for row in found.rows[:3]] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]
    assert found.counts == {"all": 6, "met": 1, "attention": 2, "active": 6, "paused": 0, "completed": 0}


def test_the_strip_has_the_last_executions_and_the_answer_is_that_of_the_last_that_ended(owner: User) -> None:
    task = make_task(owner)
    for number in range(STRIP):
        look(task, Verdict.NOT_MET, hours=number)
    look(task, None, hours=STRIP)
    begin(task, now=NOW + timedelta(hours=STRIP + 1))

    [row] = overview(owner).rows
    assert len(row.looks) == STRIP
    assert [one.result for one in row.looks[:3]] == [Result.OPEN, Result.FAILED, Result.NOT_MET]
    assert row.is_open
    assert row.last
    assert row.last.at == NOW + timedelta(hours=STRIP)
    assert row.answer == "The key is refused."


def test_filters_words_and_orders_narrow_and_sort(owner: User) -> None:
    make_task(owner, name="beta", search_query="Is the 50% sale on?", state="paused")
    make_task(owner, name="Alpha", now=NOW + timedelta(minutes=1))
    look(make_task(owner, name="gamma", now=NOW - timedelta(minutes=1)), Verdict.MET)

    assert names(owner, order=Order.NAME) == ["Alpha", "beta", "gamma"]
    assert names(owner, order=Order.NEWEST) == ["Alpha", "beta", "gamma"]
    assert names(owner, order=Order.NEXT)[-1] == "beta"
    assert names(owner, order=Order.CHECKED)[0] == "gamma"
    assert names(owner, show=Show.PAUSED) == ["beta"]
    assert names(owner, show=Show.MET) == ["gamma"]
    assert names(owner, words="SALE 50%") == ["beta"]
    assert names(owner, words="iphone ALPH") == ["Alpha"]
    assert names(owner, words="no\x00thing such") == []


def test_nobody_sees_the_tasks_of_others(owner: User, stranger: User) -> None:
    make_task(owner)
    assert overview(stranger).rows == ()


def many_tasks(count: int) -> User:
    """A person with `count` tasks, each looked at `STRIP` times: copies of one, since to make each takes long."""
    owner = member("many@example.com")
    first = make_task(owner, name="Task 0")
    same = ", ".join(
        str(field.column) for field in Task._meta.concrete_fields if field.name not in ("id", "name", "periodic_task")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH schedule AS (
                INSERT INTO django_celery_beat_periodictask
                    (name, task, args, kwargs, clocked_id, one_off, enabled, description, headers, total_run_count,
                     date_changed)
                SELECT 'copy-' || n, task, args, kwargs, clocked_id, one_off, enabled, '', headers, 0, now()
                FROM django_celery_beat_periodictask, generate_series(1, %s) AS n WHERE id = %s
                RETURNING id
            )
            INSERT INTO tasks_app_task (id, name, periodic_task_id, {same})
            SELECT gen_random_uuid(), 'Task ' || schedule.id, schedule.id, {same}
            FROM tasks_app_task task, schedule WHERE task.id = %s
            """,
            [count - 1, first.periodic_task_id, first.pk],
        )
        cursor.execute(
            """
            INSERT INTO tasks_app_execution
                (id, task_id, question_version, status, trigger, condition_met, result, scheduled_for, created_at,
                 started_at, completed_at, queued_at, retry_count, error_type)
            SELECT gen_random_uuid(), task.id, 1, 'success', 'schedule', false, %s, at, at, at, at, at, 0, ''
            FROM tasks_app_task task, generate_series(%s, %s, interval '1 hour') AS at
            """,
            [json.dumps({"answer": "Not yet. " * 20}), NOW, NOW + timedelta(hours=STRIP - 1)],
        )
    return owner


def test_a_thousand_tasks_take_two_statements_and_little_time() -> None:
    owner = many_tasks(1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        found = overview(owner)
    assert len(asked) == 2
    assert (len(found.rows), found.total, found.pages) == (PAGE_SIZE, 1000, 20)
    assert overview(owner, page=99).page == 20

    def seconds() -> float:
        # Of this process: what others do on the machine is not counted.
        begun = time.process_time()
        overview(owner)
        return time.process_time() - begun

    assert min(seconds() for _ in range(5)) < 0.1

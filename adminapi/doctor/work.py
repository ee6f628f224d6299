"""Overdue work: schedules, executions and notifications.

Checks that compare two tables read them whole, about a second at a million rows, within a time limit. All other checks
read an index up to a bound.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from adminapi import alarms, metrics
from adminapi.doctor.finding import Problem, doubt, fault
from notifications.models import Webhook
from tasks_app.models import Execution
from tasks_app.scheduling import schedules
from tasks_app.services.executions import STUCK_PENDING_AFTER

LONGEST_SECONDS = 15
SHOWN = 3
MOST = 1_000
# The scheduler looks every second, so a longer delay has a cause.
LATE, TOO_LATE = timedelta(minutes=2), timedelta(minutes=15)
LEASES_LATE = timedelta(minutes=1)
LAST_DAYS = timedelta(days=7)

WITHOUT_TASK = """
SELECT periodic.name FROM django_celery_beat_periodictask periodic
LEFT JOIN tasks_app_task task ON task.periodic_task_id = periodic.id
WHERE task.id IS NULL AND periodic.task = %(job)s LIMIT %(most)s
"""
WITHOUT_TIME = """
SELECT task.id::text FROM tasks_app_task task
JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id
LEFT JOIN django_celery_beat_clockedschedule clocked ON clocked.id = periodic.clocked_id
WHERE task.state = 'active' AND (clocked.id IS NULL OR clocked.clocked_time >= %(parked)s) LIMIT %(most)s
"""
DISAGREEING = """
SELECT task.id::text FROM tasks_app_task task
JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id
WHERE (task.state = 'active') <> periodic.enabled LIMIT %(most)s
"""


def schedules_without_tasks(now: datetime) -> Iterator[Problem]:
    if found := _names(WITHOUT_TASK, job=schedules.START_JOB):
        yield doubt(
            f"{_some(found, 'schedules')} without a task.",
            "Delete them in the Django admin, at /admin/django_celery_beat/periodictask/.",
        )


def tasks_without_schedules(now: datetime) -> Iterator[Problem]:
    if found := _names(WITHOUT_TIME, parked=schedules.PARKED):
        yield fault(
            f"{_some(found, 'active tasks')} without a time to run at.",
            "Pause and resume them in the Django admin, at /admin/tasks_app/task/, which gives each a time.",
        )


def disagreements(now: datetime) -> Iterator[Problem]:
    if found := _names(DISAGREEING):
        yield fault(
            f"{_some(found, 'tasks')} whose schedule is enabled although they do not run, or the other way round.",
            "Pause and resume them in the Django admin, at /admin/tasks_app/task/; never change a schedule itself.",
        )


def overdue_schedules(now: datetime) -> Iterator[Problem]:
    count, earliest = _row(metrics.OVERDUE, now=now, most=metrics.MOST_OVERDUE)
    if earliest and now - earliest > LATE:
        say = fault if now - earliest > TOO_LATE else doubt
        yield say(
            f"{_up_to(count, metrics.MOST_OVERDUE)} schedules are overdue, the first for {_ago(earliest, now)}.",
            "See that beat and the workers run; if they do, add workers, or raise the limits of the provider.",
        )


def stuck_executions(now: datetime) -> Iterator[Problem]:
    stuck = Execution.objects.filter(status=Execution.Status.PENDING, created_at__lt=now - STUCK_PENDING_AFTER)
    if count := stuck[:MOST].count():
        yield fault(
            f"{_up_to(count, MOST)} executions have waited for a worker for more than 10 minutes.",
            "See that the workers on the queue executions run, and are enough: ./script/manage doctor, log/worker.log.",
        )


def expired_leases(now: datetime) -> Iterator[Problem]:
    if count := Execution.objects.lease_expired(now - LEASES_LATE)[:MOST].count():
        yield fault(
            f"{_up_to(count, MOST)} executions are running past their lease, and nobody ends them.",
            "Start beat, which does: ./script/server, or `celery beat`.",
        )


def stuck_notifications(now: datetime) -> Iterator[Problem]:
    _, due, earliest = _row(metrics.OUTBOX, now=now, most=metrics.MOST_OPEN)
    if earliest and now - earliest > LATE:
        say = fault if now - earliest > TOO_LATE else doubt
        yield say(
            f"{_up_to(due, metrics.MOST_OPEN)} notifications are due and not delivered, the first for"
            f" {_ago(earliest, now)}.",
            "See that the workers on the queue notifications run, and are enough: log/courier.log.",
        )


def disabled_webhooks(now: datetime) -> Iterator[Problem]:
    disabled = Webhook.objects.filter(disabled_at__gt=now - LAST_DAYS)
    if count := disabled[:MOST].count():
        yield doubt(
            f"{_up_to(count, MOST)} webhooks were disabled in the last 7 days, since they kept failing.",
            "Their owners have been told; see /admin/notifications/webhook/ for whether all have one receiver.",
        )


def configuration_errors(now: datetime) -> Iterator[Problem]:
    if failed := alarms.configuration_error_since(now - timedelta(days=1)):
        yield fault(
            f"An execution failed by configuration {_ago(failed.started_at, now)} ago: {failed.error_message}",
            "Mend GEMINI_API_KEY, GEMINI_MODEL or SEARCH_PROVIDER, and start Torale again.",
        )


def _row(question: str, **asked: Any) -> tuple[Any, ...]:
    return _rows(question, asked)[0]


def _names(question: str, **asked: Any) -> list[str]:
    return [name for (name,) in _rows(question, {**asked, "most": MOST})]


def _rows(question: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LONGEST_SECONDS}s"])
        cursor.execute(question, asked)
        return list(cursor.fetchall())


def _some(names: list[str], what: str) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"There are {_up_to(len(names), MOST)} {what} ({shown}{', …' if len(names) > SHOWN else ''})"


def _up_to(count: int, most: int) -> str:
    return f"{count:,}" if count < most else f"{most:,} or more"


def _ago(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"

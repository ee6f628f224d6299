"""A task's schedule: its row among celery-beat's PeriodicTasks, and the times it fires at.

This is the one module that writes django-celery-beat's tables for tasks. It writes them without Django's signals: each
signal would update the single `PeriodicTasks` row that says "reload everything", which `DueScheduler` never needs.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cronsim import CronSim, CronSimError
from django.db import connection
from django_celery_beat.models import ClockedSchedule, PeriodicTask

from core.db import statements
from core.errors import InvalidError

logger = logging.getLogger(__name__)

START_JOB = "executions.start"
FIRST_RUN_AFTER = timedelta(minutes=1)
# A paused schedule's time lies here, out of the way of the scan for what is due.
PARKED = datetime(9999, 1, 1, tzinfo=UTC)
# The greatest value of each field: minute, hour, day of the month, month, day of the week (Sunday again).
LAST_OF_FIELD = (59, 23, 31, 12, 7)
MOVE = """
WITH switched AS (
    UPDATE django_celery_beat_periodictask SET enabled = NOT enabled WHERE id = %(id)s AND enabled <> %(enabled)s
)
UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = %(time)s
FROM django_celery_beat_periodictask periodic
WHERE periodic.id = %(id)s AND clocked.id = periodic.clocked_id
"""


def schedule_insert_cte(condition: str = "true") -> str:
    """Return the WITH clause that adds a schedule if the SQL `condition` is met: `schedule` has its id then."""
    return f"""
    WITH clocked AS (
        INSERT INTO django_celery_beat_clockedschedule (clocked_time) SELECT %(schedule_time)s WHERE {condition}
        RETURNING id
    ), schedule AS (
        INSERT INTO django_celery_beat_periodictask
            (name, task, args, kwargs, clocked_id, one_off, enabled, description, headers, total_run_count,
             date_changed)
        SELECT %(schedule_name)s, %(schedule_job)s, '[]', %(schedule_kwargs)s, id, true, %(schedule_enabled)s,
               %(schedule_description)s, '{{}}', 0, now()
        FROM clocked
        RETURNING id
    )
    """  # noqa: S608 - of our own statements


def schedule_insert_params(*, task_id: uuid.UUID, name: str, next_run: datetime | None) -> dict[str, Any]:
    """Return the parameters of that clause, for the schedule `task-{id}`; without `next_run` it is disabled."""
    return {
        "schedule_name": f"task-{task_id}",
        "schedule_job": START_JOB,
        "schedule_kwargs": f'{{"task_id": "{task_id}"}}',
        "schedule_description": name,
        "schedule_enabled": next_run is not None,
        "schedule_time": next_run or PARKED,
    }


def create(*, task_id: uuid.UUID, name: str, next_run: datetime | None) -> int:
    """Make the schedule of a new task. Returns its PeriodicTask's id."""
    values = schedule_insert_params(task_id=task_id, name=name, next_run=next_run)
    ((id_,),) = statements.run(f"{schedule_insert_cte()} SELECT id FROM schedule", values)  # noqa: S608
    return int(id_)


def move(*, periodic_task_id: int, next_run: datetime | None) -> None:
    """Let the schedule fire at `next_run`, or not at all."""
    statements.run(MOVE, {"id": periodic_task_id, "enabled": next_run is not None, "time": next_run or PARKED})


def park(*, periodic_task_ids: Sequence[int]) -> None:
    """Let none of these schedules fire."""
    PeriodicTask.objects.filter(pk__in=periodic_task_ids).update(enabled=False)
    ClockedSchedule.objects.filter(periodictask__in=periodic_task_ids).update(clocked_time=PARKED)


def move_many(times: Mapping[uuid.UUID, datetime]) -> None:
    """Let the schedules of these tasks fire at these times, which become the tasks' next runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH moved AS (
                UPDATE tasks_app_task task SET next_run = given.next_run
                FROM unnest(%s::uuid[], %s::timestamptz[]) AS given (id, next_run) WHERE task.id = given.id
                RETURNING task.periodic_task_id, task.next_run
            )
            UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = moved.next_run
            FROM moved JOIN django_celery_beat_periodictask periodic ON periodic.id = moved.periodic_task_id
            WHERE clocked.id = periodic.clocked_id
            """,
            [list(times), list(times.values())],
        )


def park_disabled(task_ids: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Take out of the way what is disabled and yet due; what has been enabled or moved meanwhile stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = %s
            FROM tasks_app_task task
            JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id
            WHERE task.id = ANY(%s) AND clocked.id = periodic.clocked_id AND clocked.clocked_time <= %s
              AND NOT (periodic.enabled AND task.state = 'active')
            """,
            [PARKED, list(task_ids), now],
        )


def delete(*, periodic_task_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (DELETE FROM django_celery_beat_periodictask WHERE id = %s RETURNING clocked_id)
            DELETE FROM django_celery_beat_clockedschedule USING gone WHERE id = gone.clocked_id
            """,
            [periodic_task_id],
        )


def next_cron(expression: str, *, after: datetime) -> datetime:
    """The first moment after `after` that a five-field cron expression names, in UTC.

    >>> next_cron("0 9 * * *", after=datetime(2025, 1, 15, 10, 30, tzinfo=UTC))
    datetime.datetime(2025, 1, 16, 9, 0, tzinfo=datetime.timezone.utc)

    Raises InvalidError for an expression that is malformed or names no moment at all, such as 30 February.
    """
    if len(expression.split()) != 5:
        raise InvalidError("Invalid cron expression")
    try:
        return next(CronSim(expression, after.astimezone(UTC)))
    except (CronSimError, StopIteration, OverflowError) as error:
        raise InvalidError("Invalid cron expression") from error


def check_cron(expression: str, *, now: datetime) -> None:
    """Refuse what `next_cron` does, and a step beyond its field's range: `*/100` minutes would fire every hour.

    Tasks that have such a step from earlier versions keep it. Raises InvalidError.
    """
    next_cron(expression, after=now)
    if any(_steps_beyond(field, last) for field, last in zip(expression.split(), LAST_OF_FIELD, strict=True)):
        raise InvalidError("Invalid cron expression")


def _steps_beyond(field: str, last: int) -> bool:
    steps = (term.partition("/")[2] for term in field.split(","))
    return any(step.isdecimal() and int(step[:9]) > last for step in steps)


def next_time(expression: str | None, *, after: datetime, otherwise: datetime) -> datetime:
    """When a task runs next: by its cron expression, else at `otherwise`.

    So too where a hand on the database has left one that cannot be read: one row must not stop the others' schedule.
    """
    try:
        return next_cron(expression, after=after) if expression else otherwise
    except InvalidError:
        logger.error("a task's schedule is no cron expression: %.100r", expression)  # noqa: TRY400 - no traceback
        return otherwise


def first_run(*, schedule: str | None, now: datetime) -> datetime:
    """When a task that becomes active runs first: by its cron expression, else a minute from now."""
    return next_cron(schedule, after=now) if schedule else now + FIRST_RUN_AFTER

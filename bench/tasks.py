"""Tasks that have not run yet, by the million, and some of them coming due: for the benches of scheduler and worker."""

from typing import Any

from django.db import connection

from bench import seed as platform
from tasks_app.models import Task
from tasks_app.scheduling.schedules import PARKED

TABLES = ", ".join(platform.TABLES)
TASKS_PER_OWNER = 100
# As if somebody had disabled some of the paused past Torale: their times are not parked, and have passed.
DISABLE_SOME = """
UPDATE django_celery_beat_clockedschedule SET clocked_time = now() - random() * interval '1 day'
WHERE clocked_time = %(parked)s AND id %% 50 = 1
"""
# The argument of `move` selects `id`, `periodic_task_id` and `due_at`.
MOVE = """
WITH chosen AS ({chosen}), moved AS (
    UPDATE tasks_app_task task SET next_run = due_at FROM chosen WHERE task.id = chosen.id
), shown AS (
    UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = due_at
    FROM chosen JOIN django_celery_beat_periodictask periodic ON periodic.id = chosen.periodic_task_id
    WHERE clocked.id = periodic.clocked_id
)
SELECT count(*) FROM chosen
"""
DUE = """
SELECT id, periodic_task_id, now() + %(after)s * interval '1 second' AS due_at FROM tasks_app_task
WHERE state = 'active' AND last_execution_id IS NULL ORDER BY next_run DESC LIMIT %(count)s
"""


def refuse_what_is_in_use() -> None:
    if Task.objects.exists():
        raise SystemExit(
            "There are tasks in this database, and its tables are to be emptied: give a database of its own."
        )


def empty() -> None:
    execute(f"TRUNCATE {TABLES} CASCADE")


def seed(size: int) -> None:
    """`size` tasks, almost half of them active."""
    execute("SET statement_timeout = 0")
    empty()
    platform.seed(platform.Size(tasks=size, executions=0, users=max(1, size // TASKS_PER_OWNER)))
    execute(DISABLE_SOME, parked=PARKED)
    settle()
    execute("RESET statement_timeout")


def settle() -> None:
    """Do now what autovacuum and the checkpointer would do at some moment of the measurement."""
    execute(f"VACUUM ANALYZE {TABLES}")
    execute("CHECKPOINT")


def make_due(count: int, *, after: float = 0.0) -> int:
    """At most `count` active tasks that have not run yet come due in `after` seconds; returns how many."""
    return move(DUE, count=count, after=after)


def move(chosen: str, **parameters: Any) -> int:
    """Has each of the tasks that a statement chooses come due at its `due_at`; returns how many they are."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE.format(chosen=chosen), parameters)
        return int(cursor.fetchone()[0])


def execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)

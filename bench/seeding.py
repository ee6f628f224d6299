"""Tasks with their schedules and owners, by the million, written by the database itself."""

from typing import Any

from django.db import connection

from tasks_app.models import Task
from tasks_app.schedules import PARKED, START_JOB

TABLES = (
    "notifications_attempt, notifications_notification, tasks_app_execution, tasks_app_task,"
    " django_celery_beat_periodictask, django_celery_beat_clockedschedule, accounts_user"
)

# Task n belongs to owner n % owners. Half are paused, and of these one in fifty is as if somebody had disabled it by
# hand: its time is not parked, and has passed. The others run at some moment of the day that begins in an hour.
SEED = """
INSERT INTO accounts_user (id, email, password, first_name, username, role, is_active, has_seen_welcome,
                           session_generation, created_at)
SELECT md5('owner' || n)::uuid, 'owner-' || n || '@example.com', '!', '', '', 'user', true, false, 0, now()
FROM generate_series(0, %(owners)s - 1) n;

INSERT INTO django_celery_beat_clockedschedule (id, clocked_time)
SELECT n, CASE WHEN n %% 2 = 0 THEN now() + interval '1 hour' + random() * interval '1 day'
               WHEN n %% 100 = 1 THEN now() - random() * interval '1 day'
               ELSE %(parked)s END
FROM generate_series(1, %(size)s) n;

INSERT INTO django_celery_beat_periodictask (id, name, task, args, kwargs, enabled, clocked_id, one_off,
                                             total_run_count, description, headers, date_changed)
SELECT n, 'task-' || md5('task' || n)::uuid, %(job)s, '[]',
       json_build_object('task_id', md5('task' || n)::uuid), n %% 2 = 0, n, true, 0, '', '{}', now()
FROM generate_series(1, %(size)s) n;

INSERT INTO tasks_app_task (id, owner_id, name, search_query, condition_description, question_version, state,
                            state_changed_at, next_run, periodic_task_id, failures_in_row, inconclusive_in_row,
                            is_public, view_count, subscriber_count, created_at)
SELECT md5('task' || n)::uuid, md5('owner' || n %% %(owners)s)::uuid, 'Task ' || n, 'When is the next one released?',
       'Its maker has announced a date', 1, CASE WHEN n %% 2 = 0 THEN 'active' ELSE 'paused' END, now(),
       CASE WHEN n %% 2 = 0 THEN clocked_time END, n, 0, 0, false, 0, 0, now()
FROM generate_series(1, %(size)s) n JOIN django_celery_beat_clockedschedule clocked ON clocked.id = n;

SELECT setval(pg_get_serial_sequence('django_celery_beat_clockedschedule', 'id'), %(size)s + 1),
       setval(pg_get_serial_sequence('django_celery_beat_periodictask', 'id'), %(size)s + 1);
"""

DUE = """
WITH chosen AS (
    SELECT id, periodic_task_id FROM tasks_app_task
    WHERE state = 'active' AND last_execution_id IS NULL ORDER BY next_run DESC LIMIT %(count)s
), moved AS (
    UPDATE tasks_app_task task SET next_run = now() + %(after)s * interval '1 second'
    FROM chosen WHERE task.id = chosen.id
), shown AS (
    UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = now() + %(after)s * interval '1 second'
    FROM chosen JOIN django_celery_beat_periodictask periodic ON periodic.id = chosen.periodic_task_id
    WHERE clocked.id = periodic.clocked_id
)
SELECT count(*) FROM chosen
"""


def refuse_what_is_in_use() -> None:
    if Task.objects.exists():
        raise SystemExit(
            "There are tasks in this database, and its tables are to be emptied: give a database of its own."
        )


def empty() -> None:
    execute(f"TRUNCATE {TABLES} CASCADE")


def seed(size: int) -> None:
    """`size` tasks, a hundred of each owner."""
    execute("SET statement_timeout = 0")
    empty()
    # Neither foreign keys nor the figures of operators are checked or kept meanwhile: it would take ten times as long.
    execute("SET session_replication_role = replica")
    execute(SEED, size=size, owners=max(1, size // 100), parked=PARKED, job=START_JOB)
    execute("SET session_replication_role = DEFAULT")
    settle()
    execute("RESET statement_timeout")


def settle() -> None:
    """Do now what autovacuum and the checkpointer would do at some moment of the measurement."""
    execute(f"VACUUM ANALYZE {TABLES}")
    execute("CHECKPOINT")


def make_due(count: int, *, after: float = 0.0) -> int:
    """At most `count` active tasks that have not run yet come due in `after` seconds; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"count": count, "after": after})
        return int(cursor.fetchone()[0])


def execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)

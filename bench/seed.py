"""A platform that has run for 90 days: `python -m bench.seed [--tasks N] [--executions N] [--users N]`.

The database itself writes the rows, without triggers and with the indexes built at the end; then the books are made of
them, and the tables analysed. The database must hold no tasks of its own. Also for tests, and for other benches.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import django
from django.db import connection, transaction

# A share of each: users that are gone, tasks that are paused or completed, and what becomes of executions.
USERS = """
INSERT INTO accounts_user (id, email, password, first_name, username, role, is_active, has_seen_welcome,
                           session_generation, created_at, last_seen_at)
SELECT gen_random_uuid(), 'user-' || n || '@example.com', '!', '', '', 'user', n %% 50 <> 0, true, 0,
       now() - random() * interval '365 days', CASE WHEN random() < 0.9 THEN now() - random() * interval '60 days' END
FROM generate_series(1, %(users)s) n
"""
# Nothing comes due within the hour.
TASKS = """
WITH drawn AS MATERIALIZED (
    SELECT n, floor(%(users)s * random() ^ 1.5)::int AS owner,
           -- A few queries are asked by many, and many by a few.
           'When is number ' || floor(%(tasks)s / 4.0 * random() ^ 3) || ' released?' AS query,
           now() - random() * interval '90 days' AS created_at,
           now() + interval '1 hour' + random() * interval '1 day' AS next_run
    FROM generate_series(1, %(tasks)s) n
), owners AS MATERIALIZED (
    SELECT id, is_active, row_number() OVER (ORDER BY id) - 1 AS number
    FROM accounts_user WHERE email LIKE 'user-%%'
), made AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, owners.id AS owner_id, query, created_at, next_run,
           nextval(pg_get_serial_sequence('django_celery_beat_clockedschedule', 'id')) AS clocked_id,
           nextval(pg_get_serial_sequence('django_celery_beat_periodictask', 'id')) AS periodic_id,
           CASE WHEN n %% 2 = 0 AND is_active THEN 'active'
                WHEN n %% 20 = 1 THEN 'completed' ELSE 'paused' END AS state,
           CASE WHEN n %% 10 = 0 THEN '0 9 * * *' END AS cron
    FROM drawn JOIN owners ON owners.number = drawn.owner
), clocked AS (
    INSERT INTO django_celery_beat_clockedschedule (id, clocked_time)
    SELECT clocked_id, CASE WHEN state = 'active' THEN next_run ELSE %(parked)s END FROM made
), periodic AS (
    INSERT INTO django_celery_beat_periodictask (id, name, task, args, kwargs, enabled, clocked_id, one_off,
                                                 total_run_count, description, headers, date_changed)
    SELECT periodic_id, 'task-' || id, %(job)s, '[]', json_build_object('task_id', id), state = 'active', clocked_id,
           true, 0, '', '{}', now() FROM made
)
INSERT INTO tasks_app_task (id, owner_id, name, search_query, condition_description, question_version, state,
                            state_changed_at, schedule, next_run, periodic_task_id, failures_in_row,
                            inconclusive_in_row, is_public, view_count, subscriber_count, created_at)
SELECT id, owner_id, 'A release', query, 'Its maker has announced a date', 1, state, created_at, cron,
       CASE WHEN state = 'active' THEN next_run END, periodic_id, 0, 0, false, 0, 0, created_at
FROM made
"""
# At most one of a task waits for a retry, runs or is pending: those of the first active tasks do.
EXECUTIONS = """
WITH numbered AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY state <> 'active', id) - 1 AS number FROM tasks_app_task
), drawn AS MATERIALIZED (
    SELECT n, random() AS fate, random() AS kind, (500 + 9000 * random() ^ 2)::int AS took,
           CASE WHEN n < %(open)s THEN n ELSE floor(%(tasks)s * random())::int END AS task,
           now() - random() * interval '1 minute' * CASE WHEN n < %(open)s THEN 30 ELSE 90 * 24 * 60 END AS started_at
    FROM generate_series(0, %(executions)s - 1) n
), fated AS (
    SELECT drawn.*, CASE WHEN n < %(open)s THEN (ARRAY['retrying', 'retrying', 'running', 'pending'])[1 + n %% 4]
                         WHEN fate < 0.03 THEN 'failed' WHEN fate < 0.035 THEN 'cancelled' ELSE 'success' END AS status
    FROM drawn
)
INSERT INTO tasks_app_execution (id, task_id, question_version, status, trigger, scheduled_for, created_at, started_at,
                                 completed_at, duration_ms, queued_at, token, lease_expires_at, retry_at, retry_count,
                                 error_type, error_message, condition_met, result, notification)
SELECT gen_random_uuid(), numbered.id, 1, status, 'schedule', started_at, started_at, started_at,
       CASE WHEN status IN ('success', 'failed', 'cancelled') THEN started_at + took * interval '1 millisecond' END,
       CASE WHEN status IN ('success', 'failed', 'retrying') THEN took END, started_at,
       CASE WHEN status = 'running' THEN gen_random_uuid() END,
       CASE WHEN status = 'running' THEN now() + interval '1 hour' END,
       CASE WHEN status = 'retrying' THEN now() + interval '1 hour' END,
       CASE WHEN status IN ('failed', 'retrying') THEN 2 ELSE 0 END,
       CASE WHEN status NOT IN ('failed', 'retrying') THEN ''
            WHEN kind < 0.6 THEN 'RateLimitError' WHEN kind < 0.8 THEN 'TimeoutError'
            WHEN kind < 0.95 THEN 'NetworkError' ELSE 'ValidationError' END,
       CASE WHEN status IN ('failed', 'retrying') THEN 'The search did not succeed.' END,
       CASE WHEN status = 'success' THEN fate > 0.9 END,
       CASE WHEN status = 'success' THEN '{"answer": "Nothing is known yet.", "confidence": 80}'::jsonb END,
       CASE WHEN status = 'success' AND fate > 0.9 THEN 'There is news.' END
FROM fated JOIN numbered ON numbered.number = fated.task
"""
LAST_EXECUTIONS = """
UPDATE tasks_app_task task SET last_execution_id = last.id
FROM (
    SELECT DISTINCT ON (task_id) id, task_id FROM tasks_app_execution
    ORDER BY task_id, status IN ('pending', 'running', 'retrying') DESC, started_at DESC
) last
WHERE last.task_id = task.id
"""
NOTIFICATIONS = """
INSERT INTO notifications_notification (id, owner_id, task_id, execution_id, event, kind, recipient, payload, status,
                                        attempt_count, attempts_before, is_held, error_message, created_at, sent_at)
SELECT gen_random_uuid(), task.owner_id, task.id, execution.id, 'task.condition_met', 'email', 'reader@example.com',
       '{}', 'sent', 1, 0, false, '', completed_at, completed_at
FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = task_id WHERE notification IS NOT NULL
"""
TABLES = (
    "accounts_user",
    "django_celery_beat_clockedschedule",
    "django_celery_beat_periodictask",
    "tasks_app_task",
    "tasks_app_execution",
    "notifications_notification",
)


@dataclass(frozen=True)
class Size:
    tasks: int = 100_000
    executions: int = 1_000_000
    users: int = 5_000


def seed(size: Size) -> None:
    """Fill a database that is migrated and holds no tasks."""
    from adminapi import books  # once Django is set up
    from tasks_app.scheduling.schedules import PARKED, START_JOB

    are_open = max(size.tasks // 500, min(size.tasks, 4))
    with transaction.atomic(), _bare_tables():
        for statement in (USERS, TASKS, EXECUTIONS, LAST_EXECUTIONS, NOTIFICATIONS):
            _execute(statement, **vars(size), open=are_open, parked=PARKED, job=START_JOB)
    books.mend()
    for table in (*TABLES, *(book.table for book in books.BOOKS)):
        _execute(f"VACUUM ANALYZE {table}")


@contextmanager
def _bare_tables() -> Iterator[None]:
    """Without triggers and foreign keys; the indexes that hold no rule are built again once the rows are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexname, indexdef FROM pg_indexes
            WHERE tablename = ANY(%s) AND indexdef NOT LIKE 'CREATE UNIQUE %%'
            """,
            [list(TABLES)],
        )
        indexes: list[tuple[str, str]] = cursor.fetchall()
    _execute("SET LOCAL session_replication_role = replica")
    _execute("SET LOCAL statement_timeout = 0")
    for name, _ in indexes:
        _execute(f'DROP INDEX "{name}"')
    yield
    _execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        _execute(definition)


def _execute(statement: str, **parameters: int | str | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.seed", description=__doc__)
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    size = Size(**vars(parser.parse_args()))
    django.setup()
    from tasks_app.models import Task

    if Task.objects.exists():
        raise SystemExit("There are tasks in this database: give one of its own.")
    began = time.monotonic()
    seed(size)
    sys.stdout.write(f"{size} in {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main()

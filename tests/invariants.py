"""What must hold of the rows whatever has happened: each rule is a query for what breaks it."""

from typing import Any

OPEN = "('pending', 'running', 'retrying')"
# A schedule that belongs to an execution which is under way is ahead of its task's next run.
SCHEDULES = f"""
    SELECT task.*, periodic.enabled, clocked.clocked_time, EXISTS (
        SELECT FROM tasks_app_execution execution WHERE execution.task_id = task.id AND execution.status IN {OPEN}
    ) AS is_under_way
    FROM tasks_app_task task
    JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id
    JOIN django_celery_beat_clockedschedule clocked ON clocked.id = periodic.clocked_id
"""
RULES = {
    "a task has a schedule of its own, by its own name": """
        SELECT task.id FROM tasks_app_task task
        LEFT JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id
        WHERE periodic.clocked_id IS NULL OR periodic.name <> 'task-' || task.id
        OR periodic.kwargs::jsonb ->> 'task_id' <> task.id::text
    """,
    "a schedule has its task": """
        SELECT periodic.name FROM django_celery_beat_periodictask periodic
        LEFT JOIN tasks_app_task task ON task.periodic_task_id = periodic.id
        WHERE task.id IS NULL AND (periodic.clocked_id IS NOT NULL OR periodic.name LIKE 'task-%%')
    """,
    "a time belongs to one schedule": """
        SELECT clocked.id FROM django_celery_beat_clockedschedule clocked
        LEFT JOIN django_celery_beat_periodictask periodic ON periodic.clocked_id = clocked.id
        GROUP BY clocked.id HAVING count(periodic.id) <> 1
    """,
    "a task that is not active has a schedule that is disabled and parked": f"""
        SELECT id FROM ({SCHEDULES}) AS task
        WHERE state <> 'active' AND (enabled OR clocked_time < '9999-01-01Z')
    """,
    "an active task's schedule is at its next run, or ahead while it is under way": f"""
        SELECT id FROM ({SCHEDULES}) AS task
        WHERE state = 'active' AND NOT (enabled AND clocked_time < '9999-01-01Z'
            AND (clocked_time = next_run OR is_under_way AND clocked_time > next_run))
    """,
    "a task has one open execution at most": f"""
        SELECT task_id FROM tasks_app_execution WHERE status IN {OPEN} GROUP BY task_id HAVING count(*) > 1
    """,
    "nothing scheduled is open of a task that is not active": f"""
        SELECT execution.id FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = execution.task_id
        WHERE execution.status IN {OPEN} AND execution.trigger = 'schedule' AND task.state <> 'active'
    """,
    "a deactivated user has nothing that is active, open or still to be told": f"""
        SELECT owner.id FROM accounts_user owner LEFT JOIN tasks_app_task task ON task.owner_id = owner.id
        WHERE NOT owner.is_active AND (
            task.state = 'active'
            OR EXISTS (SELECT FROM tasks_app_execution WHERE task_id = task.id AND status IN {OPEN})
            OR EXISTS (SELECT FROM notifications_notification WHERE owner_id = owner.id AND status = 'pending')
        )
    """,
    "a task's last execution is one of its own": """
        SELECT task.id FROM tasks_app_task task
        LEFT JOIN tasks_app_execution last ON last.id = task.last_execution_id AND last.task_id = task.id
        WHERE last.id IS NULL AND EXISTS (SELECT FROM tasks_app_execution WHERE task_id = task.id)
    """,
    "an execution is told once through each channel": """
        SELECT execution_id FROM notifications_notification WHERE execution_id IS NOT NULL
        GROUP BY execution_id, event, kind HAVING count(*) > 1
    """,
    "what is told was decided": """
        SELECT told.id FROM notifications_notification told JOIN tasks_app_execution execution
        ON execution.id = told.execution_id
        WHERE execution.task_id <> told.task_id OR told.event = 'task.condition_met'
        AND (execution.status <> 'success' OR execution.notification IS NULL)
    """,
    "of a task that is gone nothing is still to be told": """
        SELECT told.id FROM notifications_notification told LEFT JOIN tasks_app_task task ON task.id = told.task_id
        WHERE told.status = 'pending' AND told.task_id IS NOT NULL AND task.id IS NULL
    """,
}
BROKEN = " UNION ALL ".join(
    f"SELECT '{rule.replace(chr(39), chr(39) * 2)}', found.id::text FROM ({query}) AS found (id)"
    for rule, query in RULES.items()
)


def broken(cursor: Any) -> list[tuple[str, str]]:
    """Each rule that does not hold, and the row that breaks it."""
    cursor.execute(BROKEN, [])
    return list(cursor.fetchall())

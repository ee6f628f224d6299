"""The floor's statements: one for each answer, with the fields that the API writes."""

from adminapi.selectors import counts
from adminapi.serializers import AdminExecutionSerializer
from tasks_app.api.serializers import ExecutionSerializer, TaskSerializer

EXECUTION_FIELDS = tuple(ExecutionSerializer().get_fields())
ADMIN_FIELDS = tuple(AdminExecutionSerializer().get_fields())
TASK_FIELDS = tuple(
    name for name in TaskSerializer().get_fields() if name not in ("last_execution", "notifications", "told_by")
)
_SOURCES = {
    "user_id": "task.owner_id",
    "forked_from_task_id": "task.forked_from_id",
    "notification_email": "email.address",
    "webhook_url": "webhook.url",
}
_TASK = ", ".join(_SOURCES.get(name, f"task.{name}") for name in TASK_FIELDS)
_EXECUTION = ", ".join(f"execution.{name}" for name in EXECUTION_FIELDS)
_JOINS = """
LEFT JOIN notifications_emailaddress email ON email.id = task.email_id
LEFT JOIN notifications_webhook webhook ON webhook.id = task.webhook_id
LEFT JOIN tasks_app_execution execution ON execution.id = task.last_execution_id
"""
_TASKS = f"SELECT {_TASK}, {_EXECUTION} FROM tasks_app_task task {_JOINS}"  # noqa: S608 - names of columns

TASKS = f"{_TASKS} WHERE task.owner_id = %s ORDER BY task.created_at DESC, task.id DESC"
TASK = f"{_TASKS} WHERE task.id = %s AND (task.owner_id = %s OR task.is_public)"
EXECUTIONS = f"""
SELECT {_EXECUTION}, (SELECT count(*) FROM tasks_app_execution counted WHERE counted.task_id = task.id)
FROM tasks_app_task task JOIN tasks_app_execution execution ON execution.task_id = task.id
WHERE task.id = %s AND task.owner_id = %s
ORDER BY execution.created_at DESC, execution.id DESC LIMIT 100
"""  # noqa: S608
CREATE = f"""
WITH clocked AS (
    INSERT INTO django_celery_beat_clockedschedule (clocked_time) VALUES (now() + interval '1 minute') RETURNING id
), periodic AS (
    INSERT INTO django_celery_beat_periodictask
        (name, task, args, kwargs, enabled, one_off, total_run_count, date_changed, description, headers, clocked_id)
    SELECT 'task-' || gen_random_uuid(), 'executions.start', '[]', '{{}}', true, true, 0, now(), '', '{{}}', id
    FROM clocked
    RETURNING id
), task AS (
    INSERT INTO tasks_app_task
        (id, owner_id, name, search_query, condition_description, question_version, state, state_changed_at, next_run,
         periodic_task_id, failures_in_row, inconclusive_in_row, is_public, view_count, subscriber_count, created_at)
    SELECT gen_random_uuid(), %(owner)s, %(name)s, %(search_query)s, %(condition_description)s, 1, %(state)s::text,
           now(), CASE WHEN %(state)s::text = 'active' THEN now() + interval '1 minute' END, id, 0, 0, false, 0,
           0, now()
    FROM periodic
    RETURNING *
)
SELECT {_TASK}, {_EXECUTION} FROM task {_JOINS}
"""  # noqa: S608
UPDATE = f"""
WITH task AS (UPDATE tasks_app_task SET name = %s, updated_at = now() WHERE id = %s AND owner_id = %s RETURNING *)
SELECT {_TASK}, {_EXECUTION} FROM task {_JOINS}
"""  # noqa: S608

# In a transaction that holds the task's row.
LOCK = "SELECT question_version FROM tasks_app_task WHERE id = %s AND owner_id = %s FOR NO KEY UPDATE"
EXECUTE = f"""
WITH cancelled AS (
    UPDATE tasks_app_execution SET status = 'cancelled', completed_at = now()
    WHERE task_id = %(task)s AND status IN ('pending', 'running', 'retrying') RETURNING id
), execution AS (
    INSERT INTO tasks_app_execution
        (id, task_id, question_version, status, trigger, scheduled_for, created_at, started_at, queued_at, retry_count,
         error_type)
    SELECT gen_random_uuid(), %(task)s, %(version)s, 'pending', 'manual', now(), now(), now(), now(), 0, ''
    WHERE (SELECT count(*) FROM cancelled) >= 0
    RETURNING *
), task AS (
    UPDATE tasks_app_task SET last_execution_id = execution.id FROM execution WHERE tasks_app_task.id = task_id
)
SELECT {_EXECUTION} FROM execution
"""  # noqa: S608

# The figures of the last day, of the same books.
STATS = f"""
SELECT (SELECT count(*) FROM accounts_user),
       (SELECT count(*) FROM accounts_user WHERE last_seen_at >= now() - interval '30 days'),
       (SELECT count(*) FROM accounts_user WHERE created_at >= now() - interval '7 days'),
       (SELECT json_object_agg(state, tasks) FROM adminapi_statetotal),
       (SELECT json_agg(counted) FROM ({counts.COUNT}) AS counted),
       (SELECT count(*) FROM notifications_notification WHERE sent_at >= now() - interval '7 days'),
       (SELECT json_agg(popular) FROM (
            SELECT search_query, tasks FROM adminapi_querytotal WHERE tasks > 0 ORDER BY tasks DESC, query LIMIT 10
        ) AS popular)
"""  # noqa: S608
_ADMIN_SOURCES = {"user_email": "owner.email", "search_query": "task.search_query"}
ADMIN_EXECUTIONS = f"""
SELECT {", ".join(_ADMIN_SOURCES.get(name, f"execution.{name}") for name in ADMIN_FIELDS)},
       (SELECT sum(number) FROM ({counts.COUNT}) AS counted (status, error_type, number, duration_ms))
FROM tasks_app_execution execution
JOIN tasks_app_task task ON task.id = execution.task_id JOIN accounts_user owner ON owner.id = task.owner_id
WHERE execution.started_at >= %(since)s ORDER BY execution.started_at DESC, execution.id DESC LIMIT 50
"""  # noqa: S608

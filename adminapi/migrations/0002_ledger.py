from django.db import migrations, models

# What is posted when; `adminapi.models.ledger` says why. Rows are only added to the journal: no trigger waits for
# another transaction, but for the change of a task's query, which holds the task's executions so that none of them is
# posted to the one query and moved to the other.
#
# Of executions, those count of which an attempt has ended. An update that changes nothing of that, such as a worker's
# claim, does not get as far as the function.
EXECUTIONS = """
CREATE FUNCTION adminapi_execution_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adminapi_journalentry (hour, status, error_type, query, executions, duration_ms)
    SELECT date_trunc('hour', version.started_at, 'UTC'), version.status,
           CASE WHEN version.status IN ('failed', 'retrying') THEN version.error_type ELSE '' END,
           (SELECT md5(search_query)::uuid FROM tasks_app_task WHERE id = version.task_id), version.sign,
           CASE WHEN version.status = 'success' THEN version.sign * version.duration_ms::bigint ELSE 0 END
    FROM (VALUES (-1, OLD.task_id, OLD.status, OLD.error_type, OLD.started_at, coalesce(OLD.duration_ms, 0)),
                 (1, NEW.task_id, NEW.status, NEW.error_type, NEW.started_at, coalesce(NEW.duration_ms, 0)))
         AS version (sign, task_id, status, error_type, started_at, duration_ms)
    WHERE version.status NOT IN ('pending', 'running');
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_execution_changed AFTER UPDATE ON tasks_app_execution FOR EACH ROW
    WHEN ((OLD.status NOT IN ('pending', 'running') OR NEW.status NOT IN ('pending', 'running'))
          AND (OLD.status, OLD.error_type, OLD.started_at, OLD.duration_ms, OLD.task_id)
              IS DISTINCT FROM (NEW.status, NEW.error_type, NEW.started_at, NEW.duration_ms, NEW.task_id))
    EXECUTE FUNCTION adminapi_execution_changed();

CREATE FUNCTION adminapi_executions_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adminapi_journalentry (hour, status, error_type, query, executions, duration_ms)
    SELECT date_trunc('hour', started_at, 'UTC'), status,
           CASE WHEN status IN ('failed', 'retrying') THEN error_type ELSE '' END,
           (SELECT md5(search_query)::uuid FROM tasks_app_task WHERE id = task_id), count(*),
           coalesce(sum(duration_ms) FILTER (WHERE status = 'success'), 0)
    FROM changed WHERE status NOT IN ('pending', 'running') GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_executions_added AFTER INSERT ON tasks_app_execution
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION adminapi_executions_added();

-- What retention deletes, which says so, is kept in its hour.
CREATE FUNCTION adminapi_executions_removed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_purge boolean := coalesce(current_setting('torale.purging', true), '') = 'on';
BEGIN
    INSERT INTO adminapi_journalentry (hour, status, error_type, query, executions, purged, duration_ms)
    SELECT date_trunc('hour', started_at, 'UTC'), status,
           CASE WHEN status IN ('failed', 'retrying') THEN error_type ELSE '' END,
           (SELECT md5(search_query)::uuid FROM tasks_app_task WHERE id = task_id), -count(*),
           CASE WHEN is_purge THEN count(*) ELSE 0 END,
           -coalesce(sum(duration_ms) FILTER (WHERE status = 'success'), 0)
    FROM changed WHERE status NOT IN ('pending', 'running') GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_executions_removed AFTER DELETE ON tasks_app_execution
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION adminapi_executions_removed();
"""
TASKS = """
CREATE FUNCTION adminapi_task_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adminapi_journalentry (query, search_query, state, tasks)
    VALUES (md5(OLD.search_query)::uuid, OLD.search_query, OLD.state, -1),
           (md5(NEW.search_query)::uuid, NEW.search_query, NEW.state, 1);
    IF OLD.search_query IS DISTINCT FROM NEW.search_query THEN
        WITH own AS MATERIALIZED (
            SELECT status, duration_ms FROM tasks_app_execution WHERE task_id = NEW.id ORDER BY id FOR SHARE
        )
        INSERT INTO adminapi_journalentry (query, status, executions, duration_ms)
        SELECT asked.query, own.status, asked.sign * count(*),
               asked.sign * coalesce(sum(own.duration_ms) FILTER (WHERE own.status = 'success'), 0)
        FROM own, (VALUES (-1, md5(OLD.search_query)::uuid), (1, md5(NEW.search_query)::uuid)) AS asked (sign, query)
        WHERE own.status NOT IN ('pending', 'running') GROUP BY asked.sign, asked.query, own.status;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_task_changed AFTER UPDATE ON tasks_app_task FOR EACH ROW
    WHEN ((OLD.state, OLD.search_query) IS DISTINCT FROM (NEW.state, NEW.search_query))
    EXECUTE FUNCTION adminapi_task_changed();

CREATE FUNCTION adminapi_tasks_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adminapi_journalentry (query, search_query, state, tasks)
    SELECT md5(search_query)::uuid, search_query, state, count(*) FROM changed GROUP BY search_query, state;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_tasks_added AFTER INSERT ON tasks_app_task
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION adminapi_tasks_added();

-- Executions that are deleted after their task find no query any more: they leave its book here.
CREATE FUNCTION adminapi_tasks_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO adminapi_journalentry (query, search_query, state, tasks)
    SELECT md5(search_query)::uuid, search_query, state, -count(*) FROM changed GROUP BY search_query, state;
    INSERT INTO adminapi_journalentry (query, status, executions, duration_ms)
    SELECT md5(changed.search_query)::uuid, own.status, -own.executions, -own.duration_ms
    FROM changed CROSS JOIN LATERAL (
        SELECT status, count(*) AS executions,
               coalesce(sum(duration_ms) FILTER (WHERE status = 'success'), 0) AS duration_ms
        FROM tasks_app_execution WHERE task_id = changed.id AND status NOT IN ('pending', 'running') GROUP BY status
    ) AS own;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_tasks_removed AFTER DELETE ON tasks_app_task
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION adminapi_tasks_removed();
"""
# The journal is short and always new: it is swept by the number of its dead rows, not by their share.
EXISTING = """
INSERT INTO adminapi_journalentry (query, search_query, state, tasks)
SELECT md5(search_query)::uuid, search_query, state, count(*) FROM tasks_app_task GROUP BY search_query, state;
INSERT INTO adminapi_journalentry (hour, status, error_type, query, executions, duration_ms)
SELECT date_trunc('hour', started_at, 'UTC'), status,
       CASE WHEN status IN ('failed', 'retrying') THEN error_type ELSE '' END, md5(search_query)::uuid, count(*),
       coalesce(sum(duration_ms) FILTER (WHERE status = 'success'), 0)
FROM tasks_app_execution JOIN tasks_app_task task ON task.id = task_id
WHERE status NOT IN ('pending', 'running') GROUP BY 1, 2, 3, 4;
ALTER TABLE adminapi_journalentry SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
"""
UNDONE = """
DROP TRIGGER ledger_execution_changed ON tasks_app_execution;
DROP TRIGGER ledger_executions_added ON tasks_app_execution;
DROP TRIGGER ledger_executions_removed ON tasks_app_execution;
DROP TRIGGER ledger_task_changed ON tasks_app_task;
DROP TRIGGER ledger_tasks_added ON tasks_app_task;
DROP TRIGGER ledger_tasks_removed ON tasks_app_task;
DROP FUNCTION adminapi_execution_changed, adminapi_executions_added, adminapi_executions_removed,
    adminapi_task_changed, adminapi_tasks_added, adminapi_tasks_removed;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('adminapi', '0001_audit'),
        ('tasks_app', '0004_figures_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField(null=True)),
                ('status', models.CharField(db_default='', max_length=10)),
                ('error_type', models.CharField(db_default='', max_length=100)),
                ('query', models.UUIDField(null=True)),
                ('search_query', models.TextField(db_default='')),
                ('state', models.CharField(db_default='', max_length=10)),
                ('tasks', models.IntegerField(db_default=0)),
                ('executions', models.IntegerField(db_default=0)),
                ('purged', models.IntegerField(db_default=0)),
                ('duration_ms', models.BigIntegerField(db_default=0)),
            ],
            options={
                'verbose_name_plural': 'journal entries',
            },
        ),
        migrations.CreateModel(
            name='StateTotal',
            fields=[
                ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('completed', 'Completed')], max_length=10, primary_key=True, serialize=False)),
                ('tasks', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='HourlyTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField()),
                ('status', models.CharField(max_length=10)),
                ('error_type', models.CharField(blank=True, max_length=100)),
                ('executions', models.IntegerField()),
                ('purged', models.IntegerField(db_default=0)),
                ('duration_ms', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hour', 'status', 'error_type'), name='hourly_total_once')],
            },
        ),
        migrations.CreateModel(
            name='QueryTotal',
            fields=[
                ('query', models.UUIDField(help_text="The query's MD5.", primary_key=True, serialize=False)),
                ('search_query', models.TextField()),
                ('tasks', models.IntegerField()),
                ('active_tasks', models.IntegerField()),
                ('successes', models.IntegerField()),
                ('failures', models.IntegerField()),
                ('duration_ms', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('tasks__gt', 0)), fields=['-tasks', 'query'], name='query_total_popular'), models.Index(condition=models.Q(('failures__gt', 0)), fields=['-failures', 'query'], name='query_total_worst'), models.Index(condition=models.Q(('tasks', 0)), fields=['query'], name='query_total_unasked')],
            },
        ),
        migrations.RunSQL(EXECUTIONS + TASKS + EXISTING, UNDONE),
    ]

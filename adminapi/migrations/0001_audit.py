import django.contrib.postgres.indexes
from django.db import migrations, models

# For each statement, not each row: what would change nothing is refused as well. TRUNCATE is left to the table's owner.
APPEND_ONLY = """
CREATE FUNCTION adminapi_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %: entries of the audit log are neither changed nor deleted', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON adminapi_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION adminapi_refuse_change();
"""
UNDONE = """
DROP TRIGGER audit_append_only ON adminapi_auditentry;
DROP FUNCTION adminapi_refuse_change();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('actor_id', models.UUIDField(verbose_name='user id')),
                ('actor_email', models.EmailField(max_length=254, verbose_name='who')),
                ('credential', models.CharField(help_text="A session, a token of Clerk's, or a key by its prefix.", max_length=32)),
                ('address', models.CharField(max_length=100, verbose_name='from')),
                ('method', models.CharField(max_length=10)),
                ('path', models.CharField(help_text='With its query; what may be a secret is left out.', max_length=2000)),
                ('action', models.CharField(blank=True, help_text='Such as “tasks_app.task: pause”.', max_length=100)),
                ('touched', models.JSONField(blank=True, default=list, help_text='The objects that were changed, or refused to be.')),
                ('status_code', models.PositiveSmallIntegerField(verbose_name='status')),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('refused', 'Refused'), ('failed', 'Failed')], max_length=7)),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ('-at', '-id'),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_by_time'), models.Index(fields=['actor_id', '-at', '-id'], name='audit_of_actor'), models.Index(fields=['method', '-at', '-id'], name='audit_by_method'), models.Index(fields=['action', '-at', '-id'], name='audit_by_action'), models.Index(condition=models.Q(('outcome', 'done'), _negated=True), fields=['outcome', '-at', '-id'], name='audit_not_done'), models.Index(fields=['actor_email'], name='audit_email_prefix', opclasses=['varchar_pattern_ops']), models.Index(fields=['path'], name='audit_path_prefix', opclasses=['varchar_pattern_ops']), django.contrib.postgres.indexes.GinIndex(fields=['touched'], name='audit_touching', opclasses=['jsonb_path_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'refused', 'failed'])), name='audit_outcome_known')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDONE),
    ]

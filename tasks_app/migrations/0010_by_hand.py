from django.db import migrations, models
from django.db.models import Q

# Those that were open before are counted along.
MARK_OPEN = """
UPDATE tasks_app_execution SET by_hand = true
WHERE trigger = 'manual' AND status IN ('pending', 'running', 'retrying')
"""


class Migration(migrations.Migration):
    dependencies = [("tasks_app", "0009_context_and_trials")]
    operations = [
        migrations.AddField(
            model_name="execution",
            name="by_hand",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="execution",
            name="queued_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                fields=["created_at"], condition=Q(status="pending", queued_at__isnull=True), name="execution_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.CheckConstraint(
                condition=Q(queued_at__isnull=False) | Q(status__in=["pending", "cancelled"]),
                name="execution_queued_before_begun",
            ),
        ),
        migrations.RunSQL(MARK_OPEN, migrations.RunSQL.noop),
    ]

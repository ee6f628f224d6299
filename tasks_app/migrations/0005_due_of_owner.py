from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where more is due than there is room for, the owners come in turn: each one's oldest, along this index."""

    dependencies = [
        ("tasks_app", "0004_figures_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["owner", "next_run"], condition=models.Q(state="active"), name="task_due_of_owner"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks_app", "0006_operators")]
    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["last_execution"], name="task_by_last_execution"),
        ),
    ]

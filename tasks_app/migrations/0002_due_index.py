from django.db import migrations


class Migration(migrations.Migration):
    """The index that finds what is due: django-celery-beat has none on the time of a clocked schedule."""

    dependencies = [
        ("tasks_app", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX clockedschedule_time ON django_celery_beat_clockedschedule (clocked_time)",
            "DROP INDEX clockedschedule_time",
        )
    ]

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('django_celery_beat', '0019_alter_periodictasks_options'),
        ('notifications', '0005_operators'),
        ('tasks_app', '0005_due_of_owner'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['-created_at', '-id'], name='task_by_age'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['state', '-created_at', '-id'], name='task_by_state'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('name', 'search_query', config='simple'), name='task_words'),
        ),
    ]

from django.db import migrations, models

# What is known of the time before: the last sign-in, and the last use of a key.
SEEN = """
UPDATE accounts_user SET last_seen_at = greatest(last_login, used.last_used_at)
FROM (SELECT id, (SELECT max(last_used_at) FROM accounts_apikey WHERE user_id = accounts_user.id) AS last_used_at
      FROM accounts_user) AS used
WHERE used.id = accounts_user.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_idempotency'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='last_seen_at',
            field=models.DateTimeField(blank=True, db_index=True, editable=False, null=True),
        ),
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(fields=['-created_at', '-id'], name='user_by_age'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('is_active', True)), fields=['-created_at', '-id'], name='user_active_by_age'),
        ),
    ]

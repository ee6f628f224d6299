from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0004_told_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='emailaddress',
            index=models.Index(fields=['-created_at', '-id'], name='email_address_by_age'),
        ),
        migrations.AddIndex(
            model_name='emailaddress',
            index=models.Index(fields=['address'], name='email_address_prefix', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['-created_at', '-id'], name='notification_by_age'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['kind', '-created_at', '-id'], name='notification_by_kind'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('status', 'sent'), _negated=True), fields=['status', '-created_at', '-id'], name='notification_not_sent'),
        ),
        migrations.AddIndex(
            model_name='webhook',
            index=models.Index(fields=['-created_at', '-id'], name='webhook_by_age'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('adminapi', '0002_ledger'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='actor_id',
            field=models.UUIDField(blank=True, null=True, verbose_name='user id'),
        ),
    ]

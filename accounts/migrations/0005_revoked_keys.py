from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_operators")]
    operations = [
        migrations.AddIndex(
            model_name="apikey",
            index=models.Index(
                fields=["revoked_at", "id"], condition=models.Q(revoked_at__isnull=False), name="api_key_revoked"
            ),
        ),
    ]

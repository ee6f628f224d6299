from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        from core.jobs.log_fields import LOG_FIELD_BY_JOB
        from notifications import openapi  # noqa: F401 - it registers itself

        LOG_FIELD_BY_JOB["notifications.deliver"] = "notification_id"

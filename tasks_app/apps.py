from django.apps import AppConfig


class TasksAppConfig(AppConfig):
    name = "tasks_app"
    verbose_name = "Tasks"

    def ready(self) -> None:
        from core.jobs.log_fields import LOG_FIELD_BY_JOB

        LOG_FIELD_BY_JOB["executions.run"] = "execution_id"

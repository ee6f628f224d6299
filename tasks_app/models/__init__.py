from tasks_app.models.alert_reader import AlertReader
from tasks_app.models.execution import ERROR_STATUSES, OPEN_STATUSES, TRIED_STATUSES, Execution
from tasks_app.models.last_look import LastLook
from tasks_app.models.task import Task

__all__ = ["ERROR_STATUSES", "OPEN_STATUSES", "TRIED_STATUSES", "AlertReader", "Execution", "LastLook", "Task"]

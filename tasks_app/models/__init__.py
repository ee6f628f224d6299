from tasks_app.models.execution import OPEN_STATUSES, Execution
from tasks_app.models.task import Task

__all__ = ["OPEN_STATUSES", "Execution", "Task"]

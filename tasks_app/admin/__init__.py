"""Tasks, executions and schedules in the Django admin. Changes go through the same services as the API."""

from tasks_app.admin.executions import ExecutionAdmin
from tasks_app.admin.schedules import ScheduleAdmin
from tasks_app.admin.tasks import TaskAdmin

__all__ = ["ExecutionAdmin", "ScheduleAdmin", "TaskAdmin"]

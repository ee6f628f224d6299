"""Figures and lists for operators, shared by the admin API and the Django admin.

Each function reads a page, a window or a book, so its cost does not grow with the data. Functions that read the books
fold the journal first, so that their figures are current.
"""

from adminapi.selectors.broker import Broker, Queue, broker
from adminapi.selectors.counts import Counts, executions_since, executions_since_each
from adminapi.selectors.dashboard import (
    Hour,
    Late,
    Outbox,
    executions_by_hour,
    has_succeeded_since,
    late_schedules,
    latest_errors,
    outbox,
    refusal,
    worst_queries,
)
from adminapi.selectors.executions import Failure, Wanted, Workflow, error_page, execution_page, workflow_page
from adminapi.selectors.pages import Page, Slice
from adminapi.selectors.queries import QueryFigures, query_page
from adminapi.selectors.schedules import Schedule, schedule_page
from adminapi.selectors.stats import (
    NotificationTotals,
    Stats,
    TaskTotals,
    UserTotals,
    notification_totals,
    stats,
    task_totals,
    user_totals,
)
from adminapi.selectors.users import UserFigures, user_page

__all__ = [
    "Broker",
    "Counts",
    "Failure",
    "Hour",
    "Late",
    "NotificationTotals",
    "Outbox",
    "Page",
    "QueryFigures",
    "Queue",
    "Schedule",
    "Slice",
    "Stats",
    "TaskTotals",
    "UserFigures",
    "UserTotals",
    "Wanted",
    "Workflow",
    "broker",
    "error_page",
    "execution_page",
    "executions_by_hour",
    "executions_since",
    "executions_since_each",
    "has_succeeded_since",
    "late_schedules",
    "latest_errors",
    "notification_totals",
    "outbox",
    "query_page",
    "refusal",
    "schedule_page",
    "stats",
    "task_totals",
    "user_page",
    "user_totals",
    "workflow_page",
    "worst_queries",
]

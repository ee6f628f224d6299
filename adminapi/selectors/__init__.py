"""What operators see in figures and lists, read for the admin API and the Django admin alike.

Each function costs the same however much there is: a page, a window or a book. Those that read the books fold the
journal first, so that they say what is true now.
"""

from adminapi.selectors.counts import Counts, executions_since
from adminapi.selectors.dashboard import (
    Hour,
    Late,
    Outbox,
    executions_by_hour,
    late_schedules,
    latest_errors,
    outbox,
    worst_queries,
)
from adminapi.selectors.executions import Failure, Workflow, error_page, execution_page, workflow_page
from adminapi.selectors.pages import Page, Slice
from adminapi.selectors.queries import QueryFigures, query_page
from adminapi.selectors.schedules import Schedule, schedule_page
from adminapi.selectors.stats import Stats, stats
from adminapi.selectors.users import UserFigures, user_page

__all__ = [
    "Counts",
    "Failure",
    "Hour",
    "Late",
    "Outbox",
    "Page",
    "QueryFigures",
    "Schedule",
    "Slice",
    "Stats",
    "UserFigures",
    "Workflow",
    "error_page",
    "execution_page",
    "executions_by_hour",
    "executions_since",
    "late_schedules",
    "latest_errors",
    "outbox",
    "query_page",
    "schedule_page",
    "stats",
    "user_page",
    "workflow_page",
    "worst_queries",
]

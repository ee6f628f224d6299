"""Answers of the admin API."""

from __future__ import annotations

from typing import Literal

from torale.models import ExecutionStatus, Record


class UserFigures(Record):
    _shown = ("total", "active_30d", "new_7d")
    total: int
    active_30d: int
    new_7d: int


class TaskFigures(Record):
    _shown = ("total", "active", "paused", "completed")
    total: int
    active: int
    paused: int
    completed: int


class ExecutionFigures(Record):
    _shown = ("total_24h", "success_24h", "failed_24h", "avg_duration_ms")
    total_24h: int
    success_24h: int
    failed_24h: int
    avg_duration_ms: int


class NotificationFigures(Record):
    _shown = ("sent_24h", "sent_7d")
    sent_24h: int
    sent_7d: int


class PopularQuery(Record):
    _shown = ("query", "count")
    query: str
    count: int


class Stats(Record):
    _shown = ("users", "tasks", "executions", "notifications")
    users: UserFigures
    tasks: TaskFigures
    executions: ExecutionFigures
    notifications: NotificationFigures
    popular_queries: list[PopularQuery]


class Query(Record):
    _shown = ("search_query", "total_tasks", "success_rate")
    search_query: str
    total_tasks: int
    active_tasks: int
    total_executions: int
    success_rate: float
    avg_duration_ms: int


class Queries(Record):
    _shown = ("total", "page", "limit")
    queries: list[Query]
    total: int
    page: int
    limit: int


class PlatformExecution(Record):
    _shown = ("id", "user_email", "status", "condition_met")
    id: str
    task_id: str
    user_email: str
    search_query: str
    status: ExecutionStatus
    condition_met: bool | None
    duration_ms: int | None
    started_at: str
    completed_at: str | None


class PlatformExecutions(Record):
    _shown = ("total", "page", "limit")
    executions: list[PlatformExecution]
    total: int
    page: int
    limit: int


class Workflow(Record):
    _shown = ("workflow_id", "status")
    workflow_id: str
    workflow_type: str
    status: Literal["RUNNING", "COMPLETED", "FAILED", "CANCELED", "TIMED_OUT"]
    start_time: str
    close_time: str | None
    execution_duration_ms: int | None
    temporal_ui_url: str
    admin_url: str


class Workflows(Record):
    _shown = ("total",)
    workflows: list[Workflow]
    total: int


class Schedule(Record):
    _shown = ("schedule_id", "user_email", "cron", "is_paused", "next_run_time")
    schedule_id: str
    task_id: str
    user_email: str
    cron: str
    is_paused: bool
    recent_executions: int
    next_run_time: str | None
    temporal_ui_url: str


class Schedules(Record):
    _shown = ("total",)
    schedules: list[Schedule]
    total: int


class Failure(Record):
    """A failed execution; `will_retry` while another attempt is to come."""

    _shown = ("execution_id", "error_type", "error_message", "will_retry")
    execution_id: str
    task_id: str
    user_email: str
    search_query: str
    error_message: str | None
    error_type: str
    retry_count: int
    will_retry: bool
    occurred_at: str


class Errors(Record):
    _shown = ("total", "error_types")
    errors: list[Failure]
    total: int
    error_types: dict[str, int]


class PlatformUser(Record):
    _shown = ("id", "email", "state", "tasks_count")
    id: str
    email: str
    clerk_user_id: str | None
    state: Literal["active", "inactive"]
    tasks_count: int
    active_tasks_count: int
    executions_24h: int
    notifications_7d: int
    created_at: str
    last_login: str | None


class PlatformUsers(Record):
    _shown = ("total", "page", "limit")
    users: list[PlatformUser]
    total: int
    page: int
    limit: int


class Deactivated(Record):
    _shown = ("message", "user_id", "tasks_paused")
    message: str
    user_id: str
    tasks_paused: int

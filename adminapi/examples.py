"""Examples of the OpenAPI document, taken from the documented API. A test validates them by its schemas."""

from drf_spectacular.utils import OpenApiExample

_TASK = "550e8400-e29b-41d4-a716-446655440000"
_EXECUTION = "770e8400-e29b-41d4-a716-446655440000"
_QUERY = "When is the next iPhone release?"
_TOTALS = {"page": 1, "limit": 50}


def _answer(name: str, value: object) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True)


STATS = _answer(
    "A day",
    {
        "users": {"total": 1250, "active_30d": 823, "new_7d": 45},
        "tasks": {"total": 5420, "active": 3891, "paused": 1400, "completed": 129},
        "executions": {"total_24h": 15623, "success_24h": 15201, "failed_24h": 422, "avg_duration_ms": 4200},
        "notifications": {"sent_24h": 892, "sent_7d": 5234},
        "popular_queries": [{"query": "iPhone release date", "count": 234}, {"query": "PS5 stock", "count": 198}],
    },
)
QUERIES = _answer(
    "The most popular",
    {
        "queries": [
            {
                "search_query": _QUERY,
                "total_tasks": 234,
                "active_tasks": 189,
                "total_executions": 1456,
                "success_rate": 0.98,
                "avg_duration_ms": 3800,
            }
        ],
        "total": 1247,
        **_TOTALS,
    },
)
EXECUTIONS = _answer(
    "Of the last day",
    {
        "executions": [
            {
                "id": _EXECUTION,
                "task_id": _TASK,
                "user_email": "user@example.com",
                "search_query": _QUERY,
                "status": "success",
                "condition_met": True,
                "duration_ms": 4100,
                "started_at": "2024-01-15T09:00:00Z",
                "completed_at": "2024-01-15T09:00:04Z",
            }
        ],
        "total": 15623,
        **_TOTALS,
    },
)
WORKFLOWS = _answer(
    "Of the last day",
    {
        "workflows": [
            {
                "workflow_id": f"task-{_TASK}-1705314000",
                "workflow_type": "monitoring_workflow",
                "status": "COMPLETED",
                "start_time": "2024-01-15T09:00:00Z",
                "close_time": "2024-01-15T09:00:05Z",
                "execution_duration_ms": 5000,
                "temporal_ui_url": f"https://flower.example.com/task/{_EXECUTION}",
                "admin_url": f"https://torale.example.com/admin/tasks_app/execution/{_EXECUTION}/change/",
            }
        ],
        "total": 15623,
    },
)
SCHEDULES = _answer(
    "The soonest",
    {
        "schedules": [
            {
                "schedule_id": f"task-{_TASK}",
                "task_id": _TASK,
                "user_email": "user@example.com",
                "cron": "0 9 * * *",
                "is_paused": False,
                "recent_executions": 15,
                "next_run_time": "2024-01-16T09:00:00Z",
                "temporal_ui_url": "https://torale.example.com/admin/django_celery_beat/periodictask/1/change/",
            }
        ],
        "total": 3891,
    },
)
ERRORS = _answer(
    "Of the last day",
    {
        "errors": [
            {
                "execution_id": "880e8400-e29b-41d4-a716-446655440000",
                "task_id": _TASK,
                "user_email": "user@example.com",
                "search_query": _QUERY,
                "error_message": "The search provider is limiting requests.",
                "error_type": "RateLimitError",
                "retry_count": 2,
                "will_retry": True,
                "occurred_at": "2024-01-15T10:23:15Z",
            }
        ],
        "total": 422,
        "error_types": {"RateLimitError": 312, "TimeoutError": 89, "ValidationError": 21},
    },
)
USERS = _answer(
    "The newest",
    {
        "users": [
            {
                "id": "660e8400-e29b-41d4-a716-446655440000",
                "email": "user@example.com",
                "clerk_user_id": "user_2abc",
                "state": "active",
                "tasks_count": 8,
                "active_tasks_count": 5,
                "executions_24h": 45,
                "notifications_7d": 12,
                "created_at": "2024-01-10T08:30:00Z",
                "last_login": "2024-01-15T09:00:00Z",
            }
        ],
        "total": 1250,
        **_TOTALS,
    },
)
DEACTIVATED = _answer(
    "Shut out",
    {
        "message": "User deactivated successfully",
        "user_id": "660e8400-e29b-41d4-a716-446655440000",
        "tasks_paused": 8,
    },
)

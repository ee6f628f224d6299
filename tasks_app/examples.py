"""Examples that the OpenAPI document shows; a test holds them to its schemas."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_QUESTION: dict[str, Any] = {
    "name": "iPhone Release Monitor",
    "search_query": "When is the next iPhone being released?",
    "condition_description": "Apple has officially announced a specific release date",
}
_NOTIFICATIONS = [
    {"type": "email", "address": "you@example.com"},
    {"type": "webhook", "url": "https://hooks.example.com/torale", "method": "POST", "headers": {"X-Custom": "value"}},
]
_PAGE = "https://www.apple.com/newsroom/"
_EXECUTION = {
    "id": "770e8400-e29b-41d4-a716-446655440000",
    "task_id": "550e8400-e29b-41d4-a716-446655440000",
    "status": "success",
    "trigger": "schedule",
    "scheduled_for": "2025-01-15T10:31:00Z",
    "started_at": "2025-01-15T10:31:00Z",
    "completed_at": "2025-01-15T10:31:04Z",
    "duration_ms": 4100,
    "retry_count": 0,
    "condition_met": True,
    "result": {
        "answer": "The next iPhone is released on 19 September.",
        "reasoning": "Apple's own announcement names the date.",
        "evidence": "available beginning Friday, September 19",
        "confidence": 97,
        "sources": [{"url": _PAGE, "title": "Newsroom"}],
        "search_queries": ["next iphone release date"],
        "next_run": "2025-01-16T09:07:00Z",
        "next_run_reason": "The date is known; a change is unlikely before tomorrow.",
        "provider": "gemini",
        "model": "gemini-2.5-flash",
        "usage": {
            "prompt_tokens": 900,
            "tool_tokens": 120,
            "answer_tokens": 310,
            "thought_tokens": 250,
            "total_tokens": 1580,
            "search_queries": 1,
            "requests": 2,
        },
    },
    "error_message": None,
    "notification": "Apple has announced the next iPhone for 19 September.",
    "grounding_sources": [{"uri": _PAGE, "title": "Newsroom", "url": _PAGE}],
    "created_at": "2025-01-15T10:31:00Z",
}
_TASK = {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "user_id": "660e8400-e29b-41d4-a716-446655440000",
    **_QUESTION,
    "state": "active",
    "schedule": None,
    "next_run": "2025-01-15T10:31:00Z",
    "is_public": False,
    "view_count": 0,
    "subscriber_count": 0,
    "forked_from_task_id": None,
    "last_known_state": None,
    "last_execution_id": None,
    "last_execution": None,
    "notifications": _NOTIFICATIONS,
    "notification_email": "you@example.com",
    "webhook_url": "https://hooks.example.com/torale",
    "state_changed_at": "2025-01-15T10:30:00Z",
    "created_at": "2025-01-15T10:30:00Z",
    "updated_at": None,
}

NEW_TASK = OpenApiExample(
    "A task that tells by mail and webhook",
    value={**_QUESTION, "run_immediately": False, "notifications": _NOTIFICATIONS},
    request_only=True,
)
CHANGES = OpenApiExample("Pause", value={"state": "paused"}, request_only=True)
TASK = OpenApiExample("A task", value=_TASK, response_only=True)
CREATED_TASK = OpenApiExample("A new task", value={**_TASK, "immediate_execution_error": None}, response_only=True)
EXECUTION = OpenApiExample("The condition is met", value=_EXECUTION, response_only=True)

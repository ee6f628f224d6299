"""Examples that the OpenAPI document shows; a test holds them to its schemas."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from tasks_app.models import Task
from tasks_app.services.task_input import FIELDS, PUBLIC_FIELDS

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
_EXECUTION: dict[str, Any] = {
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
        "search_suggestions": None,
        "unread": [],
        "next_run": "2025-01-16T09:07:00Z",
        "next_run_reason": "The date is known; a change is unlikely before tomorrow.",
        "provider": "gemini",
        "model": "gemini-flash-latest",
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
    "suppressed": False,
    "nobody_to_tell": False,
    "created_at": "2025-01-15T10:31:00Z",
}
_PUBLIC_RESULT = {name: value for name, value in _EXECUTION["result"].items() if name not in ("usage", "unread")}
_UNKNOWN_YET = {
    "status": "pending",
    "trigger": "manual",
    "completed_at": None,
    "duration_ms": None,
    "condition_met": None,
    "result": None,
    "notification": None,
    "grounding_sources": None,
}
_TASK = {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "user_id": "660e8400-e29b-41d4-a716-446655440000",
    **{name: getattr(Task(), name) for name in FIELDS},
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
    "told_by": [
        {"type": "email", "recipient": "you@example.com", "is_default": False},
        {"type": "webhook", "recipient": "https://hooks.example.com/torale", "is_default": False},
    ],
    "context": {"ticket": 42},
    "state_changed_at": "2025-01-15T10:30:00Z",
    "created_at": "2025-01-15T10:30:00Z",
    "updated_at": None,
}
_SUMMARY = ("id", "user_id", "name", "search_query", "condition_description")
_OF_A_PUBLIC_TASK: dict[str, Any] = {
    "is_public": True,
    "view_count": 120,
    "subscriber_count": 7,
    "notifications": [],
    "notification_email": None,
    "webhook_url": None,
    "told_by": [],
    **{name: None for name in FIELDS if name not in PUBLIC_FIELDS},
}
_ONE_PAGE = {"total": 1, "page": 1, "limit": 20}

NEW_TASK = OpenApiExample(
    "A task that tells by mail and webhook",
    value={**_QUESTION, "run_immediately": False, "notifications": _NOTIFICATIONS},
    request_only=True,
)
CHANGES = OpenApiExample("Pause", value={"state": "paused"}, request_only=True)
TASK = OpenApiExample("A task", value=_TASK, response_only=True)
_UNDERSTOOD = {"condition_understood": None, "hint": None}
UPDATED_TASK = OpenApiExample("A changed task", value={**_TASK, **_UNDERSTOOD}, response_only=True)
CREATED_TASK = OpenApiExample(
    "A new task", value={**_TASK, **_UNDERSTOOD, "immediate_execution_error": None}, response_only=True
)
EXECUTION = OpenApiExample("The condition is met", value=_EXECUTION, response_only=True)
BEGUN = OpenApiExample("Just begun", value={**_EXECUTION, **_UNKNOWN_YET}, response_only=True)
FORCE = OpenApiExample("Whatever is under way", value={"force": True}, request_only=True)
VISIBILITY = OpenApiExample("For everybody", value={"is_public": True})
FORK = OpenApiExample("Under another name", value={"name": "My Copy of Task"}, request_only=True)
FORK_UNNAMED = OpenApiExample("Called after the original", value={}, request_only=True)
PUBLIC_TASKS = OpenApiExample(
    "The most popular",
    value={"items": [_TASK | _OF_A_PUBLIC_TASK], **_ONE_PAGE},
    response_only=True,
)
OWN_FEED_ITEM = OpenApiExample(
    "What one of your tasks told",
    value={"task": {name: _TASK[name] for name in _SUMMARY}, "execution": _EXECUTION},
    response_only=True,
)
FEED = OpenApiExample(
    "What public tasks have told",
    value={
        "items": [
            {
                "task": {name: _TASK[name] for name in _SUMMARY},
                "execution": _EXECUTION | {"result": _PUBLIC_RESULT},
            }
        ],
        **_ONE_PAGE,
    },
    response_only=True,
)
PREVIEW_REQUEST = OpenApiExample("Try a question", value={"search_query": _QUESTION["search_query"]}, request_only=True)
PREVIEW = OpenApiExample(
    "Not yet",
    value={
        "condition_met": False,
        "answer": "Apple has not announced a date yet.",
        "reasoning": "The newsroom names no date; all dates in the press are expectations.",
        "evidence": "Apple has not said when the next iPhone is released.",
        "confidence": 90,
        "grounding_sources": [{"uri": _PAGE, "title": "Newsroom", "url": _PAGE}],
        "inferred_condition": _QUESTION["condition_description"],
        **_UNDERSTOOD,
    },
    response_only=True,
)
WISH = OpenApiExample(
    "A new task", value={"prompt": "Tell me when Apple has announced the next iPhone"}, request_only=True
)
WISH_FOR_CHANGE = OpenApiExample(
    "A change",
    value={"prompt": "Every day at 9, and mail me at you@example.com", "current_task": _QUESTION},
    request_only=True,
)
SUGGESTION = OpenApiExample(
    "A task to create", value={**_QUESTION, "schedule": None, "notifications": [], **_UNDERSTOOD}, response_only=True
)

"""Examples of accounts in the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "660e8400-e29b-41d4-a716-446655440000"
_USER: dict[str, Any] = {
    "id": _ID,
    "clerk_user_id": "user_2abc",
    "email": "you@example.com",
    "first_name": "Ada",
    "username": "ada",
    "is_active": True,
    "has_seen_welcome": False,
    "created_at": "2025-01-10T08:30:00Z",
}
_KEY: dict[str, Any] = {
    "id": "440e8400-e29b-41d4-a716-446655440000",
    "user_id": _ID,
    "key_prefix": "sk_Zm9vYmFy",
    "name": "My laptop",
    "created_at": "2025-01-15T10:30:00Z",
    "last_used_at": None,
    "is_active": True,
}

ME = OpenApiExample(
    "A user",
    value={
        **_USER,
        "role": "user",
        "verified_notification_emails": ["you@example.com"],
        "has_default_webhook": False,
    },
    response_only=True,
)
SYNCED = OpenApiExample("A new user", value={"user": _USER, "created": True}, response_only=True)
NEW_KEY = OpenApiExample("A key by its name", value={"name": _KEY["name"]}, request_only=True)
CREATED_KEY = OpenApiExample(
    "The key, this once",
    value={"key": "sk_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy", "key_info": _KEY},
    response_only=True,
)
KEY = OpenApiExample("One key", value={**_KEY, "last_used_at": "2025-01-15T10:31:00Z"}, response_only=True)
REVOKED = OpenApiExample("Revoked", value={"status": "revoked"}, response_only=True)

"""Examples of notifications in the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

_URL = "https://hooks.example.com/torale"
_WEBHOOK = {"url": _URL, "enabled": True}
_SETTINGS = {**_WEBHOOK, "webhook_url": _URL}
_DELIVERY = {
    "id": "8d7c3a52-3f0e-4a52-9d3c-0b8f5b1f7a11",
    "task_id": "550e8400-e29b-41d4-a716-446655440000",
    "execution_id": "770e8400-e29b-41d4-a716-446655440000",
    "event": "task.condition_met",
    "url": _URL,
    "status": "pending",
    "error_message": "The receiver answered 503.",
    "created_at": "2025-01-15T10:31:07Z",
    "sent_at": None,
    "next_attempt_at": "2025-01-15T10:31:12Z",
    "attempts": [
        {
            "number": 1,
            "started_at": "2025-01-15T10:31:07Z",
            "duration_ms": 84,
            "status_code": 503,
            "error": "The receiver answered 503.",
            "response_excerpt": "in maintenance",
        }
    ],
}

WEBHOOK = OpenApiExample("Masked", value={**_SETTINGS, "secret": "whsec_********"}, response_only=True)
NEW_WEBHOOK = OpenApiExample("A default webhook", value=_WEBHOOK, request_only=True)
DELIVERY = OpenApiExample("To be tried again", value=_DELIVERY, response_only=True)
_TEST = {
    **_DELIVERY,
    "task_id": None,
    "execution_id": None,
    "event": "webhook.test",
    "error_message": None,
    "next_attempt_at": "2025-01-15T10:31:07Z",
    "attempts": [],
}
TEST = OpenApiExample("On its way", value=_TEST, response_only=True)
TESTED_ADDRESS = OpenApiExample(
    "Delivered",
    value={
        **_TEST,
        "status": "sent",
        "sent_at": "2025-01-15T10:31:07Z",
        "next_attempt_at": None,
        "attempts": [
            {
                "number": 1,
                "started_at": "2025-01-15T10:31:07Z",
                "duration_ms": 84,
                "status_code": 200,
                "error": "",
                "response_excerpt": "received",
            }
        ],
        "success": True,
        "message": "The receiver took it.",
    },
    response_only=True,
)
TEST_DEFAULT = OpenApiExample("Your default webhook", value={}, request_only=True)
TEST_ADDRESS = OpenApiExample("An address that is set nowhere", value={"webhook_url": _URL}, request_only=True)
NEW_SECRET = OpenApiExample(
    "The secret is shown", value={**_SETTINGS, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, response_only=True
)
DEFAULTS = OpenApiExample("By mail", value={"email": True})
ADDRESS = OpenApiExample(
    "Your own",
    value={
        "id": "7c6b2941-2e0d-4941-8c2b-0a7e4a0e6a00",
        "address": "you@example.com",
        "is_own": True,
        "created_at": "2025-01-10T08:30:00Z",
    },
    response_only=True,
)
SENDS = OpenApiExample(
    "One mail",
    value={
        "sends": [
            {
                "id": "9e7c3a52-3f0e-4a52-9d3c-0b8f5b1f7a11",
                "user_id": "660e8400-e29b-41d4-a716-446655440000",
                "task_id": "550e8400-e29b-41d4-a716-446655440000",
                "execution_id": "770e8400-e29b-41d4-a716-446655440000",
                "recipient": "you@example.com",
                "notification_type": "email",
                "status": "sent",
                "error_message": None,
                "created_at": "2025-01-15T10:31:07Z",
            }
        ],
        "total": 1,
    },
    response_only=True,
)

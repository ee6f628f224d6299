"""Records that the server answers, readable as `task.name` and as `task["name"]`.

A record is the dict that the server sent, with all fields of later servers. Times are strings in ISO 8601.
"""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, Union, get_args, get_origin, get_type_hints

from torale.errors import APIError

TaskState = Literal["active", "paused", "completed"]
ExecutionStatus = Literal["pending", "running", "retrying", "success", "failed", "cancelled"]


class Record(dict[str, Any]):
    # Fields in its repr. Others may be long or secret.
    _shown: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: dict[str, Any]) -> None:
        """Wrap a JSON object. Raises APIError for other JSON."""
        if not isinstance(data, dict):
            raise APIError(200, "The server answered something else than was asked for: is it Torale?")
        hints = _hints(type(self))
        super().__init__({name: _read(hints.get(name), value) for name, value in data.items()})

    if not TYPE_CHECKING:  # for a type checker only the declared fields exist

        def __getattr__(self, name: str) -> Any:
            try:
                return self[name]
            except KeyError:
                raise AttributeError(f"{type(self).__name__} has no field {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is what the server answered: use the client to change it")

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={self[name]!r}" for name in self._shown if name in self)
        return f"{type(self).__name__}({shown})"


@cache
def _hints(kind: type[Record]) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    """Return `value` with its objects as records, by the type `hint`."""
    if get_origin(hint) in (Union, UnionType):
        hint = next((option for option in get_args(hint) if option is not type(None)), None)
    if isinstance(value, list) and get_origin(hint) is list:
        return [_read(get_args(hint)[0], item) for item in value]
    if isinstance(value, dict) and isinstance(hint, type) and issubclass(hint, Record):
        return hint(value)
    return value


# ── Input ─────────────────────────────────────────────────────────────────────────────────


class EmailChannel(TypedDict):
    type: Literal["email"]
    address: str


class _Webhook(TypedDict):
    type: Literal["webhook"]
    url: str


class WebhookChannel(_Webhook, total=False):
    method: Literal["POST", "PUT"]
    headers: dict[str, str]


Channel = EmailChannel | WebhookChannel


# ── Tasks ────────────────────────────────────────────────────────────────────────────────────────


class Source(Record):
    """A page that supports an answer."""

    _shown = ("url", "title")
    url: str
    title: str


class GroundingSource(Source):
    """A page that the search found; `uri` is its `url`."""

    uri: str


class Usage(Record):
    _shown = ("total_tokens", "requests")
    prompt_tokens: int
    tool_tokens: int
    answer_tokens: int
    thought_tokens: int
    total_tokens: int
    search_queries: int
    requests: int


class Result(Record):
    """Result of an execution. Only the task's owner sees `usage` and `unread`."""

    _shown = ("answer", "confidence")
    answer: str
    reasoning: str
    evidence: str
    confidence: int
    sources: list[Source]
    search_queries: list[str]
    search_suggestions: str | None
    unread: list[str]
    next_run: str | None
    next_run_reason: str
    provider: str
    model: str
    usage: Usage


class Execution(Record):
    """One search-and-evaluate of a task. `condition_met` is None while it is open, and if inconclusive."""

    _shown = ("id", "status", "condition_met", "notification", "error_message")
    id: str
    task_id: str
    status: ExecutionStatus
    trigger: Literal["schedule", "manual"]
    scheduled_for: str
    started_at: str
    completed_at: str | None
    duration_ms: int | None
    retry_count: int
    condition_met: bool | None
    result: Result | None
    error_message: str | None
    notification: str | None
    grounding_sources: list[GroundingSource] | None
    suppressed: bool
    nobody_to_tell: bool
    created_at: str

    @property
    def is_over(self) -> bool:
        return self["status"] in ("success", "failed", "cancelled")


class KnownState(Record):
    _shown = ("condition_met", "evidence", "as_of")
    condition_met: bool | None
    evidence: str
    answer: str
    as_of: str


class ToldBy(Record):
    """A channel that applies to a task."""

    _shown = ("type", "recipient", "is_default")
    type: Literal["email", "webhook"]
    recipient: str
    is_default: bool


class Task(Record):
    """A task.

    Only the answer to a create has `immediate_execution_error`. Answers to creates and updates have
    `condition_understood` and `hint`.
    """

    _shown = ("id", "name", "state", "next_run")
    id: str
    user_id: str
    name: str
    search_query: str
    condition_description: str
    state: TaskState
    schedule: str | None
    next_run: str | None
    is_public: bool
    view_count: int
    subscriber_count: int
    forked_from_task_id: str | None
    last_known_state: KnownState | None
    last_execution_id: str | None
    last_execution: Execution | None
    notifications: list[Channel]
    notification_email: str | None
    webhook_url: str | None
    told_by: list[ToldBy]
    context: dict[str, Any] | None
    state_changed_at: str
    created_at: str
    updated_at: str | None
    immediate_execution_error: str | None
    condition_understood: str | None
    hint: str | None


class TaskSummary(Record):
    _shown = ("id", "name")
    id: str
    user_id: str
    name: str
    search_query: str
    condition_description: str


class FeedItem(Record):
    """An alert of a public task, with its execution."""

    _shown = ("task", "execution")
    task: TaskSummary
    execution: Execution


class Preview(Record):
    """Preview of a task's result. It has `inferred_condition` if no condition was given."""

    _shown = ("condition_met", "answer", "confidence")
    condition_met: bool | None
    answer: str
    reasoning: str
    evidence: str
    confidence: int
    grounding_sources: list[GroundingSource]
    inferred_condition: str
    condition_understood: str | None
    hint: str | None


class Suggestion(Record):
    """A drafted task, for `client.tasks.create(**suggestion)`.

    The attributes `condition_understood` and `hint` say how its condition will be judged. The task has neither.
    """

    _shown = ("name", "search_query", "condition_description", "schedule")
    name: str
    search_query: str
    condition_description: str
    state: Literal["active", "paused"]
    schedule: str | None
    notifications: list[Channel]
    condition_understood: str | None
    hint: str | None

    def __init__(self, data: dict[str, Any]) -> None:
        beside = ("condition_understood", "hint")
        super().__init__({name: value for name, value in data.items() if name not in beside})
        for name in beside:
            object.__setattr__(self, name, data.get(name))


# ── Users and keys ──────────────────────────────────────────────────────────────────────────────────


class User(Record):
    """A user. Only the answer to `me` has `role` and the fields after it."""

    _shown = ("id", "email", "role", "is_active")
    id: str
    clerk_user_id: str | None
    email: str
    first_name: str
    username: str
    is_active: bool
    has_seen_welcome: bool
    created_at: str
    role: Literal["user", "admin"]
    verified_notification_emails: list[str]
    has_default_webhook: bool


class SyncedUser(Record):
    _shown = ("user", "created")
    user: User
    created: bool


class KeyInfo(Record):
    _shown = ("id", "name", "key_prefix", "is_active")
    id: str
    user_id: str
    key_prefix: str
    name: str
    created_at: str
    last_used_at: str | None
    is_active: bool


class CreatedKey(Record):
    """A new API key. Only this answer has `key`, the key itself."""

    _shown = ("key_info",)
    key: str
    key_info: KeyInfo


# ── Notifications ───────────────────────────────────────────────────────────────────────────


class Address(Record):
    """An address that may receive your mail. Your account's own cannot be removed."""

    _shown = ("address", "is_own")
    id: str
    address: str
    is_own: bool
    created_at: str


class Defaults(Record):
    """Default channels of tasks without their own."""

    _shown = ("email",)
    email: bool


class WebhookConfig(Record):
    """The default webhook. `secret` is masked except in the answer that made it."""

    _shown = ("url", "enabled")
    url: str | None
    webhook_url: str | None
    enabled: bool
    secret: str | None


class Attempt(Record):
    _shown = ("number", "status_code", "error")
    number: int
    started_at: str
    duration_ms: int
    status_code: int | None
    error: str
    response_excerpt: str


class Delivery(Record):
    _shown = ("id", "event", "status", "error_message")
    id: str
    task_id: str | None
    execution_id: str | None
    event: str
    url: str
    status: str
    error_message: str | None
    created_at: str
    sent_at: str | None
    next_attempt_at: str | None
    attempts: list[Attempt]


class WebhookTest(Delivery):
    """A test delivery. It has `success` and `message` if an address was tested at once."""

    success: bool
    message: str


class Send(Record):
    _shown = ("id", "notification_type", "recipient", "status")
    id: str
    user_id: str
    task_id: str | None
    execution_id: str | None
    recipient: str
    notification_type: Literal["email", "webhook"]
    status: str
    error_message: str | None
    created_at: str


class Sends(Record):
    _shown = ("total", "sends")
    sends: list[Send]
    total: int

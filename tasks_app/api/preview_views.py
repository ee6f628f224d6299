"""Previews and suggestions: what a task would find, and what task somebody means, before there is one."""

from dataclasses import asdict
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts import limits
from accounts.models import User
from core.api.fields import read
from core.api.openapi import TOO_LARGE, answers, unfit_body
from core.api.wire import ORJSONResponse
from notifications import services as notifications
from tasks_app.api import refusals
from tasks_app.api.serializers import (
    CreateTaskSerializer,
    PreviewRequestSerializer,
    PreviewSerializer,
    SuggestionSerializer,
    SuggestRequestSerializer,
)
from tasks_app.models import Task
from tasks_app.models.task import DEFAULT_NAME
from tasks_app.pipeline.types import Draft, Wish
from tasks_app.services import previews, understanding

REFUSALS = (
    TOO_LARGE,
    refusals.ONE_AT_A_TIME,
    refusals.SEARCH_FAILED,
    refusals.SEARCH_AWAY,
    refusals.TOO_LATE,
)
PAUSED = {Task.State.ACTIVE.value: False, Task.State.PAUSED.value: True}


@extend_schema(tags=["Tasks"])
class PreviewViewSet(ViewSet):
    """Previews and suggestions before a task is created. Nothing is stored."""

    @extend_schema(
        operation_id="previewTask",
        request=PreviewRequestSerializer,
        responses=answers(PreviewSerializer, "What was found.", unfit_body("search_query"), *REFUSALS),
    )
    @limits.fail_closed
    def preview(self, request: Request) -> ORJSONResponse:
        """Try a question: search and judge once, as a task would.

        The answer comes within a minute. Nothing is saved. Previews and suggestions are made one at a time for each
        user.
        """
        sent = read(PreviewRequestSerializer, request.data)
        condition = sent.get("condition_description")
        found = previews.preview(
            asker=cast("User", request.user), search_query=sent["search_query"], condition=condition
        )
        return ORJSONResponse(found)

    @extend_schema(
        operation_id="suggestTask",
        request=SuggestRequestSerializer,
        responses=answers(
            SuggestionSerializer,
            "A task that can be created as it stands.",
            refusals.UNFIT_CHANNEL,
            unfit_body("prompt"),
            *REFUSALS,
        ),
    )
    @limits.fail_closed
    def suggest(self, request: Request) -> ORJSONResponse:
        """Turn a sentence into a task, or change one as a sentence asks.

        What comes back can be sent to `POST /api/v1/tasks`. `schedule` and `notifications` are filled in only if the
        sentence asks for them, or `current_task` has them. Without a language model plain rules do it, in English, and
        leave alone what they do not understand. Nothing is saved.
        """
        sent = read(SuggestRequestSerializer, request.data)
        task: dict[str, Any] = sent.get("current_task") or {}
        notifications.parse(task.get("notifications", []))
        wish = Wish(prompt=sent["prompt"], current=_draft_of(task) if task else None)
        draft = previews.suggest(asker=cast("User", request.user), wish=wish, now=timezone.now())
        return ORJSONResponse(_suggestion(draft, task.get("notifications", [])))


def _draft_of(task: dict[str, Any]) -> Draft:
    told = {channel["type"]: channel for channel in task.get("notifications", [])}
    condition = task.get("condition_description") or ""
    return Draft(
        name=task.get("name", DEFAULT_NAME),
        search_query=task["search_query"],
        condition=condition if condition.strip() else task["search_query"],
        schedule=task.get("schedule"),
        email=told.get("email", {}).get("address"),
        webhook=told.get("webhook", {}).get("url"),
        paused=PAUSED.get(task.get("state", "")),
    )


def _suggestion(draft: Draft, channels: list[dict[str, Any]]) -> dict[str, Any]:
    """The draft as a task that can be created. Raises InvalidError for a channel that cannot be."""
    told = [
        _channel("email", "address", draft.email, channels),
        _channel("webhook", "url", draft.webhook, channels),
    ]
    task: dict[str, Any] = {
        "name": draft.name,
        "search_query": draft.search_query,
        "condition_description": draft.condition,
        "schedule": draft.schedule,
        "notifications": [channel for channel in told if channel],
    }
    if draft.paused is not None:
        task["state"] = next(state for state, paused in PAUSED.items() if paused is draft.paused)
    read(CreateTaskSerializer, task)
    notifications.parse(task["notifications"])
    return task | asdict(understanding.of_question(draft.search_query, draft.condition))


def _channel(kind: str, field: str, wanted: str | None, channels: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The channel that leads where it is wanted: the one there is, with all that belongs to it, or a new one."""
    found = next((channel for channel in channels if channel["type"] == kind and channel[field] == wanted), None)
    return found or ({"type": kind, field: wanted} if wanted else None)

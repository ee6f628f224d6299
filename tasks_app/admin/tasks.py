"""Tasks in the Django admin, with owner and last execution."""

import uuid
from typing import Any

from django.contrib import admin
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter

from core.admin import Operation, ReadOnlyAdmin, Search, labelled, list_link, one_after_the_other, pretty
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tasks_app.services import executions, tasks
from tasks_app.services.task_input import FIELDS

State = Task.State
COLOURS = {State.ACTIVE: "success", State.PAUSED: "warning", State.COMPLETED: "info"}

# Fields that a user sets have a place of their own on the page, or stand among the others.
PLACED = {"name", "state", "search_query", "condition_description", "schedule", "context"}
OTHERS = tuple(name for name in FIELDS if name not in PLACED)


def set_state(task_id: uuid.UUID, state: str) -> None:
    tasks.update_task(owner=None, task_id=task_id, changes={"state": state}, now=timezone.now())


def run_now(task_id: uuid.UUID) -> dict[str, Any]:
    execution = executions.execute_now(owner=None, task_id=task_id, force=False, now=timezone.now())
    return {"execution_id": str(execution.pk)}


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ("name", "owner", "shown_state", "next_run", "schedule", "shared", "created_at")
    list_filter = ("state", "is_public", ("created_at", RangeDateTimeFilter))
    list_select_related = ("owner",)
    search = Search(
        help_text="A task's id, words of its name or query, or its owner's address (with the @)",
        ids=("id",),
        owner="owner",
        words=("name", "search_query"),
    )
    operations = (
        Operation(
            name="pause",
            title="Pause",
            done="paused",
            icon="pause",
            do=lambda _, pk: set_state(pk, State.PAUSED),
            fits=lambda task: task.state == State.ACTIVE,
        ),
        Operation(
            name="resume",
            title="Resume",
            done="resumed",
            icon="play_arrow",
            do=lambda _, pk: set_state(pk, State.ACTIVE),
            fits=lambda task: task.state != State.ACTIVE,
        ),
        Operation(name="run_now", title="Run now", done="queued", icon="bolt", do=lambda _, pk: run_now(pk)),
    )
    fieldsets = (
        (None, {"fields": ("id", "name", "owner", "state", "state_changed_at", "is_public", "see_also")}),
        ("What is watched", {"fields": ("search_query", "condition_description", "question_version")}),
        ("For its owner", {"fields": ("told_through", "shown_context", *OTHERS)}),
        ("When", {"fields": ("schedule", "next_run", "periodic_task", "created_at", "updated_at")}),
        ("What is known", {"fields": ("shown_known", "last_execution")}),
        (
            "How it goes",
            {"fields": ("failures_in_row", "inconclusive_in_row", "inconclusive_since", "told_failing_at")},
        ),
        ("Sharing", {"fields": ("view_count", "subscriber_count", "forked_from")}),
    )
    readonly_fields = ("see_also", "told_through", "shown_known", "shown_context")
    shown_state = labelled("state", COLOURS)
    shown_known = pretty("last_known_state")
    shown_context = pretty("context")

    @admin.display(description="shared")
    def shared(self, task: Task) -> str:
        return "public" if task.is_public else ""

    @admin.display(description="see also")
    def see_also(self, task: Task) -> Any:
        executions_of = list_link(Execution, "executions", task__id__exact=task.pk)
        return one_after_the_other([executions_of, list_link(Notification, "notifications", task_id__exact=task.pk)])

    @admin.display(description="told through")
    def told_through(self, task: Task) -> str:
        return ", ".join(f"{one['recipient']}{' (default)' * one['is_default']}" for one in task.told_by) or "nothing"

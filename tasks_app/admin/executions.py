"""Executions in the Django admin, with their outcomes and an operator's actions."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter

from core.admin import Operation, ReadOnlyAdmin, Search, labelled, link, list_link, one_after_the_other, pretty
from notifications.models import Notification
from tasks_app.models import ERROR_STATUSES, Execution
from tasks_app.pipeline import errors
from tasks_app.services import interventions

Status = Execution.Status
KINDS_OF_ERROR = (
    *(errors.ValidationError, errors.ProviderError, errors.RateLimitError, errors.OverloadedError),
    *(errors.TimeoutError, errors.NetworkError, errors.ConfigurationError),
)
COLOURS = {
    Status.SUCCESS: "success",
    Status.FAILED: "danger",
    Status.RETRYING: "warning",
    Status.RUNNING: "info",
    Status.PENDING: "info",
}


def cancel(execution_id: uuid.UUID) -> None:
    interventions.cancel_execution(execution_id=execution_id, now=timezone.now())


def retry(execution_id: uuid.UUID) -> dict[str, Any]:
    execution = interventions.retry_execution(execution_id=execution_id, now=timezone.now())
    return {"execution_id": str(execution.pk)}


class ErrorFilter(admin.SimpleListFilter):
    """Filter by kind of error. The kinds are listed here, since a query for them would read the whole table."""

    title, parameter_name = "kind of error", "error"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(kind.__name__, kind.__name__) for kind in KINDS_OF_ERROR]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Execution]") -> "QuerySet[Execution]":
        kind = self.value()
        return queryset.filter(status__in=ERROR_STATUSES, error_type=kind) if kind else queryset


class ToldFilter(admin.SimpleListFilter):
    title, parameter_name = "what it found", "told"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("yes", "Something to tell")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Execution]") -> "QuerySet[Execution]":
        return queryset.filter(condition_met=True, notification__isnull=False) if self.value() else queryset


@admin.register(Execution)
class ExecutionAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "task", "shown_status", "condition_met", "trigger", "duration_ms", "error_type", "id")
    list_display_links = ("started_at", "id")
    list_filter = ("status", ErrorFilter, ToldFilter, ("started_at", RangeDateTimeFilter))
    list_select_related = ("task",)
    ordering = ("-started_at",)
    search = Search(
        help_text="The id of an execution or a task, or the address of the task's owner",
        ids=("id", "task_id"),
        owner="task__owner",
    )
    operations = (
        Operation(
            name="cancel",
            title="Cancel",
            done="cancelled",
            icon="cancel",
            do=lambda _, pk: cancel(pk),
            warning="What it finds is thrown away. The task runs again when it is next due.",
            fits=lambda execution: execution.is_open,
        ),
        Operation(
            name="retry",
            title="Retry now",
            done="queued",
            icon="replay",
            do=lambda _, pk: retry(pk),
            fits=lambda execution: execution.status in ERROR_STATUSES,
        ),
    )
    fieldsets = (
        (None, {"fields": ("id", "task", "status", "condition_met", "see_also")}),
        ("Error", {"fields": ("error_type", "error_message", "retry_count", "retry_at")}),
        (
            "When",
            {
                "fields": (
                    "trigger",
                    "by_hand",
                    "scheduled_for",
                    "created_at",
                    "queued_at",
                    "started_at",
                    "completed_at",
                )
            },
        ),
        ("How long", {"fields": ("duration_ms", "lease_expires_at")}),
        (
            "What it found",
            {
                "fields": (
                    "notification",
                    "shown_result",
                    "shown_sources",
                    "question_version",
                    "suppressed",
                    "nobody_to_tell",
                )
            },
        ),
    )
    readonly_fields = ("see_also", "shown_result", "shown_sources")
    shown_status = labelled("status", COLOURS)
    shown_result, shown_sources = pretty("result"), pretty("grounding_sources")

    @admin.display(description="see also")
    def see_also(self, execution: Execution) -> Any:
        job = link(f"{settings.FLOWER_URL}/task/{execution.pk}", "its job in Flower", is_elsewhere=True)
        sends = list_link(Notification, "its notifications", execution_id__exact=execution.pk)
        others = list_link(Execution, "the task's other executions", task__id__exact=execution.task_id)
        return one_after_the_other([job, sends, others])

"""Tasks, executions and schedules in the Django admin. What changes there goes through the same services as the API."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule
from unfold.admin import ModelAdmin

from config.admin import ReadOnlyAdmin, apply_to_each
from tasks_app.models import Execution, Task
from tasks_app.services import executions, tasks


def set_state(task_id: Any, state: str) -> None:
    tasks.update_task(owner=None, task_id=task_id, changes={"state": state}, now=timezone.now())


def run_now(task_id: Any) -> None:
    executions.execute_now(owner=None, task_id=task_id, force=False, now=timezone.now())


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ("name", "owner", "state", "next_run", "schedule", "is_public", "created_at")
    list_filter = ("state", "is_public")
    list_select_related = ("owner",)
    search_fields = ("id__exact", "name", "search_query", "owner__email")
    actions = ("pause", "resume", "run_now")

    @admin.action(description="Pause", permissions=["view"])
    def pause(self, request: HttpRequest, queryset: "QuerySet[Task]") -> None:
        ids = list(queryset.values_list("pk", flat=True))
        apply_to_each(self, request, ids, lambda task_id: set_state(task_id, Task.State.PAUSED), "paused")

    @admin.action(description="Resume", permissions=["view"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[Task]") -> None:
        ids = list(queryset.values_list("pk", flat=True))
        apply_to_each(self, request, ids, lambda task_id: set_state(task_id, Task.State.ACTIVE), "resumed")

    @admin.action(description="Run now", permissions=["view"])
    def run_now(self, request: HttpRequest, queryset: "QuerySet[Task]") -> None:
        apply_to_each(self, request, list(queryset.values_list("pk", flat=True)), run_now, "queued")


@admin.register(Execution)
class ExecutionAdmin(ReadOnlyAdmin):
    list_display = ("id", "task", "status", "condition_met", "trigger", "started_at", "duration_ms", "error_type")
    list_filter = ("status", "trigger", "error_type")
    list_select_related = ("task",)
    search_fields = ("id__exact", "task__id__exact", "task__name")
    exclude = ("token",)
    date_hierarchy = None


for unused in (ClockedSchedule, SolarSchedule, PeriodicTask, CrontabSchedule, IntervalSchedule):
    admin.site.unregister(unused)


@admin.register(CrontabSchedule, IntervalSchedule)
class StaticScheduleAdmin(ModelAdmin):  # type: ignore[misc]
    pass


@admin.register(PeriodicTask)
class ScheduleAdmin(ModelAdmin, PeriodicTaskAdmin):  # type: ignore[misc]
    """The schedules, `task-{id}` for each task. Disabling one pauses its task, enabling it resumes the task.

    Entries that operators add themselves, on an interval or a crontab, are edited as celery-beat's own.
    """

    list_display = ("name", "description", "enabled", "next_run", "last_run_at")
    list_filter = ("enabled",)
    list_select_related = ("clocked", "task_row")
    search_fields = ("name", "description")
    list_per_page = 50
    show_full_result_count = False
    actions = ("pause", "resume", "run_now")
    STATIC_ENTRY = (
        (None, {"fields": ("name", "regtask", "task", "enabled", "description")}),
        ("Schedule", {"fields": ("interval", "crontab", "start_time", "last_run_at")}),
        ("Arguments", {"fields": ("args", "kwargs")}),
        ("Execution", {"fields": ("expires", "expire_seconds", "queue", "priority", "headers")}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[PeriodicTask]":
        return PeriodicTask.objects.select_related("clocked", "task_row")  # type: ignore[no-any-return]

    @admin.display(description="next run")
    def next_run(self, schedule: PeriodicTask) -> Any:
        task = task_of(schedule)
        return task.next_run if task else None

    def get_fieldsets(self, request: HttpRequest, obj: PeriodicTask | None = None) -> Any:
        if task_of(obj):
            return [(None, {"fields": ("name", "description", "enabled", "next_run")})]
        return self.STATIC_ENTRY

    def get_readonly_fields(self, request: HttpRequest, obj: PeriodicTask | None = None) -> Any:
        return ("name", "description", "next_run") if task_of(obj) else super().get_readonly_fields(request, obj)

    def get_form(
        self, request: HttpRequest, obj: PeriodicTask | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if task_of(obj):
            return forms.modelform_factory(PeriodicTask, fields=("enabled",))
        return super().get_form(request, obj, change=change, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: PeriodicTask | None = None) -> bool:
        return obj is not None and task_of(obj) is None

    def save_model(self, request: HttpRequest, obj: PeriodicTask, form: Any, change: bool) -> None:
        task = task_of(obj)
        if task is None:
            super().save_model(request, obj, form, change)
        elif "enabled" in form.changed_data:
            set_state(task.pk, Task.State.ACTIVE if obj.enabled else Task.State.PAUSED)

    def _task_ids(self, queryset: "QuerySet[PeriodicTask]") -> list[Any]:
        return list(queryset.exclude(task_row=None).values_list("task_row", flat=True))

    @admin.action(description="Pause the tasks", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: "QuerySet[PeriodicTask]") -> None:
        ids = self._task_ids(queryset)
        apply_to_each(self, request, ids, lambda task_id: set_state(task_id, Task.State.PAUSED), "paused")

    @admin.action(description="Resume the tasks", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[PeriodicTask]") -> None:
        ids = self._task_ids(queryset)
        apply_to_each(self, request, ids, lambda task_id: set_state(task_id, Task.State.ACTIVE), "resumed")

    @admin.action(description="Run the tasks now", permissions=["change"])
    def run_now(self, request: HttpRequest, queryset: "QuerySet[PeriodicTask]") -> None:
        apply_to_each(self, request, self._task_ids(queryset), run_now, "queued")


def task_of(schedule: PeriodicTask | None) -> Task | None:
    """The task that a schedule belongs to; None for an entry of the operators' own."""
    return getattr(schedule, "task_row", None)

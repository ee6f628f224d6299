"""Schedules of tasks, and celery-beat entries that operators add themselves."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from core.admin import Operation, OperatorAdmin, Search, object_link
from core.errors import InvalidError
from tasks_app.admin.tasks import run_now, set_state
from tasks_app.models import Task

for unused in (ClockedSchedule, SolarSchedule, PeriodicTask, CrontabSchedule, IntervalSchedule):
    admin.site.unregister(unused)


def task_of(schedule: PeriodicTask | None) -> Task | None:
    """Return the task of a schedule, or None for an entry that operators added."""
    return getattr(schedule, "task_row", None)


def to_task(change: Callable[[Any], dict[str, Any] | None]) -> Callable[[HttpRequest, int], dict[str, Any]]:
    """Apply `change` to the task of a schedule. Raises InvalidError for an entry without a task."""

    def do(_: HttpRequest, schedule_id: int) -> dict[str, Any]:
        task_id = Task.objects.filter(periodic_task_id=schedule_id).values_list("pk", flat=True).first()
        if task_id is None:
            raise InvalidError("This entry belongs to no task: it is changed on its own page.")
        return {"task_id": str(task_id), **(change(task_id) or {})}

    return do


@admin.register(CrontabSchedule, IntervalSchedule)
class StaticScheduleAdmin(OperatorAdmin):
    pass


class TaskScheduleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Form to enable or disable a task's own schedule."""

    class Meta:
        model = PeriodicTask
        fields = ("enabled",)

    def clean_enabled(self) -> bool:
        enabled = bool(self.cleaned_data["enabled"])
        if enabled and "enabled" in self.changed_data and not self.instance.task_row.owner.is_active:
            raise forms.ValidationError("The account of this task's owner is deactivated.")
        return enabled


@admin.register(PeriodicTask)
class ScheduleAdmin(OperatorAdmin, PeriodicTaskAdmin):  # type: ignore[misc]
    """The schedules, `task-{id}` for each task. Disabling one pauses its task, enabling it resumes the task.

    Entries that operators add themselves, on an interval or a crontab, are edited as celery-beat's own.
    """

    list_display = ("name", "description", "enabled", "next_run", "last_run_at")
    list_filter = ("enabled",)
    list_select_related = ("clocked", "task_row")
    ordering = ("-pk",)
    search = Search(help_text="A task's id, or what the name begins with", ids=("task_row",), prefixes=("name",))
    actions = ()  # celery-beat's actions would bypass the tasks' states
    operations = (
        Operation(
            name="pause",
            title="Pause the task",
            done="paused",
            icon="pause",
            do=to_task(lambda task_id: set_state(task_id, Task.State.PAUSED)),
            fits=lambda schedule: task_of(schedule) is not None and schedule.enabled,
        ),
        Operation(
            name="resume",
            title="Resume the task",
            done="resumed",
            icon="play_arrow",
            do=to_task(lambda task_id: set_state(task_id, Task.State.ACTIVE)),
            fits=lambda schedule: task_of(schedule) is not None and not schedule.enabled,
        ),
        Operation(
            name="run_now",
            title="Run the task now",
            done="queued",
            icon="bolt",
            do=to_task(run_now),
            fits=lambda schedule: task_of(schedule) is not None,
        ),
    )
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

    @admin.display(description="of the task")
    def of_task(self, schedule: PeriodicTask) -> Any:
        task = task_of(schedule)
        return object_link(Task, task.pk, task.name) if task else None

    def get_fieldsets(self, request: HttpRequest, obj: PeriodicTask | None = None) -> Any:
        if task_of(obj):
            return [(None, {"fields": ("name", "of_task", "enabled", "next_run")})]
        return self.STATIC_ENTRY

    def get_readonly_fields(self, request: HttpRequest, obj: PeriodicTask | None = None) -> Any:
        return ("name", "of_task", "next_run") if task_of(obj) else super().get_readonly_fields(request, obj)

    def get_form(
        self, request: HttpRequest, obj: PeriodicTask | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if task_of(obj):
            return TaskScheduleForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: PeriodicTask | None = None) -> bool:
        return obj is not None and task_of(obj) is None

    def save_model(self, request: HttpRequest, obj: PeriodicTask, form: Any, change: bool) -> None:
        task = task_of(obj)
        if task is None:
            super().save_model(request, obj, form, change)
        elif "enabled" in form.changed_data:
            set_state(task.pk, Task.State.ACTIVE if obj.enabled else Task.State.PAUSED)

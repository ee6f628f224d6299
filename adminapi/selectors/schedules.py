"""Next executions of tasks."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count

from adminapi import books, links
from adminapi.selectors.counts import ANSWERED_STATUSES
from adminapi.selectors.pages import Page, Slice, sliced
from adminapi.selectors.stats import task_totals
from tasks_app.models import Execution, Task

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Schedule:
    """A task's schedule. `recent_executions` succeeded or failed in the last seven days.

    `cron` is the user's expression, else one that names the next execution; None if none is planned.
    """

    task: Task
    cron: str | None
    recent_executions: int

    @property
    def schedule_id(self) -> str:
        return f"task-{self.task.pk}"

    @property
    def temporal_ui_url(self) -> str:
        return links.to_schedule(self.task.periodic_task_id)

    @property
    def is_paused(self) -> bool:
        return not self.task.is_active


def schedule_page(
    *, include_paused: bool, part: Slice, now: datetime, task_id: uuid.UUID | None = None
) -> Page[Schedule]:
    """Return a page of active tasks' schedules, soonest first, then on request those of all other tasks."""
    # Exactly the active tasks have a next run.
    found = Task.objects.all() if include_paused else Task.objects.exclude(next_run=None)
    if task_id:
        found = found.filter(pk=task_id)
        total = found.count()
    else:
        books.fold()
        totals = task_totals()
        total = totals.total if include_paused else totals.active
    details = Task.objects.select_related("owner").defer("last_known_state")
    tasks = sliced(found.order_by("next_run", "id"), details, part)
    recent = _recent_executions((task.pk for task in tasks), now=now)
    rows = [Schedule(task=task, cron=_cron(task), recent_executions=recent.get(task.pk, 0)) for task in tasks]
    return Page(rows=rows, total=total)


def _recent_executions(task_ids: Iterable[uuid.UUID], *, now: datetime) -> dict[uuid.UUID, int]:
    recent = Execution.objects.filter(
        task__in=list(task_ids), started_at__gte=now - RECENT, status__in=ANSWERED_STATUSES
    )
    return dict(recent.order_by().values_list("task").annotate(count=Count("*")))


def _cron(task: Task) -> str | None:
    if task.schedule or task.next_run is None:
        return task.schedule
    at = task.next_run.astimezone(UTC)
    return f"{at.minute} {at.hour} {at.day} {at.month} *"

"""Executions of all users: all, as workflows, and failed ones."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from adminapi import links
from adminapi.selectors.counts import Counts, executions_of_task_since, executions_since
from adminapi.selectors.pages import Page, Slice, sliced
from tasks_app.models import Execution
from tasks_app.models.execution import ExecutionQuerySet

NEWEST_FIRST = ("-started_at", "-id")
Status = Execution.Status
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Workflow:
    """An execution in the words of the documented API."""

    execution: Execution
    workflow_id: str
    status: str
    close_time: datetime | None
    execution_duration_ms: int | None
    temporal_ui_url: str
    admin_url: str
    workflow_type: str = "monitoring_workflow"


@dataclass(frozen=True)
class Failure:
    """An execution whose last attempt failed."""

    execution: Execution
    will_retry: bool
    occurred_at: datetime


@dataclass(frozen=True)
class Wanted:
    """Filter for executions that started since `since`, optionally of one status and one task."""

    since: datetime
    status: str | None = None
    task_id: uuid.UUID | None = None

    def of(self, executions: ExecutionQuerySet) -> ExecutionQuerySet:
        found = executions.filter(started_at__gte=self.since)
        found = found.filter(status=self.status) if self.status else found
        return found.filter(task=self.task_id) if self.task_id else found

    def counts(self) -> Counts:
        """Count the executions in every status."""
        return executions_of_task_since(self.task_id, self.since) if self.task_id else executions_since(self.since)


def execution_page(wanted: Wanted, *, part: Slice) -> Page[Execution]:
    """Return a page of the filtered executions, newest first, with task and owner."""
    by_status = wanted.counts().by_status
    total = by_status[wanted.status] if wanted.status else by_status.total()
    return Page(rows=_read(wanted.of(Execution.objects.all()), part), total=total)


def workflow_page(wanted: Wanted, *, part: Slice) -> Page[Workflow]:
    page = execution_page(wanted, part=part)
    return Page(rows=[_workflow(execution) for execution in page.rows], total=page.total)


def error_page(wanted: Wanted, *, part: Slice) -> tuple[Page[Failure], Counts]:
    """Return a page of executions that failed, for good or until their retry, and the counts of all."""
    counts = wanted.counts().of_status(wanted.status)
    return Page(rows=failures(wanted.of(Execution.objects.with_error()), part=part), total=counts.failed), counts


def failures(found: "QuerySet[Execution]", *, part: Slice) -> list[Failure]:
    """Return a part of the failed executions `found`, newest first, with task and owner."""
    return [_failure(execution) for execution in _read(found, part)]


def _read(found: "QuerySet[Execution]", part: Slice) -> list[Execution]:
    details = Execution.objects.select_related("task__owner").defer("result", "grounding_sources", "notification")
    return sliced(found.order_by(*NEWEST_FIRST), details, part)


def _workflow(execution: Execution) -> Workflow:
    closed = execution.completed_at
    return Workflow(
        execution=execution,
        workflow_id=f"task-{execution.task_id}-{int(execution.scheduled_for.timestamp())}",
        status=_workflow_status(execution),
        close_time=closed,
        execution_duration_ms=max(0, round((closed - execution.started_at) / MILLISECOND)) if closed else None,
        temporal_ui_url=links.in_flower(execution.pk),
        admin_url=links.to_execution(execution.pk),
    )


def _workflow_status(execution: Execution) -> str:
    match execution.status:
        case Status.SUCCESS:
            return "COMPLETED"
        case Status.FAILED:
            return "TIMED_OUT" if execution.error_type == "TimeoutError" else "FAILED"
        case Status.CANCELLED:
            return "CANCELED"
    return "RUNNING"


def _failure(execution: Execution) -> Failure:
    ended = execution.started_at + (execution.duration_ms or 0) * MILLISECOND
    return Failure(
        execution=execution,
        will_retry=execution.status == Status.RETRYING,
        occurred_at=execution.completed_at or ended,
    )

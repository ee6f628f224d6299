"""An execution: one check of a task, from being asked for to its outcome, retries included."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from tasks_app.models.task import Task

OPEN_STATUSES = ("pending", "running", "retrying")
# Executions with an ended attempt, and with a failed last attempt. One that waits for its retry is both.
TRIED_STATUSES = ("success", "failed", "retrying", "cancelled")
ERROR_STATUSES = ("failed", "retrying")
TOLD = models.Q(condition_met=True, notification__isnull=False)


class ExecutionQuerySet(models.QuerySet["Execution"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)

    def tried(self) -> Self:
        return self.filter(status__in=TRIED_STATUSES)

    def with_error(self) -> Self:
        """Failed for good, or waiting for a retry."""
        return self.filter(status__in=ERROR_STATUSES)

    def condition_met(self) -> Self:
        return self.filter(condition_met=True)

    def told(self) -> Self:
        """Found something that the owner was to be told."""
        return self.filter(TOLD)

    def of_public_tasks(self) -> Self:
        return self.filter(task__is_public=True, task__owner__is_active=True)

    def lease_expired(self, now: datetime) -> Self:
        """Taken by a worker that has not been heard of since."""
        return self.filter(status=Execution.Status.RUNNING, lease_expires_at__lte=now)

    def retry_due(self, now: datetime) -> Self:
        return self.filter(status=Execution.Status.RETRYING, retry_at__lte=now)

    def unheard_since(self, moment: datetime) -> Self:
        """On the queue since before `moment`, and taken by nobody: perhaps the message was lost."""
        return self.filter(status=Execution.Status.PENDING, queued_at__lte=moment)


class Execution(models.Model):
    """One check of a task. `token` names the worker that holds it: a write with another token changes nothing."""

    class Status(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        RETRYING = "retrying"
        SUCCESS = "success"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule"
        MANUAL = "manual"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="executions", db_index=False)
    question_version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    trigger = models.CharField(max_length=10, choices=Trigger)
    scheduled_for = models.DateTimeField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    # Null while it waits for its turn to go on the queue: only one that somebody asked for does.
    queued_at = models.DateTimeField(null=True, blank=True)
    # Somebody asked for it: a manual execution, or a task's first run in place of its schedule's.
    by_hand = models.BooleanField(db_default=False, default=False)
    token = models.UUIDField(null=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    retry_count = models.PositiveSmallIntegerField(default=0)
    error_type = models.CharField(max_length=100, blank=True)
    error_message = models.TextField(null=True, blank=True)
    condition_met = models.BooleanField(null=True)
    result = models.JSONField(null=True, blank=True)
    notification = models.TextField(null=True, blank=True)
    grounding_sources = models.JSONField(null=True, blank=True)
    suppressed = models.BooleanField(default=False, db_default=False, help_text="Tells nobody, and changes no task.")
    nobody_to_tell = models.BooleanField(
        default=False, db_default=False, help_text="There was something to tell, and no channel to tell it by."
    )

    objects: ClassVar[ExecutionQuerySet] = ExecutionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(status__in=OPEN_STATUSES), name="execution_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[*OPEN_STATUSES, "success", "failed", "cancelled"]),
                name="execution_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="running", token__isnull=False, lease_expires_at__isnull=False)
                | (~models.Q(status="running") & models.Q(token=None, lease_expires_at=None)),
                name="execution_lease_iff_running",
            ),
            models.CheckConstraint(
                condition=models.Q(status="retrying", retry_at__isnull=False)
                | (~models.Q(status="retrying") & models.Q(retry_at=None)),
                name="execution_retry_at_iff_retrying",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=OPEN_STATUSES, completed_at=None)
                | (~models.Q(status__in=OPEN_STATUSES) & models.Q(completed_at__isnull=False)),
                name="execution_completed_iff_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(queued_at__isnull=False) | models.Q(status__in=["pending", "cancelled"]),
                name="execution_queued_before_begun",
            ),
        )
        indexes = (
            models.Index(fields=["task", "-created_at", "-id"], name="execution_of_task"),
            models.Index(
                fields=["task", "-created_at", "-id"],
                condition=models.Q(condition_met=True),
                name="execution_met_of_task",
            ),
            models.Index(fields=["-created_at", "-id"], condition=TOLD, name="execution_told"),
            # The index has all columns that figures need for the beginning of a window, and for one task.
            models.Index(
                fields=["-started_at", "-id"], include=["status", "error_type", "duration_ms"], name="execution_started"
            ),
            models.Index(fields=["task", "-started_at"], include=["status"], name="execution_of_task_by_start"),
            models.Index(
                fields=["status", "-started_at", "-id"],
                condition=models.Q(status__in=TRIED_STATUSES),
                name="execution_by_status",
            ),
            models.Index(
                fields=["-started_at", "-id"],
                condition=models.Q(status__in=ERROR_STATUSES),
                name="execution_with_error",
            ),
            models.Index(fields=["queued_at"], condition=models.Q(status="pending"), name="execution_pending"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(status="pending", queued_at__isnull=True),
                name="execution_waiting",
            ),
            models.Index(fields=["lease_expires_at"], condition=models.Q(status="running"), name="execution_running"),
            models.Index(fields=["retry_at"], condition=models.Q(status="retrying"), name="execution_retrying"),
        )

    def __str__(self) -> str:
        return f"execution {self.id} ({self.status})"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

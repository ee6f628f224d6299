"""A task: what a user wants watched, and when to be told."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Subquery
from django_celery_beat.models import PeriodicTask

from notifications.defaults import default_address, default_url, told_by
from notifications.models import EmailAddress, Webhook

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

NAME_LENGTH = 200
QUESTION_LENGTH = 2000
DEFAULT_NAME = "New Monitor"
PUBLIC = models.Q(is_public=True, owner__is_active=True)


class TaskQuerySet(models.QuerySet["Task"]):
    def owned_by(self, user: "User") -> Self:
        return self.filter(owner=user)

    def public(self) -> Self:
        """Filter public tasks. A deactivated user has none."""
        return self.filter(PUBLIC)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(PUBLIC | models.Q(owner=user.pk)) if user.is_authenticated else self.public()

    def recent(self) -> Self:
        return self.order_by("-created_at", "-id")

    def popular(self) -> Self:
        """By forks, then by views."""
        return self.order_by("-subscriber_count", "-view_count", "-id")

    def with_defaults_of(self, owner_id: uuid.UUID) -> Self:
        """Each with the channels by which tasks of `owner_id`, its owner, tell that have none of their own."""
        return self.annotate(
            default_address=Subquery(default_address(owner_id)), default_url=Subquery(default_url(owner_id))
        )

    def active(self) -> Self:
        return self.filter(state=Task.State.ACTIVE)


class Task(models.Model):
    """A question about the world, the condition under which its owner is told, and what is known so far.

    Its `PeriodicTask` is its schedule. `services.tasks` changes both together; nothing else writes here.
    """

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        COMPLETED = "completed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tasks", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH, default=DEFAULT_NAME)
    search_query = models.CharField(max_length=QUESTION_LENGTH)
    condition_description = models.CharField(max_length=QUESTION_LENGTH)
    # Counts the changes of query or condition: what was asked before a change tells nothing after it.
    question_version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    state_changed_at = models.DateTimeField()
    schedule = models.CharField(
        max_length=200, null=True, blank=True, help_text="Cron, in UTC; empty: the agent decides."
    )
    next_run = models.DateTimeField(null=True, blank=True)
    periodic_task = models.OneToOneField(PeriodicTask, models.PROTECT, related_name="task_row")
    email = models.ForeignKey(EmailAddress, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    webhook = models.OneToOneField(Webhook, models.SET_NULL, null=True, blank=True, related_name="+")
    # Data that a client stores with the task.
    context = models.JSONField(null=True, blank=True)
    last_known_state = models.JSONField(null=True, blank=True)
    last_execution = models.ForeignKey(
        "Execution", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Executions in a row that ended failed, or inconclusive; and since when. Zero: all is well.
    failures_in_row = models.PositiveIntegerField(default=0)
    inconclusive_in_row = models.PositiveIntegerField(default=0)
    inconclusive_since = models.DateTimeField(null=True, blank=True)
    told_failing_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    view_count = models.PositiveBigIntegerField(default=0)
    subscriber_count = models.PositiveIntegerField(default=0)
    forked_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="forks")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TaskQuerySet] = TaskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "paused", "completed"]), name="task_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", next_run__isnull=False)
                | (~models.Q(state="active") & models.Q(next_run=None)),
                name="task_next_run_iff_active",
            ),
        )
        indexes = (
            models.Index(fields=["owner", "-created_at", "-id"], include=["state"], name="task_of_owner"),
            models.Index(fields=["next_run", "id"], name="task_by_next_run"),
            # Without it the deletion of an execution would look through all tasks for one that names it.
            models.Index(fields=["last_execution"], name="task_by_last_execution"),
            models.Index(fields=["owner", "next_run"], condition=models.Q(state="active"), name="task_due_of_owner"),
            models.Index(fields=["-created_at", "-id"], name="task_by_age"),
            models.Index(fields=["state", "-created_at", "-id"], name="task_by_state"),
            GinIndex(SearchVector("name", "search_query", config="simple"), name="task_words"),
            models.Index(fields=["-created_at", "-id"], condition=models.Q(is_public=True), name="task_public_by_age"),
            models.Index(
                fields=["-subscriber_count", "-view_count", "-id"],
                condition=models.Q(is_public=True),
                name="task_public_by_popularity",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def told_by(self) -> list[dict[str, Any]]:
        """The channels that apply, as the API writes them; the defaults are read unless they came with the task."""
        known = self.__dict__
        if "default_address" not in known:
            known["default_address"] = default_address(self.owner_id).values_list("email", flat=True).first()
            known["default_url"] = default_url(self.owner_id).values_list("url", flat=True).first()
        return told_by(
            self.email.address if self.email else None,
            self.webhook.url if self.webhook else None,
            self.webhook.disabled_at if self.webhook else None,
            known["default_address"],
            known["default_url"],
        )

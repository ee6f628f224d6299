"""The audit log: user, time, address, action and outcome of requests below /admin/. Rows are only added."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

PATH_LENGTH = 2000
# Objects that one entry can name; actions take fewer (`core.admin`).
MAX_TOUCHED = 1000


class AppendOnlyError(TypeError):
    """Raised by code that would change or delete an entry of the audit log."""

    def __init__(self) -> None:
        super().__init__("Entries of the audit log are neither changed nor deleted.")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def touching(self, object_id: uuid.UUID | int | str) -> Self:
        """Return the entries that name the object with this id."""
        return self.filter(touched__contains=[{"id": str(object_id)}])

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def bulk_update(self, objs: Iterable["AuditEntry"], *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise AppendOnlyError


class AuditEntry(models.Model):
    """One request to the admin API or the Django admin, or one sign-in.

    It names the user by value, so it outlives the account. A failed sign-in has only the address that was tried.

    A trigger (migration 0001) refuses UPDATE and DELETE in the database too, and the application's role has neither
    right (`core.db.roles`).
    """

    append_only: ClassVar[bool] = True

    class RequestOutcome(models.TextChoices):
        DONE = "done"
        REFUSED = "refused"  # by a rule: the answer is a 4xx, or nothing of what was selected could be changed
        FAILED = "failed"  # by a fault: the answer is a 5xx

    at = models.DateTimeField("when")
    actor_id = models.UUIDField("user id", null=True, blank=True)
    actor_email = models.EmailField("who")
    credential = models.CharField(max_length=32, help_text="A session, a token of Clerk's, or a key by its prefix.")
    address = models.CharField("from", max_length=100)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=PATH_LENGTH, help_text="With its query; what may be a secret is left out.")
    action = models.CharField(max_length=100, blank=True, help_text="Such as “tasks_app.task: pause”.")
    # [{"type": "tasks_app.task", "id": "…", "refused"?: "why", further facts…}]
    touched = models.JSONField(default=list, blank=True, help_text="The objects that were changed, or refused to be.")
    status_code = models.PositiveSmallIntegerField("status")
    outcome = models.CharField(max_length=7, choices=RequestOutcome)

    objects: ClassVar[AuditQuerySet] = AuditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ("-at", "-id")
        default_permissions = ("view",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome__in=["done", "refused", "failed"]), name="audit_outcome_known"
            ),
        )
        indexes = (
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["actor_id", "-at", "-id"], name="audit_of_actor"),
            models.Index(fields=["method", "-at", "-id"], name="audit_by_method"),
            models.Index(fields=["action", "-at", "-id"], name="audit_by_action"),
            models.Index(fields=["outcome", "-at", "-id"], condition=~models.Q(outcome="done"), name="audit_not_done"),
            models.Index(fields=["actor_email"], opclasses=["varchar_pattern_ops"], name="audit_email_prefix"),
            models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="audit_path_prefix"),
            GinIndex(fields=["touched"], opclasses=["jsonb_path_ops"], name="audit_touching"),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path} by {self.actor_email}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

"""The ledger: operators' figures, kept up to date by the database as executions and tasks change.

Triggers (migration 0002) add each change to the journal. Rows are only added there, so no write waits for another.
`adminapi.books` folds the journal into the books, so that figures need no counting.

An execution is counted as soon as an attempt has ended, also while it waits for a retry. Executions that wait for a
worker or run are few and are counted when they are asked for.
"""

from django.db import models
from django.db.models import Q

from tasks_app.models import Execution, Task

ERROR_TYPE_LENGTH = Execution._meta.get_field("error_type").max_length


class JournalEntry(models.Model):
    """A change that is not in the books yet. Every number is a difference and may be negative.

    With an hour it is about that hour, with a query about that query, with a state about the tasks in that state.
    """

    hour = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, db_default="")
    error_type = models.CharField(max_length=ERROR_TYPE_LENGTH, db_default="")
    query = models.UUIDField(null=True)
    search_query = models.TextField(db_default="")
    state = models.CharField(max_length=10, db_default="")
    tasks = models.IntegerField(db_default=0)
    executions = models.IntegerField(db_default=0)
    purged = models.IntegerField(db_default=0)
    duration_ms = models.BigIntegerField(db_default=0)

    class Meta:
        verbose_name_plural = "journal entries"

    def __str__(self) -> str:
        return f"journal entry {self.pk}"


class HourlyTotal(models.Model):
    """Executions that started in an hour (UTC), by status and, for failed ones, kind of error.

    `executions` are those whose rows are there, `purged` those that retention has deleted; `duration_ms` is in all, of
    successful ones.
    """

    hour = models.DateTimeField()
    status = models.CharField(max_length=10)
    error_type = models.CharField(max_length=ERROR_TYPE_LENGTH, blank=True)
    executions = models.IntegerField()
    purged = models.IntegerField(db_default=0)
    duration_ms = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["hour", "status", "error_type"], name="hourly_total_once"),)

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.status} {self.error_type}".rstrip()


class QueryTotal(models.Model):
    """Tasks with one search query, and the outcomes of their executions. `duration_ms` is of successful ones."""

    query = models.UUIDField(primary_key=True, help_text="The query's MD5.")
    search_query = models.TextField()
    tasks = models.IntegerField()
    active_tasks = models.IntegerField()
    successes = models.IntegerField()
    failures = models.IntegerField()
    duration_ms = models.BigIntegerField()

    class Meta:
        indexes = (
            models.Index(fields=["-tasks", "query"], condition=Q(tasks__gt=0), name="query_total_popular"),
            models.Index(fields=["-tasks", "query"], condition=Q(active_tasks__gt=0), name="query_total_active"),
            models.Index(fields=["-failures", "query"], condition=Q(failures__gt=0), name="query_total_worst"),
            # Queries without tasks, which leave the book: usually none.
            models.Index(fields=["query"], condition=Q(tasks=0), name="query_total_unasked"),
        )

    def __str__(self) -> str:
        return self.search_query


class StateTotal(models.Model):
    """Number of tasks in one state."""

    state = models.CharField(max_length=10, primary_key=True, choices=Task.State)
    tasks = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.tasks} {self.state}"

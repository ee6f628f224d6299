"""The last look of a task at its pages: what a change is told by. Nobody is shown it."""

from django.db import models

from tasks_app.models.task import Task


class LastLook(models.Model):
    """Digests of what a task's pages said when they were last read, and what was found there.

    It belongs to one version of the question: after a change of that it is as if it were not there. Providers bound its
    size (`conditions.looks`).
    """

    task = models.OneToOneField(Task, models.CASCADE, primary_key=True, related_name="last_look")
    question_version = models.PositiveIntegerField()
    look = models.JSONField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"last look of task {self.task_id}"

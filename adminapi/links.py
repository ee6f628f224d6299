"""Links for operators into Flower and the Django admin."""

import uuid

from django.conf import settings
from django.urls import reverse


def in_flower(execution_id: uuid.UUID) -> str:
    """Return the page of an execution's job, which has the execution's id."""
    return f"{settings.FLOWER_URL}/task/{execution_id}"


def to_execution(execution_id: uuid.UUID) -> str:
    return _in_admin("tasks_app_execution", execution_id)


def to_schedule(periodic_task_id: int) -> str:
    return _in_admin("django_celery_beat_periodictask", periodic_task_id)


def _in_admin(model: str, pk: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(f'admin:{model}_change', args=[pk])}"

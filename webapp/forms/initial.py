"""The values with which the form of a task begins: those of a drafted task, or of one that there is."""

import json
from datetime import datetime
from typing import Any

from notifications.models import Webhook
from tasks_app.models import Task
from tasks_app.pipeline.types import Draft
from webapp.forms.cadence import Cadence
from webapp.forms.task import OWN, USUAL


def initial_of(draft: Draft, *, now: datetime) -> dict[str, Any]:
    """Return the values of the form for a drafted task."""
    return {
        **Cadence.of(draft.schedule, now=now).as_initial,
        "name": draft.name,
        "search_query": draft.search_query,
        "condition_description": draft.condition,
        "schedule": draft.schedule,
        "told": OWN if draft.email or draft.webhook else USUAL,
        "email": draft.email or "",
        "webhook_url": draft.webhook or "",
        "paused": bool(draft.paused),
        "run_immediately": not draft.paused,
    }


def initial_of_task(task: Task, *, now: datetime) -> dict[str, Any]:
    """Return the values of the form for a task as it is."""
    hook = task.webhook
    return {
        **Cadence.of(task.schedule, now=now).as_initial,
        "name": task.name,
        "search_query": task.search_query,
        "condition_description": task.condition_description,
        "schedule": task.schedule,
        "told": OWN if task.email or hook else USUAL,
        "email": task.email.address if task.email else "",
        "webhook_url": hook.url if hook else "",
        "webhook_method": hook.method if hook else Webhook.Method.POST,
        "webhook_headers": "\n".join(f"{name}: {value}" for name, value in hook.headers.items()) if hook else "",
        "is_public": task.is_public,
        "context": "" if task.context is None else json.dumps(task.context, ensure_ascii=False),
    }

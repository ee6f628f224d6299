"""Keeping the last look of a task, in the transaction that ends its execution."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.db import statements
from tasks_app.models import Task

# Bytes of JSON; a larger look is not kept, and the next one is a baseline again.
LARGEST = 64 * 1024
KEEP = """
INSERT INTO tasks_app_lastlook (task_id, question_version, look, seen_at)
VALUES (%(task)s, %(version)s, %(look)s::jsonb, %(now)s)
ON CONFLICT (task_id) DO UPDATE
SET question_version = excluded.question_version, look = excluded.look, seen_at = excluded.seen_at
"""


def keep(task: Task, look: Mapping[str, Any] | None, *, now: datetime) -> None:
    """Keep what a provider wants to compare the next look with; None leaves what is kept."""
    if look is None:
        return
    text = json.dumps(look)
    if len(text) > LARGEST:
        text = "{}"
    statements.run(KEEP, {"task": task.pk, "version": task.question_version, "look": text, "now": now})

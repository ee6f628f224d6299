"""What beat fires by itself is there to be fired."""

from typing import Any

import pytest
from django.conf import settings

import adminapi.jobs
from accounts.jobs import forget_answers, send_notices
from config.celery import app

JOBS = (
    *(forget_answers, send_notices),
    *(adminapi.jobs.delete_old, adminapi.jobs.tell_operators, adminapi.jobs.fold_figures),
)


@pytest.mark.parametrize("name", list(settings.CELERY_BEAT_SCHEDULE))
def test_a_static_entry_names_a_job_and_expires_before_the_next(name: str) -> None:
    entry: Any = settings.CELERY_BEAT_SCHEDULE[name]
    assert set(entry) == {"task", "schedule", "options"}
    assert entry["task"] in {job.name for job in JOBS}
    assert entry["options"]["expires"] <= entry["schedule"].total_seconds()
    assert app.amqp.router.route({}, entry["task"])["queue"].name == "maintenance"

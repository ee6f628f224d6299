"""The clockwork's table: what the scheduler fires beside tasks."""

import pytest
from django.conf import settings
from django.db import connection
from django_celery_beat.models import PeriodicTask

from config.celery import app
from tasks_app.scheduling.beat import DueScheduler


def test_every_entry_is_a_row_that_names_a_job(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_celery_beat.schedulers.close_old_connections", lambda: None)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", connection.settings_dict["CONN_MAX_AGE"])
    DueScheduler(app=app, lazy=True).setup_schedule()

    rows = dict(PeriodicTask.objects.filter(name__in=settings.CELERY_BEAT_SCHEDULE).values_list("name", "task"))
    assert rows == {name: entry["task"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    app.loader.import_default_modules()
    assert set(rows.values()) <= set(app.tasks)

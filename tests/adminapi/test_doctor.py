"""The doctor finds what is broken, by breaking it; and says how to mend it."""

import json
import shutil
import uuid
from collections import namedtuple
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_celery_beat.models import ClockedSchedule, PeriodicTask
from pytest_django import Settings
from redis import Redis

from accounts.models import User
from adminapi import metrics
from adminapi.doctor import CHECKS, Finding, Level, connections, examine, work
from adminapi.management.commands import doctor
from core.jobs import heartbeat, queues
from notifications.models import Notification, Webhook
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import ConfigurationError, NetworkError, PipelineError
from tasks_app.providers import standing
from tasks_app.services import outcomes
from tests.notifications.make import record, webhook_to
from tests.tasks_app.make import begin, make_task, taken

pytestmark = pytest.mark.django_db
AGES = timedelta(hours=3)
REAL_POWERS = connections._powers
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _well(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that is well, so that each test breaks but one thing."""
    monkeypatch.setattr(heartbeat, "_PREFIX", "torale:test:doctor:")
    heartbeat.record_workers(queues.ALL)
    heartbeat.record_scheduler()
    settings.GEMINI_API_KEY = "AIza-something"
    monkeypatch.setattr(standing, "check", lambda: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 10**12))
    about: Any = heartbeat.client().info()
    monkeypatch.setattr(Redis, "info", lambda client: {**about, "aof_enabled": 1, "maxmemory_policy": "noeviction"})
    monkeypatch.setattr(metrics, "queue_lengths", lambda: dict.fromkeys(queues.ALL, 0))
    # The tests make databases, and so are a superuser's.
    monkeypatch.setattr(connections, "_powers", lambda: ("torale_app", False, False))


def findings(*, now: Any = None) -> list[Finding]:
    """All that is not good."""
    return [finding for finding in examine(now=now or timezone.now()) if finding.level is not Level.GOOD]


def test_an_installation_that_is_well_is_called_well(owner: User) -> None:
    taken(begin(make_task(owner, now=timezone.now()), now=timezone.now()), now=timezone.now())
    assert findings() == []
    out = StringIO()
    call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert len([line for line in lines if line.startswith("✓ ")]) == len(CHECKS)
    assert lines[-1] == "All is well."
    assert "\033" not in out.getvalue()


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "level", "says", "remedy"),
    [
        ({"SECRET_KEY": "short"}, Level.FAULT, "SECRET_KEY has 5 characters", "random"),
        ({"TORALE_RETENTION_DAYS": -1}, Level.FAULT, "TORALE_RETENTION_DAYS is -1", "0"),
        ({"LOG_FORMAT": "xml"}, Level.FAULT, "LOG_FORMAT", "json, console"),
        ({"METRICS_TOKEN": "short"}, Level.FAULT, "METRICS_TOKEN has 5", "openssl"),
        ({"DEBUG": True}, Level.FAULT, "DEBUG is on", "Unset DEBUG"),
        ({"PUBLIC_URL": "http://torale.example"}, Level.FAULT, "pass in the clear", "https"),
        ({"ALLOWED_HOSTS": ["other.example"]}, Level.FAULT, "lacks torale.example", "Add torale.example"),
        ({"ALLOWED_HOSTS": ["*"]}, Level.DOUBT, "takes any host", "Set ALLOWED_HOSTS"),
        (
            {"EMAIL_BACKEND": "notifications.transports.outbox.OutboxBackend"},
            *(Level.FAULT, "EMAIL_URL is not set", "Set EMAIL_URL"),
        ),
        ({"TORALE_TRUSTED_PROXIES": ()}, Level.DOUBT, "TORALE_TRUSTED_PROXIES is not set", "proxy"),
        ({"GEMINI_API_KEY": ""}, Level.DOUBT, "without a model", "Set GEMINI_API_KEY"),
        ({"GEMINI_API_KEY": "", "SEARCH_PROVIDER": "gemini"}, Level.FAULT, "GEMINI_API_KEY", "SEARCH_PROVIDER=web"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    settings: Settings, changed: dict[str, Any], level: Level, says: str, remedy: str
) -> None:
    public = {"PUBLIC_URL": "https://torale.example", "ALLOWED_HOSTS": ["torale.example"], "DEBUG": False}
    for name, value in {**public, "TORALE_TRUSTED_PROXIES": ("10.0.0.0/8",), **changed}.items():
        setattr(settings, name, value)
    about = [finding for finding in findings() if says in finding.text]
    assert [finding.level for finding in about][:1] == [level]
    assert remedy in about[0].remedy


# ── Connections ──────────────────────────────────────────────────────────────────────────────────


def test_a_redis_that_is_away_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "client", lambda: Redis.from_url("redis://127.0.0.1:1/0"))
    monkeypatch.delattr(Redis, "info")
    monkeypatch.setattr(Redis, "info", lambda client: client.ping(), raising=False)
    assert [finding.check for finding in findings()] == ["redis", "clocks"]


def test_a_database_that_is_away_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    (found,) = findings()
    assert (found.check, found.level) == ("database", Level.FAULT)
    assert "DATABASE_URL" in found.remedy


@pytest.mark.parametrize(
    ("said", "level", "says"),
    [
        ({"redis_version": "5.0.14"}, Level.FAULT, "version 5"),
        ({"maxmemory_policy": "allkeys-lru"}, Level.FAULT, "allkeys-lru"),
        ({"aof_enabled": 0}, Level.DOUBT, "no log of writes"),
    ],
)
def test_a_redis_that_loses_things_is_named(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], level: Level, says: str
) -> None:
    about: Any = Redis.info(heartbeat.client())
    monkeypatch.setattr(Redis, "info", lambda client: {**about, **said})
    (found,) = findings()
    assert found.level is level
    assert says in found.text


def test_a_database_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OLDEST_POSTGRESQL", 99)
    assert "PostgreSQL is version" in findings()[0].text


def test_migrations_that_are_missing_are_counted() -> None:
    MigrationRecorder.Migration.objects.filter(app="adminapi").delete()
    (found,) = findings()
    assert "from adminapi.0001_" in found.text
    assert found.remedy == "Run ./script/manage migrate."


def test_a_superuser_is_noticed_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_powers", REAL_POWERS)
    (found,) = findings()
    assert (found.check, found.level) == ("role", Level.DOUBT)
    assert found.text == f"The application works as {connection.settings_dict['USER']}, a superuser of the database."


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_a_role_that_may_rewrite_the_audit_log_is_noticed(monkeypatch: pytest.MonkeyPatch, right: str) -> None:
    monkeypatch.setattr(connections, "_powers", REAL_POWERS)
    name = f"works_{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name}; GRANT SELECT, INSERT ON adminapi_auditentry TO {name}; SET ROLE {name}")
        assert list(connections.application_role(timezone.now())) == []
        cursor.execute(f"RESET ROLE; GRANT {right} ON adminapi_auditentry TO {name}; SET ROLE {name}")
        (found,) = connections.application_role(timezone.now())
        cursor.execute("RESET ROLE")
    assert found.text == f"The application works as {name}, who may change and empty the audit log."


@pytest.mark.parametrize("read", ["_database_time", "_redis_time"])
@pytest.mark.parametrize("away", [-5.0, 5.0])
def test_a_clock_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch, read: str, away: float) -> None:
    right = getattr(connections, read)
    monkeypatch.setattr(connections, read, lambda: right() + away)
    (found,) = findings()
    assert "clock is 5.0 s away" in found.text


# ── What runs ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("free", "level"), [(10**9, Level.DOUBT), (10**7, Level.FAULT)])
def test_a_disk_that_fills_up_is_noticed(monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, free))
    assert [finding.level for finding in findings()] == [level]


def test_processes_that_are_silent_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_PREFIX", "torale:test:silence:")
    heartbeat.record_workers(["inquiries", "notifications", "maintenance"])
    found = findings()
    assert [finding.text.split(" has")[0] for finding in found] == ["No scheduler", "No worker on the queue executions"]


def test_what_is_wrong_with_redis_hides_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    about: Any = Redis.info(heartbeat.client())
    monkeypatch.setattr(Redis, "info", lambda client: {**about, "maxmemory_policy": "allkeys-lru"})
    monkeypatch.setattr(heartbeat, "_PREFIX", "torale:test:silence:")
    heartbeat.record_workers(queues.ALL)
    assert [finding.check for finding in findings()] == ["redis", "processes"]


def test_a_long_queue_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "queue_lengths", lambda: {"executions": 2_500})
    assert findings()[0].text == "2,500 jobs wait on the queue executions."


# ── What is to be done ───────────────────────────────────────────────────────────────────────────


def _without_task(task: Task) -> None:
    PeriodicTask.objects.create(
        name="task-gone", task="executions.start", one_off=True, clocked=task.periodic_task.clocked
    )


def _without_time(task: Task) -> None:
    PeriodicTask.objects.filter(pk=task.periodic_task_id).update(clocked=None, interval=None)


def _disabled(task: Task) -> None:
    PeriodicTask.objects.filter(pk=task.periodic_task_id).update(enabled=False)


def _overdue(task: Task) -> None:
    ClockedSchedule.objects.filter(periodictask=task.periodic_task_id).update(clocked_time=timezone.now() - AGES)


def _pending(task: Task) -> None:
    begin(task, now=timezone.now() - AGES)


def _past_its_lease(task: Task) -> None:
    taken(begin(task, now=timezone.now()), now=timezone.now())
    Execution.objects.update(lease_expires_at=timezone.now() - AGES)


def _undelivered(task: Task) -> None:
    record(task.owner, webhook_to(task.owner, "https://example.com/hook"), now=timezone.now())
    Notification.objects.update(next_attempt_at=timezone.now() - AGES)


def _disabled_webhook(task: Task) -> None:
    webhook_to(task.owner, "https://example.com/hook")
    Webhook.objects.update(disabled_at=timezone.now() - timedelta(days=1))


def _refused(task: Task) -> None:
    claim = taken(begin(task, now=timezone.now()), now=timezone.now())
    outcomes.record_failure(claim=claim, error=ConfigurationError("The key was refused."), now=timezone.now())


@pytest.mark.parametrize(
    ("broken", "check", "level", "says"),
    [
        (_without_task, "orphans", Level.DOUBT, "1 schedules (task-gone)"),
        (_without_time, "timeless", Level.FAULT, "without a time"),
        (_disabled, "states", Level.FAULT, "1 tasks"),
        (_overdue, "overdue", Level.FAULT, "the first for 3 hours"),
        (_pending, "stuck", Level.FAULT, "1 executions"),
        (_past_its_lease, "leases", Level.FAULT, "past their lease"),
        (_undelivered, "outbox", Level.FAULT, "1 notifications"),
        (_disabled_webhook, "webhooks", Level.DOUBT, "1 webhooks"),
        (_refused, "configuration", Level.FAULT, "The key was refused."),
    ],
)
def test_what_goes_wrong_with_the_work_is_found(
    owner: User, broken: Callable[[Task], None], check: str, level: Level, says: str
) -> None:
    broken(make_task(owner, now=timezone.now()))
    (found,) = findings()
    assert (found.check, found.level) == (check, level)
    assert says in found.text
    assert found.remedy.endswith(".")


@pytest.mark.parametrize(
    ("error", "level", "says"),
    [
        (ConfigurationError("Gemini has no model x."), Level.FAULT, "Gemini has no model x."),
        (NetworkError("Not reached."), Level.DOUBT, "could not be asked whether it takes our settings: Not reached."),
    ],
)
def test_a_model_that_is_refused_is_no_model_that_could_not_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, error: PipelineError, level: Level, says: str
) -> None:
    monkeypatch.setattr(standing, "check", mock.Mock(side_effect=error))
    (found,) = findings()
    assert (found.check, found.level) == ("provider", level)
    assert says in found.text


def test_every_check_can_find_something() -> None:
    """Each has a test above that breaks what it looks at."""
    assert {check.name for check in CHECKS} == {
        *("settings", "public", "provider", "database", "redis", "migrations", "role", "clocks", "disk", "processes"),
        *(
            "queues",
            "orphans",
            "timeless",
            "states",
            "overdue",
            "stuck",
            "leases",
            "outbox",
            "webhooks",
            "configuration",
        ),
    }


def test_a_question_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "LONGEST_SECONDS", 0.05)
    monkeypatch.setattr(work, "DISAGREEING", "SELECT pg_sleep(1)::text, %(most)s")
    assert [finding.check for finding in findings()] == ["states"]


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def test_a_fault_ends_it_with_1_and_programs_can_read_why(owner: User) -> None:
    _disabled(make_task(owner, now=timezone.now()))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=out)
    assert ended.value.code == 1
    said = json.loads(out.getvalue())
    assert said["ok"] is False
    assert [finding["check"] for finding in said["findings"] if finding["level"] == "fault"] == ["states"]


def test_a_doubt_does_not_end_it_with_1_and_terminals_get_colours(settings: Settings) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    settings.GEMINI_API_KEY = ""
    out = Terminal()
    call_command("doctor", stdout=out)
    assert f"{doctor.SIGNS[Level.DOUBT][1]}!{doctor.PLAIN} Searches" in out.getvalue()
    assert out.getvalue().endswith("Faults: 0, doubts: 1.\n")

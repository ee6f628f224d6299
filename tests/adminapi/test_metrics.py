"""What Prometheus scrapes: for whom, and that each figure moves when the thing happens."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import ClockedSchedule
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from adminapi import metrics as states
from core.api.rates import Rate
from core.env import BASE_DIR
from core.jobs import heartbeat
from notifications.models import Notification
from tasks_app.metrics import ERRORS
from tasks_app.pipeline.errors import ConfigurationError, PipelineError, RateLimitError, UnexpectedError
from tasks_app.pipeline.types import Verdict
from tasks_app.providers.web import in_child
from tasks_app.services import executions, outcomes
from tests.accounts.limiting import limited, link
from tests.conftest import client_of
from tests.doubles.redis_link import RedisLink
from tests.notifications.make import record, webhook_to
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

__all__ = ["limited", "link"]
pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-operators-own"
Samples = dict[str, float]
Scrape = Callable[[], Samples]


def samples_in(text: str) -> Samples:
    """By name and labels, as Prometheus writes them: `name{label="value"}`."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {f"{sample.name}{_labels(sample.labels)}": sample.value for sample in samples}


def _labels(labels: dict[str, str]) -> str:
    return f"{{{','.join(f'{name}={value}' for name, value in sorted(labels.items()))}}}" if labels else ""


@pytest.fixture
def scrape(settings: Settings) -> Scrape:
    settings.METRICS_TOKEN = TOKEN

    def scrape() -> Samples:
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return samples_in(answer.content.decode())

    return scrape


@pytest.fixture
def grown(scrape: Scrape) -> Callable[[str], float]:
    """By how much a sample has grown since the test began."""
    before = scrape()
    return lambda name: scrape().get(name, 0.0) - before.get(name, 0.0)


# ── For whom ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_a_wrong_token_is_refused(header: str, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": header})
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid API key"})


def test_without_a_token_set_none_opens_it(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401
    assert Client().get("/metrics").json() == {"detail": "Authorization header missing"}


def test_an_admins_key_opens_it(admin: User, as_owner: APIClient) -> None:
    answer = client_of(admin).get("/metrics/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert as_owner.get("/metrics").json() == {"detail": "Admin access required"}


def test_scraping_is_not_limited_but_guessing_is(limited: Settings) -> None:
    limited.METRICS_TOKEN, limited.TORALE_RATE_LIMITS = TOKEN, (Rate(3, 60),)
    right, wrong = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer wrong"}
    assert {Client().get("/metrics", headers=right).status_code for _ in range(6)} == {200}
    assert [Client().get("/metrics", headers=wrong).status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert Client().get("/metrics", headers=right).status_code == 200


# ── What is counted ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_outcome_is_counted(owner: User, grown: Callable[[str], float], verdict: Verdict) -> None:
    claim = taken(begin(make_task(owner)))
    outcomes.record_outcome(claim=claim, outcome=outcome(verdict), now=NOW + timedelta(seconds=4))

    assert grown(f"torale_executions_total{{error=,outcome={verdict.value}}}") == 1
    assert grown("torale_execution_duration_seconds_count") == 1
    assert grown("torale_execution_duration_seconds_sum") == pytest.approx(4)


@pytest.mark.parametrize(
    ("error", "kind", "result"),
    [
        (RateLimitError("busy"), "RateLimitError", "retrying"),
        (ConfigurationError("no key"), "ConfigurationError", "failed"),
        (UnexpectedError(KeyError("x")), "UnexpectedError", "retrying"),
    ],
)
def test_an_attempt_that_failed_is_counted_by_its_kind(
    owner: User,
    grown: Callable[[str], float],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    error: PipelineError,
    kind: str,
    result: str,
) -> None:
    claim = taken(begin(make_task(owner)))
    with django_capture_on_commit_callbacks(execute=True):
        outcomes.record_failure(claim=claim, error=error, now=NOW)
    assert grown(f"torale_executions_total{{error={kind},outcome={result}}}") == 1


def test_every_kind_of_error_has_its_series_before_it_happens(scrape: Scrape) -> None:
    assert in_child.PageError in PipelineError.__subclasses__()
    kinds = {kind.__name__ for kind in PipelineError.__subclasses__()} | {"OverloadedError"}
    assert set(ERRORS) == kinds
    assert all(f"torale_executions_total{{error={kind},outcome=failed}}" in scrape() for kind in kinds)


def test_how_late_a_scheduled_execution_is_taken_is_measured(owner: User, grown: Callable[[str], float]) -> None:
    execution = executions.start_scheduled(task_id=make_task(owner).pk, now=NOW)
    assert execution is not None
    taken(execution, now=NOW + timedelta(seconds=7))

    taken(begin(make_task(owner)))  # by hand: nothing was due

    assert grown("torale_due_lag_seconds_count") == 1
    assert grown("torale_due_lag_seconds_sum") == 7


def test_refusals_and_requests_let_through_uncounted_are_counted(
    limited: Settings, link: RedisLink, owner: User, grown: Callable[[str], float]
) -> None:
    limited.TORALE_RATE_LIMITS = (Rate(1, 60),)
    client = client_of(owner)
    assert [client.get("/api/v1/tasks").status_code for _ in range(3)] == [200, 429, 429]
    link.go_dead()
    assert client.get("/api/v1/tasks").status_code == 200

    assert grown("torale_rate_limit_refusals_total{scope=api}") == 2
    assert grown("torale_rate_limit_uncounted_total") == 1


def test_requests_are_counted_by_pattern(owner: User, as_owner: APIClient, grown: Callable[[str], float]) -> None:
    for _ in range(3):
        as_owner.get(f"/api/v1/tasks/{make_task(owner).pk}")
    as_owner.generic("BREW", "/api/v1/tasks")

    name = "torale_http_request_duration_seconds_count"
    assert grown(f"{name}{{method=GET,route=/api/v1/tasks/<str:task_id>,status=2xx}}") == 3
    assert grown(f"{name}{{method=OTHER,route=/api/v1/tasks,status=4xx}}") == 1


# ── What is asked ────────────────────────────────────────────────────────────────────────────────


def test_open_executions_and_overdue_schedules_are_as_the_database_has_them(owner: User, scrape: Scrape) -> None:
    now = timezone.now()
    begin(make_task(owner, now=now), now=now)
    taken(begin(make_task(owner, now=now), now=now), now=now)
    late = make_task(owner, now=now)
    ClockedSchedule.objects.filter(periodictask=late.periodic_task_id).update(clocked_time=now - timedelta(minutes=5))

    found = scrape()

    assert [found[f"torale_open_executions{{status={status}}}"] for status in ("pending", "running", "retrying")] == [
        *(1, 1, 0)
    ]
    assert found["torale_overdue_schedules"] == 1
    assert 300 <= found["torale_overdue_seconds"] < 330


def test_what_waits_in_the_outbox_is_told(owner: User, scrape: Scrape) -> None:
    record(owner, webhook_to(owner, "https://example.com/hook"), now=timezone.now())
    due = timezone.now() - timedelta(minutes=2)
    Notification.objects.update(next_attempt_at=due)
    found = scrape()
    assert (found["torale_outbox_pending"], found["torale_outbox_due"]) == (1, 1)
    assert 120 <= found["torale_outbox_due_seconds"] < 150


def test_queues_and_signs_of_life_are_as_redis_has_them(
    scrape: Scrape, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(heartbeat, "_PREFIX", "torale:test:metrics:")
    heartbeat.record_workers(["executions"])
    redis = Redis.from_url(settings.REDIS_URL)
    before = scrape()["torale_queue_length{queue=inquiries}"]
    redis.rpush("inquiries", "{}")
    found = scrape()
    redis.rpop("inquiries")

    assert found["torale_queue_length{queue=inquiries}"] == before + 1
    assert found["torale_up{part=worker,queue=executions}"] == 1
    assert found["torale_up{part=worker,queue=notifications}"] == 0
    assert found["torale_up{part=beat,queue=}"] == 0
    assert found["torale_up{part=database,queue=}"] == found["torale_up{part=redis,queue=}"] == 1


def test_without_redis_the_rest_is_told(scrape: Scrape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "client", lambda: Redis.from_url("redis://127.0.0.1:1/0"))
    found = scrape()
    assert found["torale_up{part=redis,queue=}"] == 0
    assert "torale_overdue_seconds" in found
    assert "torale_queue_length{queue=executions}" not in found


def test_a_scrape_asks_the_same_few_questions_however_much_there_is(owner: User, scrape: Scrape) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            scrape()
        return len(queries)

    few = asked()
    for _ in range(5):
        begin(make_task(owner))
    assert asked() == few <= 10


@pytest.mark.parametrize("question", [states.OPEN, states.OVERDUE, states.OUTBOX])
def test_every_question_can_be_answered_by_an_index(question: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {question}", {"now": timezone.now(), "most": 10})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan


# ── Many processes ───────────────────────────────────────────────────────────────────────────────

COUNT = """
import os
from notifications.metrics import SENDS
from tasks_app import metrics
SENDS.labels("email", "sent").inc(2)
with metrics.step("search"):
    pass
if os.fork() == 0:
    SENDS.labels("email", "sent").inc(5)
    os._exit(0)
os.wait()
"""
TELL = """
import sys
from prometheus_client import CollectorRegistry, generate_latest
from core.ops.metrics import ProcessCounts
registry = CollectorRegistry()
registry.register(ProcessCounts())
sys.stdout.buffer.write(generate_latest(registry))
"""


def test_the_counts_of_all_processes_are_added_up(tmp_path: Path) -> None:
    """Of those that have ended, and of forks, too; a file that is just being made does no harm."""
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"), "SECRET_KEY": "x" * 40}

    def run(program: str) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, cwd=BASE_DIR, env=environment, check=True, capture_output=True, text=True).stdout

    run(COUNT)
    run(COUNT)
    (tmp_path / "metrics" / "counter_other-1.db").touch()
    found = samples_in(run(TELL))

    assert found["torale_sends_total{channel=email,outcome=sent}"] == 14
    assert found["torale_step_duration_seconds_count{step=search}"] == 2

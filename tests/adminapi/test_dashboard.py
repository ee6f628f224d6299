"""The first page of the Django admin: what it shows, to whom, and at which cost."""

import re
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from redis import Redis

from accounts.models import User
from adminapi import metrics, selectors
from adminapi.dashboard import figures
from adminapi.models import AuditEntry
from core.jobs import heartbeat, queues
from core.ops.health import Probe
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import ConfigurationError, NetworkError, RateLimitError
from tasks_app.providers import standing
from tests.adminapi.make import Platform, fail, fail_for_good, succeed
from tests.adminapi.rows import make
from tests.conftest import member
from tests.tasks_app.make import make_task

pytestmark = pytest.mark.django_db
PAGES = pytest.mark.parametrize("path", ["/admin/", "/admin/dashboard/"])
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _everybody_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_PREFIX", "torale:test:dashboard:")
    monkeypatch.setattr(heartbeat, "_CAPACITY", "torale:test:dashboard:capacity:")
    monkeypatch.setattr(metrics, "queue_lengths", lambda: dict.fromkeys(queues.ALL, 0))
    heartbeat.record_workers(queues.ALL, name="worker@here", concurrency=4)
    heartbeat.record_scheduler()


@pytest.fixture
def operator(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def html(operator: Client, path: str = "/admin/dashboard/", **query: Any) -> str:
    answer = operator.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def text(operator: Client, **query: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html(operator, **query)).split())


def part(operator: Client, name: str) -> str:
    """The words of one section."""
    found = re.search(rf'<section id="{name}".*?</section>', html(operator), re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())


@PAGES
def test_it_is_for_admins_alone(client: Client, owner: User, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(owner)
    assert client.get(path).status_code == 302


@PAGES
def test_whatever_guards_the_django_admin_guards_it(path: str) -> None:
    assert resolve(path).app_name == "admin"


def test_looking_is_in_the_audit_log_and_refreshing_is_not(operator: Client) -> None:
    html(operator, "/admin/")
    html(operator)
    assert [entry.path for entry in AuditEntry.objects.exclude(action="accounts: sign in")] == ["/admin/"]


def test_an_empty_installation_is_told_what_to_do_first(operator: Client) -> None:
    shown = text(operator)
    assert "Nothing is watched yet" in shown
    assert "./script/manage demo" in shown
    assert "An operator must act" not in shown


def test_the_page_shows_the_same_as_the_admin_api(operator: Client, platform: Platform) -> None:
    totals, kinds = part(operator, "totals"), part(operator, "kinds")
    assert "Users 3 " in totals
    assert "Tasks 4 2 active , 1 paused , 1 completed" in totals
    assert "Executions 5 in 24 hours: 2 succeeded , 3 failed ; 1 running , 0 waiting" in totals
    assert "Notifications 1 sent in 24 hours, 2 in 7 days" in totals
    assert "NetworkError 1 RateLimitError 1 TimeoutError 1" in kinds
    assert "Stock? 1 2 2 0.0 %" in part(operator, "worst")


def test_errors_stand_until_their_task_runs_again(operator: Client, platform: Platform) -> None:
    errors = part(operator, "errors")
    assert "RateLimitError: iPhone" in errors
    assert "is retried by itself at" in errors
    assert "TimeoutError: iPhone" in errors
    # A later execution of its task took its place.
    assert "NetworkError" not in errors
    assert f"/admin/tasks_app/execution/{platform.timed_out.pk}/change/" in html(operator)

    succeed(platform.other_phone, at=timezone.now())
    assert "TimeoutError" not in part(operator, "errors")


def test_a_figure_above_its_threshold_says_so_in_words_and_by_a_shape(operator: Client, owner: User) -> None:
    task, at = make_task(owner, now=timezone.now()), timezone.now() - HOUR / 2
    for _ in range(19):
        succeed(task, at=at, seconds=9.9)
    fail_for_good(task, NetworkError("no route"), at=at)
    assert "Error rate 5.0 % ✓ within 5 %" in part(operator, "gauges")
    assert "Mean duration 9.9 s ✓ within 10 s" in part(operator, "gauges")
    assert "All is well" in text(operator)

    fail_for_good(task, NetworkError("no route"), at=at)
    succeed(task, at=at, seconds=30)
    assert "Error rate 9.1 % ▲ above 5 %" in part(operator, "gauges")
    assert "Mean duration 10.9 s ▲ above 10 s" in part(operator, "gauges")
    assert "To be looked at. Error rate: 9.1 %, above 5 %." in part(operator, "attention")


@pytest.mark.parametrize(
    ("earlier", "failed", "new", "failing"),
    [(0, 100, "✓ within", "✓ within"), (0, 101, "▲ above", "✓ within"), (901, 1001, "✓ within", "▲ above")],
)
def test_failures_and_new_errors_an_hour_have_thresholds(
    operator: Client, owner: User, earlier: int, failed: int, new: str, failing: str
) -> None:
    task, now = make_task(owner, now=timezone.now()), timezone.now()
    one = fail_for_good(task, NetworkError("no route"), at=now)
    rows = [(now - HOUR / 2, failed), (now - HOUR * 3 / 2, earlier)]
    Execution.objects.bulk_create(
        Execution(**{**_values(one), "started_at": at}) for at, count in rows for _ in range(count)
    )
    one.delete()
    gauges = part(operator, "gauges")
    assert f"Failed executions {failed:,} {failing} 1,000 an hour" in gauges
    assert f"New errors {failed - earlier} {new} 100 an hour" in gauges


def _values(execution: Execution) -> dict[str, Any]:
    return {field.attname: getattr(execution, field.attname) for field in Execution._meta.fields if field.name != "id"}


def test_without_executions_nothing_is_judged(operator: Client) -> None:
    gauges = part(operator, "gauges")
    assert gauges.count("– nothing to tell yet") == 2
    assert "▲" not in gauges


def test_an_error_of_configuration_says_what_to_do_until_something_succeeds(operator: Client, owner: User) -> None:
    task, at = make_task(owner, now=timezone.now()), timezone.now() - HOUR / 2
    failed = fail(task, ConfigurationError("The key was refused."), at=at)
    attention = part(operator, "attention")
    assert "An operator must act. The search provider refuses our settings: The key was refused." in attention
    assert "Mend GEMINI_API_KEY" in attention
    assert f"/admin/tasks_app/execution/{failed.pk}/change/" in html(operator)

    succeed(task, at=timezone.now())
    assert "An operator must act" not in part(operator, "attention")


def test_what_a_worker_was_refused_at_its_start_is_told_until_something_succeeds(
    operator: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = standing.Refusal("Gemini has no model x: set GEMINI_MODEL.", timezone.now() - HOUR / 2)
    monkeypatch.setattr(figures, "STANDING", Probe("standing", lambda: refused))
    assert f"The search provider refuses our settings: {refused.message}" in part(operator, "attention")

    succeed(make_task(owner, now=timezone.now()), at=timezone.now())
    assert "An operator must act" not in part(operator, "attention")


def test_late_schedules_are_counted_and_the_longest_shown(operator: Client, owner: User) -> None:
    now = timezone.now()
    tasks = [make_task(owner, name=f"late {n}", now=now - timedelta(minutes=n)) for n in range(12)]
    late = part(operator, "late")
    assert "Late schedules: 10" in late
    assert "late 11 due 10 min ago" in late
    assert "late 2 " not in late
    assert f"/admin/tasks_app/task/{tasks[11].pk}/change/" in html(operator)
    assert "10 schedules are late" in part(operator, "attention")


def test_queues_and_who_serves_them(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "queue_lengths", lambda: dict.fromkeys(queues.ALL, 2_000))
    table = part(operator, "queues")
    assert "executions 2,000 4 ✓ alive" in table
    assert "Scheduler (beat) ✓ alive" in table
    assert "2,000 jobs wait on the queue executions." in part(operator, "attention")

    monkeypatch.setattr(heartbeat, "_PREFIX", "torale:test:nobody:")
    heartbeat.record_workers(["inquiries", "notifications"])
    attention = part(operator, "attention")
    assert "No scheduler has been heard of lately" in attention
    assert "No worker has been heard of lately on the queues executions and maintenance." in attention


def test_a_broker_that_is_away_or_hangs_does_not_hold_up_the_page(
    operator: Client, silent_port: int, monkeypatch: pytest.MonkeyPatch, platform: Platform
) -> None:
    for port in (1, silent_port):
        monkeypatch.setattr(figures, "BROKER", Probe("test", selectors.broker))
        monkeypatch.setattr(
            heartbeat, "client", lambda port=port: Redis.from_url(f"redis://127.0.0.1:{port}/0", socket_timeout=30)
        )
        began = time.monotonic()
        shown = text(operator)
        assert time.monotonic() - began < 10
        assert "The broker (Redis) does not answer" in shown
        assert "Executions 5 in 24 hours" in shown


def test_what_is_linked_opens(operator: Client, platform: Platform) -> None:
    paths = set(re.findall(r'href="(/admin/[^"]*)"', html(operator)))
    assert len(paths) > 15
    for path in paths:
        assert operator.get(path.replace("&amp;", "&")).status_code == 200, path


def test_failing_notifications_are_listed_by_themselves(operator: Client) -> None:
    failing, _ = make(Notification, 2)
    Notification.objects.filter(pk=failing.pk).update(attempt_count=2)
    assert "2 pending , 1 of them failing" in part(operator, "totals")
    listed = operator.get("/admin/notifications/notification/?tried=in-vain").context["cl"].result_list
    assert [row.pk for row in listed] == [failing.pk]


@pytest.mark.parametrize(("asked", "hours"), [("48", 48), ("168", 168), ("7", 24), ("x", 24), ("²", 24)])
def test_the_charts_have_a_table_with_their_numbers(
    operator: Client, platform: Platform, asked: str, hours: int
) -> None:
    shown = html(operator, hours=asked)
    rows = re.findall(r"<tr>\s*<th scope=\"row\">\w{3} \d{4}-.*?</tr>", shown, re.DOTALL)
    assert len(rows) == hours
    assert shown.count('<g class="column">') == 3 * hours
    assert 'role="img" aria-label="Error rate by the hour' in shown


def test_texts_of_users_are_shown_as_text(operator: Client, owner: User) -> None:
    task = make_task(owner, name="<script>alert(1)</script>", search_query="<b>@x&?</b>", now=timezone.now())
    fail(task, RateLimitError("<i>busy</i>"), at=timezone.now())
    shown = html(operator)
    assert "&lt;script&gt;" in shown
    assert "<b>@x" not in shown
    assert "<i>busy" not in shown


def test_it_asks_as_many_questions_of_many_rows_as_of_few(operator: Client, owner: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            html(operator)
        return len(captured)

    def fill(number: int) -> None:
        now = timezone.now()
        for n in range(number):
            task = make_task(member(f"m{number}-{n}@example.com"), search_query=f"{number} {n}?", now=now - HOUR)
            fail_for_good(task, NetworkError("no route"), at=now - HOUR / 2)
            Task.objects.filter(pk=task.pk).update(next_run=now - HOUR)
        make(Notification, number)

    fill(1)
    count()  # the first enters the journal in the books
    few = count()
    fill(12)
    count()
    assert count() == few

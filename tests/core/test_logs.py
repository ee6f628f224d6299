"""Each line is one JSON object, says of which request or job it is, and shows no secret."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from celery import signals
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from config import urls
from core.ops import logs
from notifications.jobs import deliver
from tasks_app.jobs import run_execution
from tests.leaks import SECRETS
from tests.tasks_app.make import make_task


class Lines(logging.StreamHandler[StringIO]):
    """What is logged, as the process would write it."""

    def __init__(self, *, for_people: bool = False) -> None:
        super().__init__(StringIO())
        self.setFormatter(logs.formatter(for_people=for_people))

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.text.splitlines()) if line["logger"] == logger]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_a_line_says_when_how_grave_by_whom_and_what(lines: Lines) -> None:
    logging.getLogger("some.library").warning("it took %d s", 3)

    (line,) = lines.of("some.library")
    assert line == line | {"level": "warning", "event": "it took 3 s", "process": logs.PROCESS}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])


def test_an_exception_is_one_line_with_its_traceback(lines: Lines) -> None:
    logging.getLogger("x").error("it failed", exc_info=ValueError("first\nsecond"))

    (line,) = lines.of("x")
    assert "ValueError: first\nsecond" in line["exception"]
    assert len(lines.text.splitlines()) == 1


def test_what_has_no_utf8_is_logged_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # Kept from pytest's own record of the log, which could not be sent from one process to another.
    logger, lines = logging.getLogger("x"), Lines()
    monkeypatch.setattr(logger, "propagate", False)
    monkeypatch.setattr(logger, "handlers", [lines])
    logger.info("a lone surrogate: %s", "\ud800")
    assert lines.of("x")[0]["event"].endswith("\ud800")


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (f"sk_{'x' * 43}", "sk_…"),
        ("whsec_c2lnbmluZ1NlY3JldE9mVGhlT3duZXI=", "whsec_…"),
        ("Authorization: Bearer abcdefghijklmnopqrst", "Bearer …"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2lnbmF0dXJl", "eyJ…"),
        ("https://example.com/v1?alt=json&key=AIzaSyA-0123456789", "key=…"),
        ("pbkdf2_sha256$1000000$salt$aGFzaA==", "pbkdf2_sha256$…"),
        ("redis://user:very-secret@redis:6379/0", "://…@redis:6379/0"),
        ("client_secret=0123456789abcdef", "secret=…"),
    ],
)
@pytest.mark.parametrize("for_people", [True, False])
def test_a_secret_that_would_be_logged_is_not_shown(secret: str, shown: str, for_people: bool) -> None:
    """Without the root logger: `tests.leaks` listens there, and would rightly complain."""
    handler = Lines(for_people=for_people)
    error = (ValueError, ValueError(secret), None)
    for record in (
        logging.LogRecord("x", logging.INFO, __file__, 1, "before %s after", (secret,), None),
        logging.LogRecord("x", logging.INFO, __file__, 1, "it failed", (), error),
    ):
        handler.emit(record)
    assert handler.text.count(shown) == 2
    assert not SECRETS.search(handler.text)


def test_lines_that_people_read_every_day_are_not_redacted() -> None:
    line = "execution 0c6f retried by user@example.com: https://example.com/a?b=c#d"
    assert logs.redacted(line) == line


@pytest.mark.parametrize(
    ("wanted", "debug", "for_people"), [("", False, False), ("", True, True), ("json", True, False)]
)
def test_lines_are_for_programs_unless_somebody_develops(
    wanted: str, debug: bool, for_people: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", StringIO())
    assert logs.config(wanted, debug=debug)["formatters"]["line"]["for_people"] is for_people


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────


def test_a_request_leaves_one_line(lines: Lines, owner: User, as_owner: APIClient) -> None:
    task = make_task(owner)

    answer = as_owner.get(f"/api/v1/tasks/{task.pk}?token=not-for-the-log")

    (line,) = lines.of("core.ops.access")
    assert line == line | {
        "event": "request",
        "method": "GET",
        "route": "/api/v1/tasks/<str:task_id>",
        "status": 200,
        "user_id": str(owner.pk),
        "request_id": answer["X-Request-ID"],
    }
    assert line["duration_ms"] > 0
    assert str(task.pk) not in lines.text
    assert "not-for-the-log" not in lines.text


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("0190-abcdef-42", True), ("short", False), ("x" * 65, False), ("with space", False), ("a\nb" * 4, False)],
)
@pytest.mark.django_db
def test_a_request_keeps_its_id_if_that_is_one(given: str, is_taken: bool) -> None:
    answered = Client().get("/login", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (answered == given) is is_taken
    assert is_taken or UUID(answered)


@pytest.mark.django_db
def test_addresses_without_a_pattern_are_one_route(lines: Lines) -> None:
    for address in ("/made/up", "/made/up/too", "/static/torale.css", "/static/none.css"):
        Client().get(address)
    assert [line["route"] for line in lines.of("core.ops.access")] == ["unknown", "unknown", "static", "unknown"]


def test_a_session_that_no_view_looks_at_is_not_looked_up(lines: Lines, owner: User, client: Client) -> None:
    client.force_login(owner)
    client.get("/openapi.json")
    assert lines.of("core.ops.access")[0]["user_id"] is None


def _fail(request: Any) -> HttpResponse:
    logging.getLogger("deep.inside").warning("something is odd")
    raise RuntimeError("nobody foresaw this")


urlpatterns = [path("fail", _fail), *urls.urlpatterns]


@pytest.mark.django_db
def test_all_lines_of_a_request_carry_its_id(lines: Lines, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)

    answer = client.get("/fail", headers={"Accept": "application/json"})
    client.get("/none")

    written = [json.loads(line) for line in lines.text.splitlines()]
    of_it = [line for line in written if line.get("request_id") == answer["X-Request-ID"]]
    assert [line["logger"] for line in of_it] == ["deep.inside", "django.request", "core.ops.access"]
    assert "nobody foresaw this" in of_it[1]["exception"]
    assert answer.status_code == of_it[2]["status"] == 500
    assert len({line.get("request_id") for line in written}) == 2


# ── Jobs ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("job", "field"), [(run_execution, "execution_id"), (deliver, "notification_id")])
def test_what_is_logged_during_a_job_names_its_row(lines: Lines, job: Any, field: str) -> None:
    signals.task_prerun.send(job, task_id="the-id", task=job)
    logging.getLogger("x").info("during")
    signals.task_postrun.send(job, task_id="the-id", task=job)
    logging.getLogger("x").info("after")

    during, after = lines.of("x")
    assert during[field] == "the-id"
    assert field not in after


def test_celerys_own_lines_name_the_job(lines: Lines) -> None:
    about = {"id": "the-id", "name": "executions.run", "args": "secret", "kwargs": "{}"}
    logging.getLogger("celery.worker.strategy").info("Task %(name)s[%(id)s] received", about, extra={"data": about})

    (line,) = lines.of("celery.worker.strategy")
    assert (line["job"], line["job_id"]) == ("executions.run", "the-id")
    assert "secret" not in lines.text


def test_celery_leaves_the_form_of_the_log_to_us() -> None:
    assert signals.setup_logging.receivers

"""Health is told by whoever asks for it: each answer within a second, whatever hangs."""

import json
import socket
import time
from collections.abc import Iterator
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from redis import Redis

from core.jobs import heartbeat
from core.ops import health

QUEUES = ["executions", "inquiries", "notifications", "maintenance"]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections, and says nothing: what a frozen process looks like."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def signs(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sign of life has been given yet, and none that other tests give is seen."""
    monkeypatch.setattr(heartbeat, "_PREFIX", f"torale:test:{uuid4()}:")


def asked(path: str, **headers: Any) -> tuple[int, dict[str, Any], float]:
    start = time.monotonic()
    response = Client().get(path, headers=headers)
    return response.status_code, json.loads(response.content), time.monotonic() - start


def test_healthz_needs_neither_database_nor_broker() -> None:
    assert asked("/healthz")[:2] == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/healthz", "/healthz/"])
def test_a_load_balancer_need_not_know_our_name(path: str) -> None:
    assert asked(path, host="10.1.2.3:8000")[0] == 200


def test_health_is_only_for_reading() -> None:
    assert Client().post("/healthz").status_code == 405


@pytest.mark.django_db
def test_readyz_asks_database_and_broker() -> None:
    assert asked("/readyz")[:2] == (200, {"status": "ok", "checks": {"database": "ok", "broker": "ok"}})


@pytest.mark.django_db
def test_status_is_good_while_workers_and_scheduler_give_signs_of_life(signs: None) -> None:
    heartbeat.record_workers(QUEUES)
    heartbeat.record_scheduler()

    status, body, _ = asked("/status")

    assert (status, set(body["checks"].values())) == (200, {"ok"})


@pytest.mark.django_db
def test_status_names_what_is_silent(signs: None) -> None:
    heartbeat.record_workers(["inquiries", "notifications", "maintenance"])

    status, body, _ = asked("/status")

    assert status == 503
    assert body["down"] == ["worker (executions)", "scheduler"]
    assert body["detail"] == "Down: worker (executions), scheduler"


@pytest.mark.django_db
def test_what_is_down_is_logged_by_name_and_as_no_error_of_the_server_that_says_so(
    signs: None, caplog: pytest.LogCaptureFixture
) -> None:
    heartbeat.record_scheduler()
    asked("/status")
    [record] = caplog.records
    assert (record.name, record.levelname) == ("core.ops.health", "WARNING")
    assert "Down: worker (executions), worker" in record.getMessage()


@pytest.mark.django_db
def test_a_sign_of_life_expires(signs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "EXPIRE_SECONDS", 1)
    heartbeat.record_workers(QUEUES)
    heartbeat.record_scheduler()
    time.sleep(1.1)

    assert asked("/status")[0] == 503


def quickest(path: str) -> tuple[int, dict[str, Any], float]:
    """Of three answers: what holds up the machine for a moment, as other tests may, does not hold up all three."""
    return min((asked(path) for _ in range(3)), key=lambda answer: answer[2])


@pytest.mark.django_db
def test_a_frozen_broker_is_named_within_a_second(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = Redis.from_url(f"redis://127.0.0.1:{silent_port}/0", socket_timeout=0.5)
    monkeypatch.setattr(heartbeat, "client", lambda: frozen)

    status, body, seconds = quickest("/status")

    assert (status, body["checks"]["database"], body["checks"]["broker"][:6]) == (503, "ok", "cannot")
    assert body["checks"]["scheduler"] == "unknown: the broker does not answer"
    assert seconds < 1


@pytest.mark.django_db
def test_a_frozen_database_is_named_within_a_second(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DATABASE", health.Probe("database", health._ask_database))
    server = connections.settings["default"]
    monkeypatch.setitem(server, "HOST", "127.0.0.1")
    monkeypatch.setitem(server, "PORT", silent_port)
    monkeypatch.setitem(server, "OPTIONS", {"connect_timeout": 20})

    status, body, seconds = quickest("/readyz")

    assert (status, body["down"], body["checks"]["database"]) == (503, ["database"], "does not answer")
    assert seconds < 1


def test_a_probe_that_hangs_is_asked_once() -> None:
    asked_times, go_on = [], Event()

    def hang() -> None:
        asked_times.append(1)
        go_on.wait(5)

    probe = health.Probe("slow", hang)
    answers = {probe.begin() for _ in range(5)}
    go_on.set()

    assert len(answers) == 1
    answers.pop().result(5)
    assert len(asked_times) == 1


def test_signs_of_life_that_cannot_be_given_stop_nobody(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = Redis.from_url(f"redis://127.0.0.1:{silent_port}/0", socket_timeout=0.1)
    monkeypatch.setattr(heartbeat, "client", lambda: frozen)

    heartbeat.record_scheduler()

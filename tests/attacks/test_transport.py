"""Attacks on the web server as it runs: each for a few seconds, with health asked from the same address meanwhile."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bench.attacks import half_sent, http2_streams, slow_readers, watched
from bench.attacks.attack import Attack, Target
from launcher.programs import WEB_PROCESSES
from tests import stack as stacks
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.stack
SECONDS = 2.0
# Above the second that is promised: the machine may be busy with other tests.
WITHIN_SECONDS = 4.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Stack]:
    with stacks.running(tmp_path_factory.mktemp("attacked"), template=prepared) as stack:
        # In place of the 30 s that gunicorn waits for a process's sign of life.
        stack.environment = {"GUNICORN_CMD_ARGS": "--timeout=8"}
        stack.start("web")
        wait_for(lambda: stack.is_well("healthz"), "the web server")
        yield stack


@pytest.fixture(scope="module")
def target(stack: Stack) -> Target:
    return Target("127.0.0.1", stack.installation.port, stack.manage("create_api_key", "alice@example.com"))


@pytest.mark.parametrize(
    "attack", [http2_streams.ATTACK, *half_sent.ATTACKS, slow_readers.ATTACK], ids=lambda attack: attack.name
)
def test_health_is_answered_throughout(attack: Attack, stack: Stack, target: Target) -> None:
    health = watched.under([attack], target, stack.url, SECONDS)
    assert not health.failed, health
    assert health.slowest < WITHIN_SECONDS, health


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("POST /api/v1/tasks HTTP/1.1", 401),
        ("POST /api/v1/nowhere HTTP/1.1", 404),
        ("PUT /healthz HTTP/1.1", 405),
        ("GET /healthz HTTP/1.1", 200),
    ],
)
@pytest.mark.parametrize("body", ["Content-Length: 5000", "Transfer-Encoding: chunked"])
def test_an_answer_that_needs_no_body_does_not_wait_for_it(head: str, status: int, body: str, target: Target) -> None:
    with target.connect() as client:
        client.sendall(f"{head}\r\nHost: localhost\r\n{body}\r\n\r\n".encode())
        assert client.recv(4096).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_body_that_is_wanted_and_comes_late_is_taken(stack: Stack, target: Target) -> None:
    body = b'{"search_query": "When is it out?", "condition_description": "A date is named"}'
    head = f"POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {target.key}\r\n"
    with target.connect() as client:
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        time.sleep(1)
        client.sendall(body)
        assert client.recv(65536).startswith(b"HTTP/1.1 200 ")


def workers(stack: Stack) -> set[int]:
    return {child.pid for child in psutil.Process(stack.processes["web"].pid).children()}


def test_a_process_that_does_not_answer_is_replaced(stack: Stack) -> None:
    before = workers(stack)
    stuck = min(before)
    os.kill(stuck, signal.SIGSTOP)
    wait_for(lambda: stuck not in workers(stack) and len(workers(stack)) == WEB_PROCESSES, "another process")
    wait_for(lambda: stack.is_well("healthz"), "the web server")
    assert before - {stuck} <= workers(stack)


def test_a_connection_that_sends_nothing_is_closed(target: Target) -> None:
    with socket.create_connection((target.host, target.port), timeout=30) as client:
        assert client.recv(1) == b""

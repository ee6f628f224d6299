"""Flower: closed to the world, and the page of a job still there after it was killed."""

import os
import runpy
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from core.env import BASE_DIR
from core.ops import flower_access
from tests.stack import Stack, free_port, running, wait_for

AUTH = ("operator", "tall-grey-herons")
FLOWER = [sys.executable, "-m", "celery", "--app=config", "--skip-checks", "flower", f"--port={free_port()}"]


@pytest.fixture(autouse=True)
def _flower_is_itself_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the configuration guards in a process of Flower's must not stay in that of the tests."""
    monkeypatch.setattr(flower_access, "guard", lambda **access: None)


def configure(monkeypatch: pytest.MonkeyPatch, *, address: str, basic_auth: list[str] | None) -> None:
    monkeypatch.setattr("tornado.options.options", SimpleNamespace(address=address, basic_auth=basic_auth))
    runpy.run_path(str(BASE_DIR / "flowerconfig.py"))


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "", "10.0.0.1", "example.com"])
@pytest.mark.parametrize("basic_auth", [None, [], [""]])
def test_an_address_that_others_reach_takes_a_password(
    monkeypatch: pytest.MonkeyPatch, address: str, basic_auth: list[str] | None
) -> None:
    with pytest.raises(SystemExit, match="FLOWER_BASIC_AUTH=user:password"):
        configure(monkeypatch, address=address, basic_auth=basic_auth)
    configure(monkeypatch, address=address, basic_auth=["operator:tall-grey-herons"])


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_an_address_of_this_machine_alone_takes_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    configure(monkeypatch, address=address, basic_auth=None)


def test_it_does_not_start_open_to_the_world(tmp_path: Path) -> None:
    environment = {**os.environ, "FLOWER_BASIC_AUTH": "", "TORALE_HOME": str(tmp_path)}
    command = [*FLOWER, f"--db={tmp_path}/flower.db"]
    ended = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    assert "set FLOWER_BASIC_AUTH=user:password" in ended.stderr


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with running(tmp_path) as stack:
        yield stack


@pytest.mark.stack
def test_the_page_of_an_execution_outlives_a_killed_flower_and_asks_for_the_password(stack: Stack) -> None:
    stack.environment = {"SEARCH_PROVIDER": "web", "FLOWER_BASIC_AUTH": ":".join(AUTH)}
    stack.environment["FLOWER_URL"] = "https://flower.torale.example"
    stack.start("web", "worker", "courier", "beat", "flower")
    stack.await_ready()
    wait_for(lambda: status(stack, "/"), "Flower")
    stack.sign_in("alice@example.com")
    task = stack.create_task(
        search_query=f"http://127.0.0.1:{free_port()}/", condition_description="it is there", run_immediately=True
    )
    (execution, *_) = wait_for(lambda: stack.executions(task), "an execution")
    wait_for(lambda: status(stack, f"/task/{execution['id']}") == 200, "the job's page")
    assert_guarded(stack)

    time.sleep(11)  # its list is saved each ten seconds
    stack.kill("flower")
    stack.start("flower")
    wait_for(lambda: status(stack, f"/task/{execution['id']}") == 200, "the job's page after a restart")
    assert status(stack, f"/task/{execution['id']}", password="wrong") == 401
    assert status(stack, "/task/00000000-0000-0000-0000-000000000000") == 404


def assert_guarded(stack: Stack) -> None:
    """Each page that Flower has takes the password, and the host by which operators know it."""
    url = stack.installation.flower_url
    for path in ("/", "/metrics", "/tasks", "/api/workers", "/static/css/bootstrap.min.css", "/login", "/nothing"):
        answer = requests.get(f"{url}{path}", timeout=5)
        assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (401, True), path
    assert requests.get(f"{url}/healthcheck", timeout=5).text == "OK"
    assert status(stack, "/metrics") == 200
    for path in ("/", "/metrics", "/healthcheck"):
        for host in ("evil.example", "127.0.0.1.evil.example:80", ""):
            answer = requests.get(f"{url}{path}", auth=AUTH, headers={"Host": host}, timeout=5)
            assert answer.status_code == 400, (path, host)
    for host in ("localhost", "127.0.0.1:1234", "flower.torale.example"):
        assert requests.get(f"{url}/", auth=AUTH, headers={"Host": host}, timeout=5).status_code == 200, host


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("Basic b3BlcmF0b3I6dGFsbC1ncmV5LWhlcm9ucw==", True),
        ("basic  b3BlcmF0b3I6dGFsbC1ncmV5LWhlcm9ucw== ", True),
        ("Basic b3BlcmF0b3I6dGFsbA==", False),
        ("Bearer b3BlcmF0b3I6dGFsbC1ncmV5LWhlcm9ucw==", False),
        ("Basic \u00fc", False),
        ("Basic w7w6w7w=", False),
        ("Basic", False),
        ("", False),
    ],
)
def test_the_password_is_compared_whole_and_odd_headers_do_no_harm(header: str, known: bool) -> None:
    assert flower_access.knows_password(header, ["operator:tall-grey-herons"]) is known


def status(stack: Stack, path: str, password: str = "tall-grey-herons") -> int | None:
    try:
        url = f"{stack.installation.flower_url}{path}"
        return requests.get(url, auth=("operator", password), timeout=5).status_code
    except requests.RequestException:
        return None

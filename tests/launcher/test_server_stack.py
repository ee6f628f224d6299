"""`./script/server` from outside: it comes up, refuses, ends without a trace, and recovers from any kill."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from core.env import BASE_DIR
from launcher import processes
from launcher.installation import Installation
from launcher.programs import WEB_PROCESSES
from launcher.throwaway import without_settings

pytestmark = pytest.mark.stack

# Where root may not mount, it stays root below folders such as /root, and says so.
CAN_ENCLOSE = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "x", "/mnt"], check=False).returncode == 0
START_SECONDS = 120  # many times what it takes: the machine may be busy with other tests


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def installation(home: Path) -> Iterator[Installation]:
    made = Installation(home, port=free_port(), flower_port=free_port())
    yield made
    processes.end_leftovers(made, patience=0)


def start(installation: Installation, **environment: str) -> "subprocess.Popen[str]":
    settings = {
        "TORALE_HOME": str(installation.home),
        "PORT": str(installation.port),
        "FLOWER_PORT": str(installation.flower_port),
    }
    return subprocess.Popen(
        processes.dying_with_parent(["./script/server"], "TERM"),
        cwd=BASE_DIR,
        env={**without_settings(os.environ), **settings, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def start_and_wait(installation: Installation) -> "subprocess.Popen[str]":
    server = start(installation)
    assert server.stdout is not None
    said = []
    for line in server.stdout:
        said.append(line)
        if line.startswith("Ctrl-C stops everything"):
            return server
    raise AssertionError("".join(said))


def refusal(installation: Installation, **environment: str) -> str:
    """What a start that must fail says."""
    refused = start(installation, **environment)
    said, _ = refused.communicate(timeout=START_SECONDS)
    assert refused.returncode == 1
    return said.strip()


def get(url: str) -> tuple[int, Any]:
    try:
        with urlopen(url, timeout=5) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def is_well(installation: Installation) -> bool:
    try:
        return get(f"{installation.url}/status")[0] == 200
    except OSError:
        return False


def each_web_process_has_a_processor(installation: Installation) -> bool:
    """Its own, with all its threads."""
    web = named(installation, "launcher.web")
    serving = [process for process in web if process.ppid() in [parent.pid for parent in web]]
    pinned = [{frozenset(os.sched_getaffinity(thread.id)) for thread in process.threads()} for process in serving]
    taken = {threads.pop() for threads in pinned if len(threads) == 1}
    expected = min(WEB_PROCESSES, len(os.sched_getaffinity(0)))
    return len(serving) == WEB_PROCESSES and len(taken) == expected and all(len(allowed) == 1 for allowed in taken)


def assert_all_are_pinned(installation: Installation) -> None:
    if sys.platform == "linux":
        until(lambda: each_web_process_has_a_processor(installation))


def assert_ends_in_ten_seconds(server: "subprocess.Popen[str]", installation: Installation) -> None:
    asked = time.monotonic()
    server.terminate()
    assert server.wait(timeout=START_SECONDS) == 0
    assert time.monotonic() - asked < 10
    assert processes.leftovers(installation) == []


def named(installation: Installation, part: str) -> list[psutil.Process]:
    return [process for process in processes.leftovers(installation) if part in command_of(process)]


def command_of(process: psutil.Process) -> str:
    """Nothing for one that has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def kill(killed: Iterable[psutil.Process]) -> None:
    for process in killed:
        with suppress(psutil.Error):
            process.kill()


def assert_nothing_is_privileged(server: "subprocess.Popen[str]", installation: Installation) -> None:
    """Neither by a user nor by a capability, and no program can make it so."""
    for process in (psutil.Process(server.pid), *processes.leftovers(installation)):
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
        assert "0" not in status["Uid"].split() + status["Gid"].split() + status["Groups"].split(), command_of(process)
        capabilities = {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
        assert capabilities == {"0" * 16}, command_of(process)
        assert status["NoNewPrivs"] == "1", command_of(process)


def test_it_comes_up_keeps_its_home_to_itself_and_ends_without_a_trace(
    installation: Installation, tmp_path: Path
) -> None:
    server = start_and_wait(installation)

    assert get(f"{installation.url}/healthz") == (200, {"status": "ok"})
    assert get(f"{installation.url}/status")[0] == 200
    assert_all_are_pinned(installation)
    if os.geteuid() == 0 and CAN_ENCLOSE:
        assert_nothing_is_privileged(server, installation)
    with urlopen(installation.flower_url, timeout=5) as flower:
        assert flower.status == 200

    other = Installation(tmp_path / "other", installation.port, free_port())
    assert refusal(other) == (
        f"Port {installation.port} is taken by another program: stop that one, or set PORT to a free port."
    )
    assert refusal(installation).startswith(f"Torale already runs on {installation.home} (process {server.pid})")

    assert_ends_in_ten_seconds(server, installation)


def test_whatever_is_killed_it_recovers(installation: Installation) -> None:
    server = start_and_wait(installation)
    for part in ("bin/postgres", "valkey-server", "launcher.web", "--hostname=worker", "beat"):
        kill(named(installation, part))
    time.sleep(1)
    until(lambda: is_well(installation) and bool(named(installation, "--hostname=worker")))
    assert_all_are_pinned(installation)

    server.kill()
    kill(processes.leftovers(installation))
    server.wait()

    server = start_and_wait(installation)
    assert is_well(installation)

    # The launcher alone: what it started ends by itself.
    server.kill()
    until(lambda: processes.leftovers(installation) == [], seconds=10)


def test_wrong_settings_are_refused_in_one_sentence(installation: Installation) -> None:
    wrong = refusal(installation, DATABASE_URL="postgres://torale:hunter2@127.0.0.1:1/torale")
    assert wrong.startswith("DATABASE_URL leads to no usable PostgreSQL: ")
    assert "hunter2" not in wrong
    assert "\n" not in wrong


def test_an_old_python_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """On a PATH where the only Python is an old one, in a clone without an environment."""
    clone, tools = tmp_path / "clone", tmp_path / "bin"
    clone.mkdir()
    tools.mkdir()
    (clone / "script").symlink_to(BASE_DIR / "script")
    for name in ("bash", "dirname", "cat", "cksum"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    (tools / "python3").write_text("#!/usr/bin/env bash\nexit 1\n")
    (tools / "python3").chmod(0o755)

    refused = subprocess.run(
        ["/usr/bin/env", "bash", "script/server"],
        cwd=clone,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert refused.stderr.strip().startswith("Torale needs Python 3.11 or newer")
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(("options", "waits"), [([], "off"), (["--durable"], "on")])
def test_a_throwaway_database_waits_for_the_disk_only_where_it_is_asked_to(options: list[str], waits: str) -> None:
    asking = (
        "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SHOW fsync').fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-m", "launcher.throwaway", *options, sys.executable, "-c", asking],
        cwd=BASE_DIR,
        env=without_settings(os.environ),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == waits

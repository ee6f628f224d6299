"""How fast the API is, as a ratio to a bare WSGI function that answers the same: see `floor.py`.

    .venv/bin/python -m bench.api [--seconds 5] [--rounds 3]

Fills the database that is configured, which should be an empty one that waits for its disk as in production, then
drives both with `wrk` in turn, with 16 connections, at one and at two web processes, by an API key and with limits that
are counted and never reached.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
CONNECTIONS = 16
THREADS = 16
PORTS = {"torale": 8461, "floor": 8462}
APPLICATIONS = {"torale": "config.server.web:application", "floor": "bench.api.floor:application"}
UNREACHED = "100000000/min,100000000/h,100000000/day"
NEW_TASK = '{"search_query": "When is it out?", "condition_description": "A date is named", "state": "%s"}'
LUA = 'wrk.method = "{method}"\nwrk.body = [[{body}]]\nwrk.headers["Content-Type"] = "application/json"\n'


@dataclass(frozen=True)
class Kind:
    """One kind of request, and the ratio to the floor that it is to reach."""

    name: str
    path: str
    goal: float | None = None
    method: str = "GET"
    body: str = ""
    # What it adds is taken away again: the next measure is of a user with as many tasks.
    creates: bool = False


@dataclass(frozen=True)
class Measured:
    """Requests a second, milliseconds."""

    rate: float
    p50: float
    p99: float


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    django.setup()
    reached = [measure(processes, asked) for processes in (1, 2)]
    return int(not all(reached))


def kinds_of(task_id: uuid.UUID) -> list[Kind]:
    task = f"/api/v1/tasks/{task_id}"
    return [
        Kind("list 50 tasks", "/api/v1/tasks", 0.6),
        Kind("one task", task, 0.45),
        Kind("100 executions", f"{task}/executions", 0.6),
        Kind("admin stats", "/admin/stats"),
        Kind("admin executions, 50", "/admin/executions"),
        Kind("update", task, method="PUT", body='{"name": "Another name"}'),
        Kind("create, active", "/api/v1/tasks", 0.35, "POST", NEW_TASK % "active", creates=True),
        Kind("create, paused", "/api/v1/tasks", 0.35, "POST", NEW_TASK % "paused", creates=True),
        Kind("execute", f"{task}/execute?force=true", method="POST"),
    ]


def measure(processes: int, asked: argparse.Namespace) -> bool:
    from bench.api import stage  # once Django is set up

    stood = stage.build()  # anew: what was created before would be listed
    sys.stdout.write(f"\n{processes} web process{'es' * (processes > 1)}\n\n")
    sys.stdout.write(
        "| request | torale, req/s | floor, req/s | ratio | goal | p50, ms | p99, ms |\n|---|---|---|---|---|---|---|\n"
    )
    with served("torale", processes), served("floor", processes):
        reached = [row(kind, stood.key, asked) for kind in kinds_of(stood.task_id)]
    return all(reached)


def row(kind: Kind, key: str, asked: argparse.Namespace) -> bool:
    rounds = [
        {name: drive(kind, key, port, asked.seconds) for name, port in PORTS.items()} for _ in range(asked.rounds)
    ]
    ours, floor = (sorted((one[name] for one in rounds), key=lambda measured: measured.rate) for name in PORTS)
    middle = len(rounds) // 2
    ratio = statistics.median(one["torale"].rate / one["floor"].rate for one in rounds)
    goal = f"≥ {kind.goal}" if kind.goal else ""
    sys.stdout.write(
        f"| {kind.name} | {ours[middle].rate:.0f} | {floor[middle].rate:.0f} | {ratio:.2f} | {goal}"
        f" | {ours[middle].p50:.1f} | {ours[middle].p99:.1f} |\n"
    )
    sys.stdout.flush()
    return kind.goal is None or ratio >= kind.goal


def drive(kind: Kind, key: str, port: int, seconds: int) -> Measured:
    from bench.api import stage  # once Django is set up

    with TemporaryDirectory() as folder:
        script = Path(folder, "request.lua")
        script.write_text(LUA.format(method=kind.method, body=kind.body))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)]
        command += ["-H", f"Authorization: Bearer {key}", f"http://127.0.0.1:{port}{kind.path}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    if kind.creates:
        stage.forget_created()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return Measured(rate, _ms(said, "50%"), _ms(said, "99%"))


def _ms(said: str, percentile: str) -> float:
    found = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)\b", said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]


@contextmanager
def served(name: str, processes: int) -> Iterator[None]:
    command = [
        *(sys.executable, "-m", "config.server.web", APPLICATIONS[name], "--interface=wsgi", "--no-ws"),
        *("--host=127.0.0.1", f"--port={PORTS[name]}", f"--workers={processes}", f"--blocking-threads={THREADS}"),
    ]
    environment = os.environ | {"TORALE_RATE_LIMITS": UNREACHED, "TORALE_DB_CONN_MAX_AGE": "60"}
    environment["TORALE_PIN_WEB"] = "true"
    environment["TORALE_MAX_TASKS_PER_USER"] = "100000000"
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{PORTS[name]}/api/v1/tasks")
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(20)


def _await(url: str) -> None:
    for _ in range(200):
        try:
            requests.get(url, timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


if __name__ == "__main__":
    sys.exit(main())

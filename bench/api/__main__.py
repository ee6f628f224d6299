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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import django
import requests

if TYPE_CHECKING:
    from bench.api.stage import Stage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
CONNECTIONS = 16
THREADS = 16
# Largest ratio of p99 to p50.
TAIL_GOAL = 5
PORTS = {"torale": 8461, "floor": 8462}
APPLICATIONS = {"torale": "launcher.web:application", "floor": "bench.api.floor:application"}
UNREACHED = "100000000/min,100000000/h,100000000/day"
NEW_TASK = '{"search_query": "When is it out?", "condition_description": "A date is named", "state": "%s"}'
LUA = """
wrk.method = "{method}"
wrk.body = [[{body}]]
wrk.headers["Content-Type"] = "application/json"
"""
IN_TURN = """
local paths, number = {{ {paths} }}, 0
function request()
    number = number % #paths + 1
    return wrk.format(nil, paths[number])
end
"""


@dataclass(frozen=True)
class Kind:
    """One kind of request, of these paths in turn, and the ratio to the floor that it is to reach."""

    name: str
    paths: Sequence[str]
    goal: float | None = None
    method: str = "GET"
    body: str = ""
    # It is taken away again: the next measure is of as many tasks and executions.
    adds: bool = False

    def script(self) -> str:
        """For `wrk`, which is quicker where it need not ask for the next path."""
        in_turn = ", ".join(f'"{path}"' for path in self.paths)
        turns = IN_TURN.format(paths=in_turn) if len(self.paths) > 1 else ""
        return LUA.format(method=self.method, body=self.body) + turns


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
    from bench.api import stage  # once Django is set up

    stood = stage.build()
    reached = [measure(processes, stood, asked) for processes in (1, 2)]
    return int(not all(reached))


def kinds_of(stood: "Stage") -> list[Kind]:
    each = [f"/api/v1/tasks/{task_id}" for task_id in stood.task_ids]
    task = each[0]
    return [
        Kind("list 50 tasks", ["/api/v1/tasks"], 0.6),
        Kind("one task", [task], 0.45),
        Kind("100 executions", [f"{task}/executions"], 0.6),
        Kind("admin stats", ["/admin/stats"]),
        Kind("admin executions, 50", ["/admin/executions"]),
        Kind("update", each, method="PUT", body='{"name": "Another name"}'),
        Kind("create, active", ["/api/v1/tasks"], 0.35, "POST", NEW_TASK % "active", adds=True),
        Kind("create, paused", ["/api/v1/tasks"], 0.35, "POST", NEW_TASK % "paused", adds=True),
        Kind("execute", [f"{path}/execute?force=true" for path in each], method="POST", adds=True),
    ]


def measure(processes: int, stood: "Stage", asked: argparse.Namespace) -> bool:
    sys.stdout.write(f"\n{processes} web process{'es' * (processes > 1)}\n\n")
    sys.stdout.write("| request | torale, req/s | floor, req/s | ratio | goal | p50, ms | p99, ms | p99 : p50 |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|---|\n")
    with served("torale", processes), served("floor", processes):
        reached = [row(kind, stood.key, asked) for kind in kinds_of(stood)]
    return all(reached)


def row(kind: Kind, key: str, asked: argparse.Namespace) -> bool:
    rounds = [
        {name: drive(kind, key, port, asked.seconds) for name, port in PORTS.items()} for _ in range(asked.rounds)
    ]
    torale = [one["torale"] for one in rounds]
    ratio = statistics.median(one["torale"].rate / one["floor"].rate for one in rounds)
    tail = statistics.median(one.p99 / one.p50 for one in torale)
    rates = [statistics.median(one[name].rate for one in rounds) for name in PORTS]
    times = [statistics.median(times) for times in zip(*((one.p50, one.p99) for one in torale), strict=True)]
    goal = f"≥ {kind.goal}" if kind.goal else ""
    cells = (kind.name, *(f"{rate:.0f}" for rate in rates), f"{ratio:.2f}", goal, *(f"{ms:.1f}" for ms in times))
    sys.stdout.write(f"| {' | '.join(cells)} | {tail:.1f} |\n")
    sys.stdout.flush()
    return ratio >= (kind.goal or 0) and tail < TAIL_GOAL


def drive(kind: Kind, key: str, port: int, seconds: int) -> Measured:
    from bench.api import stage  # once Django is set up

    with TemporaryDirectory() as folder:
        script = Path(folder, "request.lua")
        script.write_text(kind.script())
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)]
        command += ["-H", f"Authorization: Bearer {key}", f"http://127.0.0.1:{port}{kind.paths[0]}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    if kind.adds:
        stage.forget_added()
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
        *(sys.executable, "-m", "launcher.web", APPLICATIONS[name], f"--bind=127.0.0.1:{PORTS[name]}"),
        *(f"--workers={processes}", f"--threads={THREADS}", "--graceful-timeout=3"),
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

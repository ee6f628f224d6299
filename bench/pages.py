"""The list of tasks beside the list of changedetection.io: requests a second, bytes, and queries a page.

    .venv/bin/python -m launcher.throwaway --durable .venv/bin/python -m bench.pages [--seconds 5] [--rounds 3]

It installs changedetection.io from PyPI into a virtual environment of its own below TORALE_HOME and gives both 50, then
1,000 tasks. One client asks each in turn, over a connection that stays open; each has one web process. The goal is
five times as many requests a second at 1,000 tasks.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import time
import uuid
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import requests
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
PACKAGE = "changedetection.io"
COUNTS = (50, 1_000)
GOAL = 5.0
PORTS = {"torale": 8471, "changedetection.io": 8472}
START_SECONDS = 90.0
PACKAGE_STATE = "url-watches.json"


@dataclass(frozen=True)
class Measured:
    """Requests a second and bytes of one answer, as they are sent."""

    rate: float
    size: int


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    django.setup()
    home = Path(settings.TORALE_HOME)
    program = installed(home / "bench-changedetection")
    call_migrate()
    sys.stdout.write("| tasks | Torale, req/s | changedetection.io, req/s | ratio | bytes | bytes | queries |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    ratios = [measure(count, home, program, asked) for count in COUNTS]
    return int(ratios[-1] < GOAL)


def call_migrate() -> None:
    from django.core.management import call_command  # once Django is set up

    call_command("migrate", verbosity=0)


def installed(folder: Path) -> Path:
    """Return changedetection.io's program, from PyPI, in an environment of its own."""
    program = folder / "bin" / PACKAGE
    if not program.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", PACKAGE], check=True)
    return program


def measure(count: int, home: Path, program: Path, asked: argparse.Namespace) -> float:
    cookies, queries = furnish(count)
    with torale(), changedetection(count, home / f"watches-{count}", program):
        urls = {"torale": f"http://127.0.0.1:{PORTS['torale']}/tasks"}
        urls["changedetection.io"] = f"http://127.0.0.1:{PORTS['changedetection.io']}/"
        for url in urls.values():
            await_answer(url, cookies)
        rounds = [
            {name: drive(url, cookies, seconds=asked.seconds) for name, url in urls.items()}
            for _ in range(asked.rounds)
        ]
    rates = {name: statistics.median(each[name].rate for each in rounds) for name in urls}
    ratio = rates["torale"] / rates["changedetection.io"]
    sizes = [rounds[0][name].size for name in urls]
    sys.stdout.write(
        f"| {count:,} | {rates['torale']:.1f} | {rates['changedetection.io']:.1f} | {ratio:.1f} "
        f"| {sizes[0]:,} | {sizes[1]:,} | {queries} |\n"
    )
    sys.stdout.flush()
    return ratio


def furnish(count: int) -> tuple[dict[str, str], int]:
    """Make a person with `count` tasks of 30 checks each. Return their session, and the queries of their list."""
    from django.db import connection  # these are there once Django is set up
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts.models import User
    from bench.api import stage
    from tasks_app.services import tasks

    settings.ALLOWED_HOSTS = ["*"]
    settings.TORALE_MAX_TASKS_PER_USER = max(COUNTS)
    person = User.objects.create_user(f"{uuid.uuid4()}@example.com", email_verified_at=timezone.now())
    made = [
        tasks.create_task(
            owner=person,
            name=f"Number {number}",
            search_query=f"https://example.com/{number}",
            condition_description="The page changes",
            state="active",
            schedule="0 0 1 1 *",
            now=timezone.now(),
        )
        for number in range(count)
    ]
    stage._add(made, each=30)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(connection) as queries:
        client.get("/tasks")
    return {"sessionid": client.cookies["sessionid"].value}, len(queries)


@contextmanager
def torale() -> Iterator[None]:
    address = f"--bind=127.0.0.1:{PORTS['torale']}"
    command = [sys.executable, "-m", "launcher.web", "launcher.web:application", address, "--workers=1"]
    with process([*command, "--threads=16"], {"TORALE_DB_CONN_MAX_AGE": "60", "TORALE_PIN_WEB": "false"}):
        yield


@contextmanager
def changedetection(count: int, folder: Path, program: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    watches = {str(uuid.uuid4()): {"url": f"https://example.com/{n}", "paused": True} for n in range(count)}
    state = {"note": "", "watching": watches, "settings": {"application": {}, "requests": {}}}
    (folder / PACKAGE_STATE).write_text(json.dumps(state))
    command = [str(program), "-d", str(folder), "-h", "127.0.0.1", "-p", str(PORTS["changedetection.io"])]
    with process(command, {"DISABLE_VERSION_CHECK": "true", "MINIMUM_SECONDS_RECHECK_TIME": "100000"}):
        yield


@contextmanager
def process(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    started = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        try:
            started.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def await_answer(url: str, cookies: dict[str, str]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            answer = requests.get(url, cookies=cookies, timeout=30, allow_redirects=False)
        except requests.ConnectionError:
            time.sleep(0.25)
        else:
            answer.raise_for_status()
            return
    raise SystemExit(f"{url} does not answer.")


def drive(url: str, cookies: dict[str, str], *, seconds: float) -> Measured:
    with requests.Session() as session:
        session.cookies.update(cookies)
        size, count, began = 0, 0, time.perf_counter()
        while time.perf_counter() - began < seconds or not count:
            answer = session.get(url, stream=True, timeout=60)
            size = len(answer.raw.read(decode_content=False))
            count += 1
        return Measured(rate=count / (time.perf_counter() - began), size=size)


if __name__ == "__main__":
    sys.exit(main())

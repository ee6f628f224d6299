"""Torale as it runs: its processes, started one by one so that a test can kill them, on servers of their own."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import requests

from core.env import BASE_DIR
from core.jobs import heartbeat
from launcher import embedded, postgres, preflight, programs, redis
from launcher.installation import Installation

Found = TypeVar("Found")
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
CLOSED_NETWORK = Path(__file__).parent / "closed"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(look: Callable[[], Found | None], what: str, *, seconds: float = 30) -> Found:
    """Look again and again until there is something to see."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what} in vain")


class Stack:
    """`environment` may be changed between starts; a process has what it was at its own start."""

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        self.durable = durable
        self.installation = Installation(home=home, port=free_port(), flower_port=free_port())
        self.environment: dict[str, str] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.session = requests.Session()

    @property
    def url(self) -> str:
        return self.installation.url

    def log(self, name: str) -> str:
        return (self.installation.logs / f"{name}.log").read_text(errors="replace")

    def prepare(self, template: Path | None = None) -> None:
        """The database and Redis, ready to be used; a database that is a copy of the one in `template`, if given."""
        place = self.installation
        preflight.make_folders(place)
        if template:
            subprocess.run(["cp", "-a", template, place.postgres_data], check=True)
        postgres.ensure_cluster(place)
        self.start_servers()
        postgres.ensure_database(place, still_starting=lambda: True)
        redis.wait(embedded.redis_url(place.home), still_starting=lambda: True)
        if not template:
            self.manage("migrate", "--verbosity=0")

    def start_servers(self) -> None:
        for name, command in self._servers().items():
            self._spawn(name, command)

    def start(self, *names: str) -> None:
        # What those said who were killed just now must not be taken for a sign of life of these.
        heartbeat.clear(embedded.redis_url(self.installation.home))
        for name in names:
            self._start(name)

    def revive(self) -> list[str]:
        """What has ended by itself is started again, as the supervisor does; returns what."""
        ended = [name for name, process in self.processes.items() if process.poll() is not None]
        for name in ended:
            self.restart(name)
        return ended

    def restart(self, name: str) -> None:
        """Start what was killed, or has ended; `second-{name}` is another process of the same kind."""
        if name in self._servers():
            self._spawn(name, self._servers()[name])
        else:
            self._start(name)

    def _start(self, name: str) -> None:
        kind = name.removeprefix("second-")
        [program] = [each for each in programs.torale(self.installation) if each.name == kind]
        # Other stacks, at the same time, would begin with the same processor.
        self._spawn(name, program.command, {**program.environment, "TORALE_PIN_WEB": "false"})

    def _servers(self) -> dict[str, list[str]]:
        return {
            "postgres": postgres.command(self.installation, durable=self.durable),
            "redis": redis.command(self.installation, durable=self.durable),
        }

    def await_ready(self) -> None:
        wait_for(self.is_well, f"{self.url}/status", seconds=90)

    def is_well(self, page: str = "status") -> bool:
        try:
            return requests.get(f"{self.url}/{page}", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def _spawn(self, name: str, command: list[str], extra: Mapping[str, str] | None = None) -> None:
        log = (self.installation.logs / f"{name}.log").open("ab")
        environment = {**self._environment(), **(extra or {})}
        self.processes[name] = subprocess.Popen(
            command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
        )

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in SERVERS}
        ours = {"SECRET_KEY": "a" * 60, "TORALE_RATE_LIMITS": "off"}
        return self.installation.environment({**inherited, **ours, **self.environment})

    def kill(self, *names: str) -> None:
        """`kill -9`, children included."""
        self._signal(names, signal.SIGKILL)

    def quit(self, *names: str) -> None:
        """At once, but not unasked: PostgreSQL's immediate shutdown."""
        self._signal(names, signal.SIGQUIT)

    def end_in_order(self, *names: str) -> None:
        """PostgreSQL's fast shutdown."""
        self._signal(names, signal.SIGINT)

    def stop(self) -> None:
        self.kill(*(name for name in self.processes if name != "postgres"))
        self.quit(*self.processes)

    def end(self, *names: str) -> None:
        self.kill(*(name for name in names if name in self.processes))

    @contextmanager
    def database(self) -> Iterator[Any]:
        url = embedded.database_url(self.installation.home, embedded.SUPERUSER)
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection, connection.cursor() as cursor:
            yield cursor

    def asked(self, sql: str, **parameters: Any) -> list[Any]:
        with self.database() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())

    def _signal(self, names: Any, number: signal.Signals) -> None:
        for name in list(names):
            process = self.processes.pop(name)
            os.killpg(process.pid, number)
            process.wait(10)

    def manage(self, *arguments: str) -> str:
        return self.run(sys.executable, "manage.py", *arguments)

    def run(self, *command: str) -> str:
        """What a command prints that is run as one who has this Torale before them."""
        environment = self._environment()
        done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sign_in(self, email: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {self.manage('create_api_key', email)}"

    def call(self, method: str, path: str, body: object = None) -> Any:
        answer = self.session.request(method, f"{self.url}/api/v1/tasks{path}", json=body, timeout=10)
        assert answer.ok, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def create_task(self, **fields: Any) -> str:
        return str(self.call("POST", "", fields)["id"])

    def executions(self, task_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", f"/{task_id}/executions")
        return found

    def ended(self, task_id: str, *, seconds: float = 30, status: str = "success") -> dict[str, Any]:
        """The newest execution of a task, once it has ended so."""

        def look() -> dict[str, Any] | None:
            found = self.executions(task_id)
            return found[0] if found and found[0]["status"] == status else None

        return wait_for(look, f"an execution that is {status}", seconds=seconds)


@contextmanager
def running(home: Path, *, durable: bool = False, template: Path | None = None) -> Iterator[Stack]:
    """`durable`: what the servers have confirmed outlasts their being killed."""
    stack = Stack(home, durable=durable)
    try:
        stack.prepare(template)
        yield stack
    finally:
        stack.stop()


def template(folder: Path) -> Path:
    """A database with all its tables, made by whichever process of the tests is here first."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            with running(folder / "home") as made:
                made.end_in_order("postgres")
            (folder / "made").touch()
    return Installation(folder / "home").postgres_data

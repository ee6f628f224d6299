"""`./script/server`, once its Python is ready: start everything, say where it is, stop everything."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http import HTTPStatus
from types import FrameType
from typing import NoReturn
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from core.env import BASE_DIR, ensure_secret_key
from core.jobs import heartbeat
from launcher import embedded, postgres, preflight, processes, programs, redis, supervisor, unprivileged
from launcher.errors import StartError
from launcher.installation import OWNER_URL, Installation, from_environment
from launcher.running import forget
from launcher.supervisor import Supervisor

STOP_SECONDS = 9.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 30.0
_direct = build_opener(ProxyHandler({}))


class Stop(BaseException):
    """Someone asked for the end: Ctrl-C, SIGTERM, or the terminal was closed."""


def main() -> int:
    try:
        installation = from_environment()
        user = os.environ.get("USER", "")
        if os.geteuid() == 0:
            user = f"root, but for PostgreSQL: {unprivileged.leave_root(installation)}"
        with preflight.take(installation):
            _stop_on_signals()
            return _run(installation, user)
    except StartError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except Stop:
        _say("Stopped.")
        return 0


def _run(installation: Installation, user: str) -> int:
    try:
        _make_ready(installation)
        running = _start_servers(installation)
        _start_torale(installation, running, user)
        running.wait()
        raise StartError("The supervisor has ended, and all with it: start ./script/server again.")
    finally:
        _ignore_signals()
        forget(installation.home)
        processes.end_leftovers(installation, patience=STOP_SECONDS)


def _make_ready(installation: Installation) -> None:
    if count := processes.end_leftovers(installation):
        _say(f"Ended {count} processes that an earlier start had left behind.")
    preflight.check_ports(installation)
    preflight.check_given_servers(installation)
    preflight.make_folders(installation)
    preflight.forget_metrics(installation)
    ensure_secret_key()
    if not installation.database_url:
        if not installation.postgres_data.exists():
            _say("Making the database's folder (once) …")
        postgres.ensure_cluster(installation)
        postgres.forget_dead_server(installation)


def _start_servers(installation: Installation) -> Supervisor:
    servers = list(programs.servers(installation))
    if servers:
        _say(f"Starting {' and '.join(program.name for program in servers)} …")
    return Supervisor(installation, servers=servers, torale=programs.torale(installation))


def _start_torale(installation: Installation, running: Supervisor, user: str) -> None:
    if not installation.database_url:
        postgres.ensure_database(installation, still_starting=lambda: running.is_running("postgres"))
    if not installation.redis_url:
        url = embedded.redis_url(installation.home)
        redis.wait(url, still_starting=lambda: running.is_running("redis"))
    heartbeat.clear(installation.redis_url or embedded.redis_url(installation.home))
    _say("Bringing the database up to date …")
    owner = {OWNER_URL: installation.database_owner_url}
    _manage(installation, "migrate", "--no-input", "--verbosity=0", **owner)
    _say("Starting web, workers, beat and Flower …")
    if programs.pins_web():
        _say("Each web process keeps to one processor; TORALE_PIN_WEB=false lets the kernel choose.")
    running.start(supervisor.TORALE)
    installation.as_running().write(installation.home)
    first_start = _manage(installation, "first_start").strip()
    _await_ready(installation, running)
    _say(_where_everything_is(installation, first_start, user))


def _manage(installation: Installation, *arguments: str, **variables: str) -> str:
    """Run a command of Django's, with these variables too, and return what it printed. Raises StartError."""
    command = processes.dying_with_parent([sys.executable, "manage.py", *arguments])
    environment = installation.environment() | variables
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise StartError(f"{done.stdout}\n`manage.py {' '.join(arguments)}` failed: the lines above say why.")
    return done.stdout


def _await_ready(installation: Installation, running: Supervisor) -> None:
    impatient_at = time.monotonic() + PATIENCE_SECONDS
    while down := _down(installation):
        if not running.is_alive():
            raise StartError("The supervisor has ended: see supervisord.log.")
        if time.monotonic() > impatient_at:
            _say(f"Still waiting for {', '.join(down)}; the logs are in {installation.logs}.")
            impatient_at = time.monotonic() + PATIENCE_SECONDS
        time.sleep(0.25)


def _down(installation: Installation) -> list[str]:
    """Return the parts that do not answer yet, by `/status` and Flower."""
    try:
        with _direct.open(f"{installation.url}/status", timeout=5):
            return [] if preflight.is_answered(installation.flower_port) else ["flower"]
    except HTTPError as error:
        return list(json.load(error)["down"]) if error.code == HTTPStatus.SERVICE_UNAVAILABLE else ["web"]
    except OSError:
        return ["web"]


def _where_everything_is(installation: Installation, first_start: str, user: str) -> str:
    """Write the addresses, and first of all how to begin. `first_start` is empty once there is an account."""
    url = installation.url
    begin = "Open this in a browser and make the first account" if first_start else "Open this in a browser"
    rows = {
        "API": f"{url}/api/v1/tasks",
        "API keys": f"{url}/settings/api-keys",
        "documentation": f"{url}/docs  {url}/redoc  {url}/openapi.json",
        "Django admin": f"{url}/admin/",
        "Flower": installation.flower_url,
        "health": f"{url}/status  {url}/metrics",
        "emails": "sent by EMAIL_URL" if os.environ.get("EMAIL_URL") else f"{installation.home}/outbox/",
        "logs": f"{installation.logs}/",
        "runs as": user or f"user {os.geteuid()}",
    }
    lines = "\n".join(f"  {name:<14} {where}" for name, where in rows.items())
    return f"""
Torale is ready. {begin}:
  {first_start or url}

{lines}

An API key for programs, and what is watched with it:
  ./script/manage create_api_key you@example.com
  curl -H "Authorization: Bearer sk_…" {url}/api/v1/tasks

Ctrl-C stops everything.
"""


def _stop_on_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise Stop

    for number in STOP_SIGNALS:
        # Under nohup the end of the terminal is not to be the end of Torale.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def _ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _say(text: str) -> None:
    # Whoever started this may have stopped listening; that must not end it.
    with suppress(OSError):
        os.write(sys.stdout.fileno(), f"{text}\n".encode())


if __name__ == "__main__":
    sys.exit(main())

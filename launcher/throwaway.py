"""PostgreSQL and Redis for as long as a command runs, in a folder that goes with them: for the tests.

`python -m launcher.throwaway [--durable] COMMAND …`; what DATABASE_URL or REDIS_URL name is used instead. They
do not survive a crash of the machine, and so do not wait for its disk, but with `--durable`: as in production.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from launcher import embedded, postgres, preflight, redis
from launcher.errors import StartError
from launcher.installation import Installation

DURABLE = "--durable"
STOP_SECONDS = 20.0
KEPT_SETTINGS = ("DATABASE_URL", "REDIS_URL")
SETTINGS = frozenset(
    (
        "DATABASE_OWNER_URL",
        "SECRET_KEY",
        "PUBLIC_URL",
        "PORT",
        "DEBUG",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "SEARCH_PROVIDER",
        "METRICS_TOKEN",
    )
)
SETTINGS_PREFIXES = ("TORALE_", "GEMINI_", "GOOGLE_", "CLERK_", "FLOWER_", "DEFAULT_FROM_")


def main(arguments: list[str]) -> int:
    durable = arguments[:1] == [DURABLE]
    command = arguments[1:] if durable else arguments
    # Started in the background by a shell, it would ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit)
    try:
        with tempfile.TemporaryDirectory(prefix="torale-", ignore_cleanup_errors=True) as folder:
            given = {name: os.environ.get(name, "") for name in KEPT_SETTINGS}
            home = Path(folder).resolve()
            installation = Installation(home, database_url=given["DATABASE_URL"], redis_url=given["REDIS_URL"])
            with running(installation, durable=durable) as urls:
                return _run(command, {**without_settings(os.environ), **urls, "TORALE_HOME": str(home)})
    except StartError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


@contextmanager
def running(installation: Installation, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """The servers of this installation; `durable` ones survive a crash of the machine. Yields their addresses."""
    preflight.check_given_servers(installation)
    preflight.make_folders(installation)
    database_url = installation.database_url or embedded.database_url(installation.home, embedded.SUPERUSER)
    redis_url = installation.redis_url or embedded.redis_url(installation.home)
    with ExitStack() as stack:
        if not installation.database_url:
            postgres.ensure_cluster(installation)
            command = postgres.command(installation, durable=durable)
            database = stack.enter_context(server_process(installation, "postgres", command))
            postgres.ensure_database(installation, still_starting=lambda: database.poll() is None)
        if not installation.redis_url:
            command = redis.command(installation, durable=durable)
            broker = stack.enter_context(server_process(installation, "redis", command))
            redis.wait(redis_url, still_starting=lambda: broker.poll() is None)
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


@contextmanager
def server_process(installation: Installation, name: str, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with (installation.logs / f"{name}.log").open("wb") as log:
        # In a session of its own, out of reach of Ctrl-C: the tests end first.
        child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    """Ctrl-C is for the command too, which then takes down what it has built; other signals are passed on."""
    child = subprocess.Popen(command, env={**environment, "SECRET_KEY": secrets.token_hex(32)})
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.wait(STOP_SECONDS)
        return 130
    except SystemExit:
        child.send_signal(signal.SIGINT)
        child.wait(STOP_SECONDS)
        raise
    finally:
        child.kill()


def without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` less what would configure Torale: tests say themselves what they mean."""
    return {
        name: value
        for name, value in environ.items()
        if name not in SETTINGS.union(KEPT_SETTINGS) and not name.startswith(SETTINGS_PREFIXES)
    }


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

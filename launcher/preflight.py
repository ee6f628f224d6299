"""Checks before anything is started. Each refusal is one sentence that says what to do."""

import errno
import fcntl
import os
import re
import socket
import stat
import tempfile
from pathlib import Path
from typing import IO

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from launcher.errors import StartError
from launcher.installation import Installation

CONNECT_SECONDS = 5
_CREDENTIALS = re.compile(r"(?<=://)[^/?#\s]*@|(?<=password=)[^\s&]+", re.IGNORECASE)


def take(installation: Installation) -> IO[str]:
    """Make the home ours; it is held as long as the returned file is open."""
    _own_folder(installation.home)
    held = lock(installation.home)
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def lock(home: Path) -> IO[str]:
    """Lock the home as long as the returned file is open. Raises StartError when another process has it."""
    # Not through a link: root does this in a folder of somebody else's.
    held = os.fdopen(os.open(home / "lock", os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600), "a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.seek(0)
        raise StartError(
            f"Torale already runs on {home} (process {held.read().strip() or 'unknown'}):"
            " stop it, or give this one its own TORALE_HOME, PORT and FLOWER_PORT."
        ) from error
    return held


def make_folders(installation: Installation) -> None:
    """The folders below the home, closed to everyone else."""
    for folder in (
        installation.sockets,
        installation.logs,
        installation.metrics,
        installation.outbox,
        installation.redis_data,
        installation.postgres_data.parent,
    ):
        _own_folder(folder)
        folder.chmod(0o700)


def forget_metrics(installation: Installation) -> None:
    """Begin all counts anew, as no process of an earlier start goes on."""
    for path in installation.metrics.glob("*.db"):
        path.unlink()


def _own_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat(follow_symlinks=False)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & stat.S_IWOTH:
            raise StartError(f"{folder} is not yours alone: remove it, or set TORALE_HOME to another folder.")
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise StartError(
            f"{folder} cannot be written ({error.strerror}): set TORALE_HOME to a folder of yours."
        ) from error


def check_ports(installation: Installation) -> None:
    if installation.port == installation.flower_port:
        raise StartError(f"PORT and FLOWER_PORT are both {installation.port}: set one of them to another port.")
    for port, setting in ((installation.port, "PORT"), (installation.flower_port, "FLOWER_PORT")):
        check_port(port, setting)


def check_port(port: int, setting: str) -> None:
    """Raises StartError when nothing can listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartError(
                    f"Port {port} is taken by another program: stop that one, or set {setting} to a free port."
                ) from error
            raise StartError(f"Port {port} cannot be used ({error.strerror}): set {setting} to another.") from error


def is_answered(port: int) -> bool:
    """Return True if something listens on this port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def check_given_servers(installation: Installation) -> None:
    """See that the servers which the environment names answer."""
    if installation.database_url:
        check_database(installation.database_url)
    if installation.database_owner_url:
        check_database(installation.database_owner_url, "DATABASE_OWNER_URL")
    if installation.redis_url:
        check_redis(installation.redis_url)


def check_database(url: str, setting: str = "DATABASE_URL") -> None:
    """Raise StartError unless `url` leads to a PostgreSQL that lets us in; `setting` is what it was read from."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise StartError(f"{setting} names no PostgreSQL: write postgres://user:password@host:5432/database.")
    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        raise StartError(f"{setting} leads to no usable PostgreSQL: {redacted(str(error))}") from None


def check_redis(url: str) -> None:
    try:
        with Redis.from_url(url, socket_timeout=CONNECT_SECONDS, socket_connect_timeout=CONNECT_SECONDS) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        raise StartError(f"REDIS_URL leads to no usable Redis: {redacted(str(error))}") from None


def redacted(text: str) -> str:
    """`text` on one line, without any password in it."""
    return _CREDENTIALS.sub("***", " ".join(text.split()))

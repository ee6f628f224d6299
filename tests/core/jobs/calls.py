"""Functions that the tests have called in a child process."""

import os
import re
import signal
import sys
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A value of the kind that jobs return."""

    title: str
    blocks: tuple[str, ...]


class OddError(Exception):
    """An error of a job's own."""


def page(title: str) -> Page:
    return Page(title, ("one", "two"))


def pid(_: object) -> int:
    return os.getpid()


def fail(message: str) -> None:
    raise OddError(message)


def wait(seconds: float) -> None:
    time.sleep(seconds)


def burn(_: object) -> None:
    while True:
        pass


def burn_outside_python(_: object) -> None:
    """Match for hours without one step of the interpreter, so that no handler in Python would run."""
    re.match(r"(a*)*b", "a" * 40)


def burn_in_thread(_: object) -> None:
    threading.Thread(target=burn, args=(None,), daemon=True).start()
    time.sleep(60)


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def keep(megabytes: int) -> int:
    _kept.append(b"x" * (megabytes * 1024 * 1024))
    return os.getpid()


def crash(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def stop(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def answer_what_cannot_be_sent(_: object) -> object:
    return threading.Lock()


def environment(_: object) -> dict[str, str]:
    return dict(os.environ)


def modules(_: object) -> set[str]:
    return set(sys.modules)


def descriptors(_: object) -> list[str]:
    open_ones = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return [os.readlink(path) for path in open_ones if os.path.lexists(path)]


_kept: list[bytes] = []

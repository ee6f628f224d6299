"""Functions that the tests have called in a child process."""

import json
import os
import pickle
import re
import signal
import socket
import struct
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


def a_pickle(path: str) -> None:
    """Answer as a child that was taken over might: with what would make a file where it is unpickled."""
    _answer(pickle.dumps(_Break(path)))


def nothing_that_is_known(path: str) -> None:
    _answer(json.dumps({"type": "Job", "function": "os.mkdir", "argument": path}).encode())


def deeply_nested(_: object) -> None:
    _answer(b'{"type": "Returned", "spent": false, "value": ' + b"[" * 500_000 + b"]" * 500_000 + b"}")


class _Break:
    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self._path,)


def _answer(body: bytes) -> None:
    """Send `body` over this child's only socket, in place of the answer."""
    links = Path("/proc/self/fd")
    (number,) = (int(link.name) for link in links.iterdir() if os.path.lexists(link) and "socket:" in os.readlink(link))
    with socket.socket(fileno=os.dup(number)) as channel:
        channel.sendall(struct.pack("!I", len(body)) + body)


def environment(_: object) -> dict[str, str]:
    return dict(os.environ)


def modules(_: object) -> set[str]:
    return set(sys.modules)


def descriptors(_: object) -> list[str]:
    open_ones = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return [os.readlink(path) for path in open_ones if os.path.lexists(path)]


_kept: list[bytes] = []

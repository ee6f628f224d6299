"""Limits that a process sets on itself and the kernel enforces."""

import ctypes
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_MB = 1024 * 1024


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def limited(*, cpu_seconds: float, memory: int) -> Iterator[None]:
    """Bound what runs inside: SIGPROF ends the process after `cpu_seconds` of all its threads (setitimer(2)).

    `memory` is the most address space in bytes (RLIMIT_AS); an allocation beyond it raises MemoryError.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def occupied() -> int:
    """Return the address space of this process in bytes, or 0 if the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def megabytes(count: int) -> int:
    """Return `count` megabytes in bytes."""
    return count * _MB

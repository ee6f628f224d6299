"""Keep each web process to a processor of its own.

Python runs one thread of a process at a time, and a request switches threads a dozen times. If the next thread waits on
another processor, that processor must wake first; on the same one the thread continues immediately.
"""

import fcntl
import os
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")
# Opened before the web server forks. Each process locks the byte of its processor until it ends.
_taken = os.memfd_create("processors") if sys.platform == "linux" else -1


def owns_machine() -> bool:
    """Return True if this process may use every processor: no container or `taskset` has given it a part of them."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) == os.cpu_count()


def pin() -> int | None:
    """Keep this process and its threads to a processor that no other process of this server has.

    Returns the processor's number. Returns None if none is left, and on systems other than Linux: the kernel chooses.
    """
    if sys.platform != "linux":
        return None
    return next(filter(_is_taken, apart(os.sched_getaffinity(0))), None)


def apart(processors: Collection[int], topology: Path = TOPOLOGY) -> list[int]:
    """Order processors: first one of each core, then the others."""
    of_core: Counter[str] = Counter()
    ranked = []
    for processor in sorted(processors):
        core = _core(processor, topology)
        ranked.append((of_core[core], processor))
        of_core[core] += 1
    return [processor for _, processor in sorted(ranked)]


def _core(processor: int, topology: Path) -> str:
    try:
        return (topology / f"cpu{processor}/topology/thread_siblings_list").read_text()
    except OSError:
        return str(processor)


def _is_taken(processor: int) -> bool:
    """Take a processor; return False if another process has it or it may no longer be used."""
    try:
        fcntl.lockf(_taken, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, processor)
        os.sched_setaffinity(0, [processor])
    except OSError:
        return False
    return True

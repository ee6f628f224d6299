"""Which processor a web process runs on: one of its own.

Python runs one thread of a process at a time, and a request lets others go ahead a dozen times. Where the next thread
sits on another processor, that one has to be woken first, each time; on the same one it goes on at once.
"""

import fcntl
import os
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")
# Opened before the web server forks. A byte for each processor is locked by the process that has it, until that ends.
_taken = os.memfd_create("processors") if sys.platform == "linux" else -1


def pin() -> int | None:
    """Keep this process, with all threads that it will have, to a processor that no other process of this server has.

    Returns its number; None where there is none left, and on systems other than Linux: the kernel chooses as before.
    """
    if sys.platform != "linux":
        return None
    return next(filter(_is_taken, apart(os.sched_getaffinity(0))), None)


def apart(processors: Collection[int], topology: Path = TOPOLOGY) -> list[int]:
    """Those of different cores first, then those that share a core with one of these."""
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
    """Whether this process has it from now on: another may, or a container may have lost it just now."""
    try:
        fcntl.lockf(_taken, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, processor)
        os.sched_setaffinity(0, [processor])
    except OSError:
        return False
    return True

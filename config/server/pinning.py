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
from tempfile import TemporaryFile

TOPOLOGY = Path("/sys/devices/system/cpu")
# Opened before the web server forks. A byte for each processor is locked by the process that has it, until that ends.
_taken = TemporaryFile()  # noqa: SIM115 - as long as the process


def pin() -> int | None:
    """Keep this process, with all threads that it will have, to a processor that no other process of this server has.

    Returns its number; None where there is none left, and on systems other than Linux: the kernel chooses as before.
    """
    if sys.platform != "linux":
        return None
    for place, processor in enumerate(apart(os.sched_getaffinity(0))):
        if _is_mine(place):
            os.sched_setaffinity(0, [processor])
            return processor
    return None


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


def _is_mine(place: int) -> bool:
    try:
        fcntl.lockf(_taken, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except OSError:
        return False
    return True

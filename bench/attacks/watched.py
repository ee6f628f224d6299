"""Effects of an attack on others: the time of `/healthz` meanwhile, and the memory of the web processes."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import psutil
import requests

from bench.attacks.attack import Attack, Target

EVERY_SECONDS, TIMEOUT = 0.2, 5.0


@dataclass(frozen=True)
class Health:
    asked: int
    failed: int
    slowest: float
    """Seconds."""

    def __str__(self) -> str:
        return f"/healthz in at most {self.slowest * 1000:.0f} ms, {self.failed} of {self.asked} failed"


def watch(url: str, until: float) -> Health:
    """Ask for `/healthz` from the attackers' own address, each time by a connection of its own."""
    asked, failed, slowest = 0, 0, 0.0
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            is_well = requests.get(f"{url}/healthz", timeout=TIMEOUT).ok
        except requests.RequestException:
            is_well = False
        asked, failed = asked + 1, failed + (not is_well)
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(EVERY_SECONDS)
    return Health(asked, failed, slowest)


def under(attacks: Iterable[Attack], target: Target, url: str, seconds: float) -> Health:
    """Run these attacks at once for so long, and ask for health from a process that does not attack."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(time.monotonic).result()
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=_run, args=[attack.run, target, until], daemon=True) for attack in attacks]
        for thread in threads:
            thread.start()
        health = process.submit(watch, url, until).result()
    for thread in threads:
        thread.join(30)
    return health


def _run(run: Callable[[Target, float], None], target: Target, until: float) -> None:
    while time.monotonic() < until:
        try:
            run(target, until)
        except OSError:
            time.sleep(0.1)  # the server does not take the connection


def memory(pid: int) -> int:
    """Bytes of this process and its children, shared ones counted once."""
    parent = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in (parent, *parent.children(recursive=True)))

"""What an attack does to others: how long `/healthz` takes meanwhile, and the memory of the web processes."""

import threading
import time
from collections.abc import Callable, Iterable

import psutil
import requests

from bench.attacks.attack import Attack, Target

EVERY_SECONDS, TIMEOUT = 0.2, 5.0


class Health:
    """Asks for `/healthz` from the attackers' own address, each time by a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/healthz"
        self.asked = self.failed = 0
        self.slowest = 0.0

    def watch(self, until: float) -> None:
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                is_well = requests.get(self._url, timeout=TIMEOUT).ok
            except requests.RequestException:
                is_well = False
            self.asked, self.failed = self.asked + 1, self.failed + (not is_well)
            self.slowest = max(self.slowest, time.monotonic() - begun)
            time.sleep(EVERY_SECONDS)

    def __str__(self) -> str:
        return f"/healthz in at most {self.slowest * 1000:.0f} ms, {self.failed} of {self.asked} failed"


def under(attacks: Iterable[Attack], target: Target, url: str, seconds: float) -> Health:
    """Run these attacks at once for so long."""
    until, health = time.monotonic() + seconds, Health(url)
    threads = [threading.Thread(target=_run, args=[attack.run, target, until], daemon=True) for attack in attacks]
    for thread in threads:
        thread.start()
    health.watch(until)
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

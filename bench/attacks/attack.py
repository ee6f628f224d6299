"""An attack, and the Torale that it is tried on."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    host: str
    port: int
    key: str
    """An API key of a user who is no admin."""

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=5)


@dataclass(frozen=True)
class Attack:
    """`run` goes on until `time.monotonic()` is its second argument. `before` is what it did, and when it was found."""

    name: str
    before: str
    run: Callable[[Target, float], None]


def hold(target: Target, until: float, *, sent: bytes, connections: int) -> None:
    """Hold connections that have sent this and send nothing more; one that the server ends is made again."""
    held: list[socket.socket] = []
    try:
        while time.monotonic() < until:
            held = [one for one in held if not _has_ended(one)]
            while len(held) < connections and time.monotonic() < until:
                try:
                    held.append(target.connect())
                    held[-1].sendall(sent)
                    held[-1].setblocking(False)
                except OSError:
                    break
            time.sleep(0.1)
    finally:
        for one in held:
            one.close()


def _has_ended(one: socket.socket) -> bool:
    try:
        has_ended = not one.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        has_ended = True
    if has_ended:
        one.close()
    return has_ended

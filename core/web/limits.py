"""Bounds of what clients may hold of a web process: seconds, bytes, connections."""

from collections.abc import Callable
from dataclasses import dataclass, field


def _no_exemption(address: str) -> bool:
    return False


@dataclass(frozen=True)
class Limits:
    """`is_exempt` names proxies, whose connections carry many clients; only the total binds them."""

    max_body: int
    threads: int = 16
    connections: int = 2000
    connections_of_address: int = 100
    half_read_of_address: int = 20
    max_head: int = 32 * 1024
    # What may wait to be sent before the application has to wait for its reader.
    max_unsent: int = 4 * 1024 * 1024
    # A request, or an answer's reader, has this long, and longer by what has passed at the minimum rate.
    transfer_seconds: float = 10.0
    minimum_rate: int = 10_000
    keep_alive_seconds: float = 75.0
    # A body later than this is asked about before it is waited for.
    prompt_seconds: float = 0.2
    # A thread without work for so long closes its database connection.
    idle_seconds: float = 5.0
    neighbourhood: Callable[[str], str] = field(default=str)
    is_exempt: Callable[[str], bool] = field(default=_no_exemption)

    def seconds_for(self, transferred: int) -> float:
        """How long a transfer may have taken that has moved so many bytes."""
        return self.transfer_seconds + transferred / self.minimum_rate

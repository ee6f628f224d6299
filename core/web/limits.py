"""ConnectionLimits on a client's use of a web process: seconds, bytes, connections."""

from collections.abc import Callable
from dataclasses import dataclass, field


def _no_exemption(address: str) -> bool:
    return False


@dataclass(frozen=True)
class ConnectionLimits:
    """Limits of connections. `is_exempt` names proxies, which carry many clients: only the total limits them."""

    max_body: int
    threads: int = 16
    connections: int = 2000
    connections_of_address: int = 100
    half_read_of_address: int = 20
    max_head: int = 32 * 1024
    # Most unsent bytes before the application waits for the client to read.
    max_unsent: int = 4 * 1024 * 1024
    # Seconds for a request or for reading a response, plus the time of its bytes at the minimum rate.
    transfer_seconds: float = 10.0
    minimum_rate: int = 10_000
    keep_alive_seconds: float = 75.0
    # After these seconds the application runs without the body, which may make the body unnecessary.
    prompt_seconds: float = 0.2
    # A thread idle for these seconds closes its database connection.
    idle_seconds: float = 5.0
    neighbourhood: Callable[[str], str] = field(default=str)
    is_exempt: Callable[[str], bool] = field(default=_no_exemption)

    def seconds_for(self, transferred: int) -> float:
        """Return the seconds that a transfer of `transferred` bytes may take."""
        return self.transfer_seconds + transferred / self.minimum_rate

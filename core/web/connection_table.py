"""Connections by address: their number is bounded, and the longest unused ends first."""

from collections import defaultdict
from collections.abc import Iterable

from core.web.connection import Connection, ConnectionState
from core.web.limits import ConnectionLimits


class ConnectionTable:
    """Table of all connections. Not thread-safe: the server holds its lock around each call."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self.by_fd: dict[int, Connection] = {}
        self._by_address: defaultdict[str, set[Connection]] = defaultdict(set)
        self._half_read: defaultdict[str, set[Connection]] = defaultdict(set)

    @property
    def has_half_read(self) -> bool:
        return bool(self._half_read)

    def has_room_for(self, address: str) -> bool:
        if len(self.by_fd) >= self._limits.connections:
            return False
        return self._limits.is_exempt(address) or self._held(address) < self._limits.connections_of_address

    def _held(self, address: str) -> int:
        return len(self._by_address.get(self._limits.neighbourhood(address), ()))

    def replaceable(self, address: str) -> Connection | None:
        """Return the connection to end for a new one of `address`: its own, or any if the table is full."""
        if len(self.by_fd) >= self._limits.connections:
            return _longest_unused(self.by_fd.values())
        return _longest_unused(self._by_address.get(self._limits.neighbourhood(address), ()))

    def add(self, connection: Connection) -> None:
        self.by_fd[connection.fd] = connection
        self._by_address[self._limits.neighbourhood(connection.address)].add(connection)

    def remove(self, connection: Connection) -> None:
        del self.by_fd[connection.fd]
        for groups in (self._by_address, self._half_read):
            self._remove_from(groups, connection)

    def _remove_from(self, groups: defaultdict[str, set[Connection]], connection: Connection) -> None:
        address = self._limits.neighbourhood(connection.address)
        if address in groups:
            groups[address].discard(connection)
            if not groups[address]:
                del groups[address]

    def note(self, connection: Connection) -> Connection | None:
        """Count the connection as half read or not. Return one to end if its address has too many half-read ones."""
        if not connection.is_half_read:
            self._remove_from(self._half_read, connection)
            return None
        group = self._half_read[self._limits.neighbourhood(connection.address)]
        group.add(connection)
        if len(group) <= self._limits.half_read_of_address or self._limits.is_exempt(connection.address):
            return None
        return min((one for one in group if one.is_armed), key=lambda one: one.requests[0].begun_at, default=None)


def _longest_unused(connections: Iterable[Connection]) -> Connection | None:
    armed = (one for one in connections if one.is_armed and one.state is not ConnectionState.WRITING)
    return min(armed, key=lambda one: one.last_active, default=None)

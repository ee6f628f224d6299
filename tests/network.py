"""The network is closed to tests: only this machine's own addresses, and Unix sockets, can be connected to."""

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo
LOCAL_NAMES = frozenset({"localhost", "", None})


class NetworkClosedError(AssertionError):
    """A test tried to reach another machine."""


def is_local(family: int, address: Any) -> bool:
    if family == socket.AF_UNIX:
        return True
    host = str(address[0]).partition("%")[0]
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def _guarded_connect(sock: socket.socket, address: Any) -> None:
    if not is_local(sock.family, address):
        raise NetworkClosedError(f"a test tried to connect to {address}")
    _connect(sock, address)


def _guarded_connect_ex(sock: socket.socket, address: Any) -> int:
    if not is_local(sock.family, address):
        raise NetworkClosedError(f"a test tried to connect to {address}")
    return _connect_ex(sock, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        local = host in LOCAL_NAMES or ipaddress.ip_address(str(host)) is not None
    except ValueError:
        local = False
    if not local:
        raise NetworkClosedError(f"a test tried to look up {host}")
    return _getaddrinfo(host, *args, **kwargs)


def close() -> None:
    socket.socket.connect = _guarded_connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = _guarded_getaddrinfo

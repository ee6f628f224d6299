"""Sockets of one exchange, which another thread can shut."""

import socket
from contextlib import suppress
from threading import Lock
from typing import Any

from urllib3.connection import HTTPConnection

from core.net.outbound.errors import DeadlineError
from core.net.outbound.headers import BoundedHTTPResponse


class Sockets:
    """Keeps a second handle on each socket, so that `close` ends every wait on it, in whatever thread.

    A read timeout bounds the wait for one byte only: an answer that trickles would hold its reader without end.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._handles: list[socket.socket] = []
        self._closed = False

    def watched(self, connection_class: Any) -> type[HTTPConnection]:
        """Return a subclass of `connection_class` whose sockets are held here once connected, before TLS."""
        sockets = self

        class Watched(connection_class):  # type: ignore[misc]  # any of urllib3's
            response_class = BoundedHTTPResponse

            def _new_conn(self) -> socket.socket:
                sock: socket.socket = super()._new_conn()
                sockets._hold(sock)
                return sock

        return Watched

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for handle in self._handles:
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)
                handle.close()
            self._handles.clear()

    def _hold(self, sock: socket.socket) -> None:
        with self._lock:
            if self._closed:
                sock.close()
                raise DeadlineError("the connection was made too late")
            self._handles.append(sock.dup())

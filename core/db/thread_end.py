"""Close a thread's database connections when the thread ends.

Django keeps one connection a thread, in an object that is part of a reference cycle. After the thread has ended,
only the garbage collector finds it, and a web process collects rarely. A server that ends idle threads would leave
connections open.
"""

import threading
from typing import Protocol
from weakref import WeakSet


class Closable(Protocol):
    def close(self) -> None: ...


class _Opened:
    """Connections of one thread. Python drops this object together with the thread's local data."""

    def __init__(self) -> None:
        self.connections: WeakSet[Closable] = WeakSet()

    def __del__(self) -> None:
        for connection in list(self.connections):
            connection.close()


_thread_local = threading.local()


def close_at_thread_end(connection: Closable) -> None:
    """Close `connection` in the current thread when that ends, unless it is freed before.

    `close` must be safe to call on what is closed already.
    """
    if not hasattr(_thread_local, "opened"):
        _thread_local.opened = _Opened()
    _thread_local.opened.connections.add(connection)

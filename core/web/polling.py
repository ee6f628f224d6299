"""Poll many sockets from many threads. One thread gets each event, once until the socket is armed again."""

import select
from typing import Protocol

READ, WRITE = 1, 2


class Poller(Protocol):
    def listen(self, fd: int) -> None:
        """Report new connections, repeatedly."""

    def arm(self, fd: int, wanted: int, *, is_new: bool) -> None:
        """Report READ or WRITE once."""

    def wait(self, seconds: float) -> int | None:
        """Return the next ready descriptor; None if none is ready within `seconds`."""

    def forget(self, fd: int) -> None: ...


class Epoll:
    """Poller for Linux."""

    def __init__(self) -> None:
        self._epoll = select.epoll()

    def listen(self, fd: int) -> None:
        self._epoll.register(fd, select.EPOLLIN)

    def arm(self, fd: int, wanted: int, *, is_new: bool) -> None:
        events = (select.EPOLLIN if wanted == READ else select.EPOLLOUT) | select.EPOLLONESHOT
        (self._epoll.register if is_new else self._epoll.modify)(fd, events)

    def wait(self, seconds: float) -> int | None:
        ready = self._epoll.poll(seconds, 1)
        return ready[0][0] if ready else None

    def forget(self, fd: int) -> None:
        self._epoll.unregister(fd)


class Kqueue:
    """Poller for macOS and the BSDs."""

    def __init__(self) -> None:
        self._kqueue = select.kqueue()  # type: ignore[attr-defined]  # not on Linux

    def listen(self, fd: int) -> None:
        self._add(fd, select.KQ_FILTER_READ, select.KQ_EV_ADD)  # type: ignore[attr-defined]

    def arm(self, fd: int, wanted: int, *, is_new: bool) -> None:
        kind = select.KQ_FILTER_READ if wanted == READ else select.KQ_FILTER_WRITE  # type: ignore[attr-defined]
        self._add(fd, kind, select.KQ_EV_ADD | select.KQ_EV_ONESHOT)  # type: ignore[attr-defined]

    def wait(self, seconds: float) -> int | None:
        ready = self._kqueue.control(None, 1, seconds)
        return int(ready[0].ident) if ready else None

    def forget(self, fd: int) -> None:
        """Do nothing: kqueue forgets a closed descriptor, and the listener is closed right after."""

    def _add(self, fd: int, kind: int, flags: int) -> None:
        self._kqueue.control([select.kevent(fd, kind, flags)], 0, 0)  # type: ignore[attr-defined]


def poller() -> Poller:
    return Epoll() if hasattr(select, "epoll") else Kqueue()

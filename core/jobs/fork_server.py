"""A single-threaded process that forks the children of a worker: forking a process with many threads is unsafe.

It is started as `python -m core.jobs.fork_server MODULE…` with one end of a socket pair as standard input. It imports
the modules first; its children share their memory. It ends when the worker closes the other end or is gone, and the
kernel ends the children with it.

The worker sends `START` with a channel (SCM_RIGHTS) for a new child, and `KILL`, each with the number it gave to the
child. When a child has ended, its channel carries `frames.Ended` and is closed.
"""

import gc
import importlib
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress

from core.jobs import child, frames
from core.jobs.limits import die_with_parent

ORDER = struct.Struct("!cQ")
START, KILL = b"S", b"K"


class ForkServer:
    """Forks, kills and reaps children by orders from `control`, the socket to the worker."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._pids: dict[int, int] = {}
        self._channels: dict[int, tuple[int, socket.socket]] = {}
        self._woken, self._waker = os.pipe()

    def serve(self) -> None:
        """Obey the worker until it is gone."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for end in (self._woken, self._waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._control.fileno(), self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._reap()
            if self._control.fileno() in ready and not self._obey():
                return

    def _obey(self) -> bool:
        order, descriptors, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return False
        kind, number = ORDER.unpack(order)
        if kind == START:
            self._start(number, socket.socket(fileno=descriptors[0]))
        elif number in self._pids:
            os.kill(self._pids[number], signal.SIGKILL)
        return True

    def _start(self, number: int, channel: socket.socket) -> None:
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError:  # no more processes are allowed: the closed channel says it
            channel.close()
            return
        if pid == 0:
            self._become_child(channel, server)
        self._pids[number] = pid
        self._channels[pid] = number, channel

    def _become_child(self, channel: socket.socket, server: int) -> None:
        status = 1
        try:
            die_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for _, other in self._channels.values():
                other.close()
            self._control.close()
            os.close(self._woken)
            os.close(self._waker)
            # The server may have ended before `die_with_parent`.
            if os.getppid() == server:
                child.serve(channel)
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        while self._channels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            number, channel = self._channels.pop(pid)
            del self._pids[number]
            with channel, suppress(OSError):
                channel.setblocking(False)
                frames.send_answer(channel, frames.Ended(os.waitstatus_to_exitcode(status)))


def main(modules: Sequence[str]) -> None:
    """Import `modules` and serve the worker at the other end of standard input."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for module in modules:
        importlib.import_module(module)
    # Freeze imported objects: the collector does not touch them, and their memory stays shared.
    gc.collect()
    gc.freeze()
    ForkServer(control).serve()


if __name__ == "__main__":
    main(sys.argv[1:])

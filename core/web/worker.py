"""Gunicorn worker that serves by `core.web.server` and proves to its arbiter that it answers.

The arbiter replaces a worker that has not notified it for `--timeout` seconds. This worker notifies it only after
`/healthz` was answered, by the threads and the application that answer all requests.
"""

import os
import select
import socket
import time

from gunicorn.workers.base import Worker

from core.web.limits import ConnectionLimits
from core.web.server import Server

PROBE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PROBE_SECONDS = 5.0
EVERY_SECONDS = 1.0


class BoundedWorker(Worker):  # type: ignore[misc]  # gunicorn has no types
    def limits(self) -> ConnectionLimits:
        raise NotImplementedError

    def run(self) -> None:
        server = Server(self.wsgi, self.limits(), urgent=[b"/healthz"], on_idle=self.on_idle)
        server.start(self.sockets)
        while self.alive and self.ppid == os.getppid():
            if answers(server):
                self.notify()
            # A signal writes to this pipe, and so ends the wait.
            if select.select([self.PIPE[0]], [], [], EVERY_SECONDS)[0]:
                os.read(self.PIPE[0], 4096)
        server.stop()
        end = time.monotonic() + self.cfg.graceful_timeout
        while server.is_answering() and time.monotonic() < end:
            time.sleep(0.05)

    def on_idle(self) -> None:
        """Called by a thread that has been idle for `ConnectionLimits.idle_seconds`."""


def answers(server: Server) -> bool:
    """Return True if `/healthz` is answered, over a connection within this process."""
    ours, theirs = socket.socketpair()
    with ours:
        ours.settimeout(PROBE_SECONDS)
        described = {"REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "0", "SERVER_NAME": "localhost", "SERVER_PORT": "0"}
        server.adopt(theirs, "", described)
        try:
            ours.sendall(PROBE)
            return ours.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

"""Server whose threads share one poller. The thread that gets an event reads, writes, or runs the application.

There is one thread more than the application may occupy. It reads, ends overdue connections, and answers urgent
requests while all others work.
"""

import logging
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

from core.web.connection import Connection, ConnectionState, RefusedError
from core.web.connection_table import ConnectionTable
from core.web.limits import ConnectionLimits
from core.web.polling import poller
from core.web.request import BadRequestError, BodyMissingError, Request
from core.web.response import Response, refusal

logger = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
POLL_SECONDS, SWEEP_SECONDS = 1.0, 0.2
# During a flood the queue of unaccepted connections must not grow ahead of other clients.
ACCEPTS_AT_ONCE = 16


class Server:
    """Server of one WSGI application.

    `urgent` paths are answered even while all threads are busy. A thread without work calls `on_idle`.
    """

    def __init__(
        self,
        application: Application,
        limits: ConnectionLimits,
        *,
        urgent: Iterable[bytes] = (),
        on_idle: Callable[[], None] = lambda: None,
    ) -> None:
        self._application, self._limits = application, limits
        self._urgent, self._on_idle = frozenset(urgent), on_idle
        self._poller = poller()
        self._listeners: dict[int, socket.socket] = {}
        self._lock = threading.Lock()
        self._of_thread = threading.local()
        self._places = ConnectionTable(limits)
        self._queue: deque[Connection] = deque()
        self._busy = 0
        self._is_stopping = False
        self._sweeping, self._next_sweep = threading.Lock(), 0.0

    # ── From the worker's main thread ────────────────────────────────────────────────────────────

    def start(self, listeners: Iterable[socket.socket]) -> None:
        for listener in listeners:
            listener.setblocking(False)
            self._listeners[listener.fileno()] = listener
            self._poller.listen(listener.fileno())
        for number in range(self._limits.threads + 1):
            threading.Thread(target=self._work, name=f"web-{number}", daemon=True).start()

    def stop(self) -> None:
        """Accept no more connections; requests already received are answered."""
        if self._is_stopping:
            return
        self._is_stopping = True
        for fd in self._listeners:
            self._poller.forget(fd)

    def is_answering(self) -> bool:
        """Return True while a response is being made or sent."""
        with self._lock:
            writing = any(one.state is ConnectionState.WRITING for one in self._places.by_fd.values())
            return bool(self._busy or self._queue or writing)

    def adopt(self, sock: socket.socket, address: str, described: dict[str, str]) -> None:
        """Serve an established connection."""
        sock.setblocking(False)
        connection = Connection(sock, address, described, self._limits)
        with self._lock:
            replaced = None if self._places.has_room_for(address) else self._take(self._places.replaceable(address))
            self._places.add(connection)
        if replaced:
            self._end(replaced)
        # Read now: in a flood it would be replaced before the poller reports its first bytes.
        self._advance(connection)

    # ── The threads ──────────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        self._of_thread.last_answer = monotonic()
        while not (self._is_stopping and not self._places.by_fd):
            try:
                self._step(self._poller.wait(SWEEP_SECONDS if self._places.has_half_read else POLL_SECONDS))
                self._note_idleness()
            except Exception:
                logger.exception("a thread of the web server goes on after an error of the server's own")

    def _note_idleness(self) -> None:
        last = self._of_thread.last_answer
        if last is not None and monotonic() - last > self._limits.idle_seconds:
            self._of_thread.last_answer = None
            self._on_idle()

    def _step(self, fd: int | None) -> None:
        if monotonic() > self._next_sweep:
            self._sweep()
        if self._queue:
            self._help()
        if fd is None:
            return
        if fd in self._listeners:
            self._accept_all(self._listeners[fd])
            return
        with self._lock:
            connection = self._take(self._places.by_fd.get(fd))
        if connection is not None:
            self._advance(connection)

    def _accept_all(self, listener: socket.socket) -> None:
        """Accept waiting connections, but leave some to other processes."""
        with suppress(OSError):  # there are no more, or a client has gone
            for _ in range(ACCEPTS_AT_ONCE if len(self._places.by_fd) >= self._limits.connections_of_address else 1):
                self._accept(listener)

    def _accept(self, listener: socket.socket) -> None:
        sock, peer = listener.accept()
        address, port = (peer[0], peer[1]) if isinstance(peer, tuple) else ("", 0)
        here = listener.getsockname()
        name, own_port = (here[0], here[1]) if isinstance(here, tuple) else ("localhost", 0)
        described = {
            "REMOTE_ADDR": address,
            "REMOTE_PORT": str(port),
            "SERVER_NAME": name,
            "SERVER_PORT": str(own_port),
        }
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.adopt(sock, address, described)

    def _advance(self, connection: Connection) -> None:
        try:
            match connection.state:
                case ConnectionState.READING:
                    self._read(connection)
                case ConnectionState.WRITING:
                    connection.send_rest()
                    self._after_sending(connection)
                case ConnectionState.LINGERING if connection.discard():
                    self._wait_on(connection)
                case _:
                    self._end(connection)
        except OSError:
            self._end(connection)

    def _read(self, connection: Connection) -> None:
        try:
            goes_on = connection.receive()
        except RefusedError as refused:
            self._refuse(connection, refused.status)
            return
        if connection.is_ready:
            self._offer(connection)
        elif goes_on:
            self._wait_on(connection)
        else:
            self._end(connection)

    def _offer(self, connection: Connection) -> None:
        """Answer a ready request and those queued meanwhile, or queue it if all threads are busy."""
        connection.state = ConnectionState.ANSWERING
        most = self._limits.threads + (connection.requests[0].url in self._urgent)
        with self._lock:
            if self._busy >= most:
                self._queue.append(connection)
                return
            self._busy += 1
        self._answer_all(connection)

    def _help(self) -> None:
        """Answer a queued request if a thread is free."""
        with self._lock:
            if not self._queue or self._busy >= self._limits.threads:
                return
            self._busy += 1
            connection = self._queue.popleft()
        self._answer_all(connection)

    def _answer_all(self, connection: Connection | None) -> None:
        while connection is not None:
            has_more = False
            try:
                has_more = self._answer(connection)
            except OSError:
                self._end(connection)
            connection = self._next(connection if has_more else None)
            while connection is not None and connection.has_gone():
                self._end(connection)
                connection = self._next(None)

    def _next(self, unfinished: Connection | None) -> Connection | None:
        """Return the next queued connection; None if this thread has stopped answering."""
        with self._lock:
            if unfinished is not None:
                self._queue.append(unfinished)
            if self._queue and self._busy <= self._limits.threads:
                return self._queue.popleft()
            self._busy -= 1
            return None

    def _answer(self, connection: Connection) -> bool:
        """Answer the first request; return True if the next one is ready."""
        request = connection.requests[0]
        if request.url not in self._urgent:
            self._of_thread.last_answer = monotonic()
        try:
            environ = request.environ(connection.described, self._limits.max_body)
        except BadRequestError:
            self._refuse(connection, "400 Bad Request")
            return False
        response = Response(request, keeps_alive=request.keeps_alive and request.is_complete and not self._is_stopping)
        try:
            self._send(connection, response, self._application(environ, response.start_response))
        except BodyMissingError:
            self._await_body(connection, request)
            return False
        except OSError:
            raise
        except BaseException:
            self._fail(connection, response)
            return False
        connection.has_answered, connection.ends_after_answer = True, not response.keeps_alive
        return self._after_sending(connection)

    def _fail(self, connection: Connection, response: Response) -> None:
        logger.exception("the application has failed")
        if response.is_started:
            self._end(connection)
        else:
            self._refuse(connection, "500 Internal Server Error")

    def _send(self, connection: Connection, response: Response, pieces: Iterable[bytes]) -> None:
        if isinstance(pieces, list):
            connection.send(response.whole(response.take_written() + b"".join(pieces)))
            return
        try:
            for piece in pieces:
                connection.send(response.part(response.take_written() + piece))
                self._let_read(connection)
            connection.send(response.end())
        finally:
            if close := getattr(pieces, "close", None):
                close()

    def _let_read(self, connection: Connection) -> None:
        """Wait until the client has read most of a long response. Raises OSError if it is too slow."""
        while connection.unsent > self._limits.max_unsent:
            connection.wait_writable()
            connection.send_rest()

    def _after_sending(self, connection: Connection) -> bool:
        """Continue writing, end, or await the next request; return True if that is ready."""
        if connection.unsent:
            connection.state = ConnectionState.WRITING
            self._wait_on(connection)
            return False
        answered = connection.requests.popleft()
        if connection.ends_after_answer:
            if answered.is_complete:
                self._end(connection)
            else:
                connection.linger()
                self._wait_on(connection)
            return False
        if connection.is_ready:
            if connection.state is ConnectionState.WRITING:
                self._offer(connection)
                return False
            return True
        self._wait_for_request(connection)
        return False

    def _wait_for_request(self, connection: Connection) -> None:
        if self._is_stopping:
            self._end(connection)
            return
        connection.state = ConnectionState.READING
        self._wait_on(connection)

    def _await_body(self, connection: Connection, request: Request) -> None:
        """Wait for a body that the application has asked for."""
        request.is_asked = True
        if request.declared_length > self._limits.max_body:
            self._refuse(connection, "413 Content Too Large")
            return
        if request.wants_invitation:
            connection.send(CONTINUE)
        connection.state = ConnectionState.READING
        self._wait_on(connection)

    # ── Connections ──────────────────────────────────────────────────────────────────────────────

    def _wait_on(self, connection: Connection) -> None:
        """Arm the connection until its next event."""
        with self._lock:
            surplus = self._take(self._places.note(connection))
            self._arm(connection)
        if surplus is not None:
            self._refuse(surplus, "503 Service Unavailable")

    def _arm(self, connection: Connection) -> None:
        is_new, connection.is_known, connection.is_armed = not connection.is_known, True, True
        self._poller.arm(connection.fd, connection.wanted, is_new=is_new)

    def _take(self, connection: Connection | None) -> Connection | None:
        """Give the connection to this thread; return None if another has it. Call under the lock."""
        if connection is None or not connection.is_armed:
            return None
        connection.is_armed = False
        return connection

    def _refuse(self, connection: Connection, status: str) -> None:
        try:
            connection.send(refusal(status))
            connection.linger()
        except OSError:
            self._end(connection)
        else:
            connection.requests.clear()
            self._wait_on(connection)

    def _end(self, connection: Connection) -> None:
        with self._lock:
            self._places.remove(connection)
            connection.close()

    def _sweep(self) -> None:
        """End overdue connections, and run the application for requests whose bodies are late."""
        if not self._sweeping.acquire(blocking=False):
            return
        try:
            self._next_sweep = monotonic() + SWEEP_SECONDS
            for connection in self._take_overdue():
                self._give_up(connection)
        finally:
            self._sweeping.release()

    def _take_overdue(self) -> list[Connection]:
        overdue = []
        with self._lock:
            for connection in self._places.by_fd.values():
                if not connection.is_armed:
                    continue
                if connection.is_overdue() or (self._is_stopping and connection.is_idle):
                    connection.is_armed = False
                    overdue.append(connection)
                elif connection.is_late:
                    connection.is_armed = False
                    connection.state = ConnectionState.ANSWERING
                    self._queue.append(connection)
        return overdue

    def _give_up(self, connection: Connection) -> None:
        if connection.is_half_read:
            self._refuse(connection, "408 Request Timeout")
        else:
            self._end(connection)

"""A server of `core.web` in this process, with an application that a test names and bounds that a test can wait for."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core.web.limits import ConnectionLimits
from core.web.server import Application, Server

SHORT = ConnectionLimits(
    max_body=1000,
    threads=2,
    connections_of_address=6,
    half_read_of_address=3,
    max_head=2000,
    transfer_seconds=0.6,
    minimum_rate=1000,
    keep_alive_seconds=1.5,
    prompt_seconds=0.1,
    idle_seconds=0.1,
)


class Client:
    """Sends bytes as they are, and reads until the server closes or has nothing more to say."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=5)

    def send(self, text: str) -> "Client":
        self.socket.sendall(text.replace("\n", "\r\n").encode())
        return self

    def answer(self, ending: bytes = b"") -> str:
        """What is said until the connection is closed, or until `ending`."""
        said = b""
        while not (ending and said.endswith(ending)):
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError:
                break
            if not data:
                break
            said += data
        return said.decode()

    def is_closed(self) -> bool:
        """Wait for the server to close the connection."""
        return not self.socket.recv(1)


@dataclass
class Served:
    server: Server
    address: tuple[str, int]
    clients: list[Client] = field(default_factory=list)

    def connect(self) -> Client:
        self.clients.append(Client(self.address))
        return self.clients[-1]

    def ask(self, text: str) -> str:
        return self.connect().send(text).answer()


@contextmanager
def serving(application: Application, limits: ConnectionLimits = SHORT, **options: Any) -> Iterator[Served]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(application, limits, **options)
    server.start([listener])
    served = Served(server, listener.getsockname())
    try:
        yield served
    finally:
        for client in served.clients:
            client.socket.close()
        server.stop()
        listener.close()


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the method, the path and the body; below `/private` refuse before the body is read."""
    if environ["PATH_INFO"].startswith("/private"):
        start_response("401 Unauthorized", [])
        return [b"no"]
    body = environ["wsgi.input"].read() if environ["CONTENT_LENGTH"] else b""
    said = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} ".encode() + body
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [said]


class Held:
    """An application that answers when it is let go."""

    def __init__(self) -> None:
        self.waiting = threading.Semaphore(0)
        self.gate = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/healthz":
            self.waiting.release()
            self.gate.wait(10)
        start_response("200 OK", [])
        return [b"done"]

"""What the HTTP doubles share: a server on a loopback port of its own, in a thread, that counts its connections."""

import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self


class LocalServer(ThreadingHTTPServer):
    """Usable as a context manager; `stopping` ends handlers that wait on purpose."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.connections = 0
        self.stopping = Event()
        self._tls = tls

    def url(self, path: str = "/") -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.server_address[1]}{path}"

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        self.connections += 1
        return connection, address

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread, where a slow TLS handshake holds up nobody else."""
        wrapped = self._tls.wrap_socket(request, server_side=True) if self._tls else request
        super().finish_request(wrapped, client_address)
        if wrapped is not request:
            wrapped.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in mid-answer is what many tests are about."""

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()


class QuietHandler(BaseHTTPRequestHandler):
    """Logs nothing and speaks HTTP/1.1, one request per connection."""

    protocol_version = "HTTP/1.1"
    server: LocalServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name for it
        pass

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

"""Serves the pages of labelled cases on loopback, as their files say: status, headers and charset."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Page = Mapping[str, Any]


class Shelf:
    """The pages that are served now, by address."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.served: dict[str, tuple[int, dict[str, str], bytes]] = {}

    @property
    def url(self) -> str:
        """The address before every page."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def show(self, case: str, pages: Sequence[Page]) -> None:
        """Serve these pages of a case, and none that it had before."""
        kept = {path: page for path, page in self.served.items() if not path.startswith(f"/{case}/")}
        for page in pages:
            headers = {"Content-Type": page.get("type", "text/html; charset=utf-8"), **page.get("headers", {})}
            body = page["body"].encode(page.get("charset", "utf-8"), "replace")
            kept[f"/{case}/{page['path'].lstrip('/')}"] = (page.get("status", 200), headers, body)
        self.served = kept

    def filled(self, text: str, case: str) -> str:
        """The text with the address of the case in place of `{base}`."""
        return text.replace("{base}", f"{self.url}{case}")


@contextmanager
def shelf() -> Iterator[Shelf]:
    """Serve pages on a free port, on a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            missing = (404, {"Content-Type": "text/plain"}, b"not here")
            status, headers, body = kept.served.get(self.path.split("?")[0], missing)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Shelf(server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()

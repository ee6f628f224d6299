"""Pages that are made to cost, which previews read: unmatched tags, lines of one letter, headers with an open quote."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from bench.attacks.attack import Attack, Target
from tests.stack import free_port

PAUSE_SECONDS = 1.0
SITE = f"http://127.0.0.1:{free_port()}"
PAGES = {
    "/tags": (b"</x><y>" * 280_000, "text/html"),
    "/lines": (b"a\n" * 1_000_000, "text/plain"),
    "/quote": (b"<p>x</p>", 'multipart/mixed; a="' + ";" * 60_000),
}


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body, media_type = PAGES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[None]:
    """Serve the pages at `SITE`."""
    port = int(SITE.rpartition(":")[2])
    with ThreadingHTTPServer(("127.0.0.1", port), _Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def _preview(target: Target, until: float, *, path: str) -> None:
    asked = {"search_query": f"Is it out? {SITE}{path}", "condition_description": "The page says “sold out”"}
    headers = {"Authorization": f"Bearer {target.key}"}
    url = f"http://{target.host}:{target.port}/api/v1/tasks/preview"
    while time.monotonic() < until:
        with suppress(requests.RequestException):
            requests.post(url, json=asked, headers=headers, timeout=90)
        time.sleep(PAUSE_SECONDS)


BUSY = "a worker busy for minutes to hours"
ATTACKS = (
    Attack("a page of 560,000 unmatched tags", BUSY, partial(_preview, path="/tags")),
    Attack("a page of a million lines of one letter", "1.6 GB", partial(_preview, path="/lines")),
    Attack("a page with a header that opens a quote", BUSY, partial(_preview, path="/quote")),
)

"""A web site whose pages a test writes and changes.

In a test:

    with Pages() as pages:
        pages["/offer"] = Page("<p>Sold out.</p>")
        ... pages.url("/offer") ...

By itself, one page for every path, read from a file at each request, so that the file can be changed:
`python -m tests.doubles.pages --port 9001 --file page.html`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

from tests.doubles.server import LocalServer, QuietHandler

NOT_FOUND_STATUS = 404


@dataclass(frozen=True)
class Page:
    """An answer. `raw`, where it is set, is all of it as it goes over the wire."""

    body: str | bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""

    @classmethod
    def redirect(cls, to: str, status: int = 302) -> Page:
        return cls("", status=status, headers={"Location": to})

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


class Pages(LocalServer):
    """Serves what was put under a path, and `missing` elsewhere; `asked` are the paths of all requests.

    Each answer waits `delay` seconds.
    """

    def __init__(self, port: int = 0, missing: Callable[[], Page] | None = None, tls: SSLContext | None = None) -> None:
        super().__init__(_Handler, port, tls)
        self._pages: dict[str, Page] = {}
        self._missing = missing or (lambda: Page("<p>Nothing here.</p>", status=NOT_FOUND_STATUS))
        self.asked: list[str] = []
        self.delay = 0.0

    def __setitem__(self, path: str, page: Page) -> None:
        self._pages[path] = page

    def __getitem__(self, path: str) -> Page:
        return self._pages.get(path) or self._missing()


class _Handler(QuietHandler):
    server: Pages

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        page = self.server[self.path]
        self.server.stopping.wait(self.server.delay)
        if page.raw:
            self.wfile.write(page.raw)
            self.close_connection = True
            return
        self.answer(page.status, page.content, {"Content-Type": page.content_type, **page.headers})

    do_POST = do_GET  # noqa: N815 - the name that the parent calls


def main() -> None:
    parser = argparse.ArgumentParser(description="A page for tests, served from a file that may change.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--file", type=Path, required=True)
    arguments = parser.parse_args()
    Pages(arguments.port, missing=lambda: Page(arguments.file.read_bytes())).serve_forever()


if __name__ == "__main__":
    main()

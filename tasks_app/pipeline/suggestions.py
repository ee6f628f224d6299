"""Google's Search Suggestions: HTML that comes with a grounded answer and must be shown with it.

It is untrusted HTML, kept unchanged within bounds. Pages show it in a sandboxed frame without scripts. Elsewhere only
its links are shown.
"""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from tasks_app.pipeline.sources import URL_LENGTH
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Source

# Google's have two to six thousand characters. Longer ones are dropped: Google's terms forbid changing them.
LONGEST = 20_000
MOST_SEARCHES = 10
SEARCH_LENGTH = 300


def kept(html: str | None) -> str | None:
    """Return the suggestions to keep with an execution; None if there are none or they are too long."""
    usable = tidy((html or "").replace("\r\n", "\n"), LONGEST + 1)
    return usable if 0 < len(usable) <= LONGEST else None


def searches(html: str | None) -> tuple[Source, ...]:
    """Return the searches at Google that the suggestions link to, each once."""
    reader = _Links()
    reader.feed((html or "")[:LONGEST])
    reader.close()
    found = {url: tidy(" ".join(words.split()), SEARCH_LENGTH) for url, words in reader.found}
    usable = [Source(url=url, title=title) for url, title in found.items() if title and _is_at_google(url)]
    return tuple(usable[:MOST_SEARCHES])


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._is_inside = True
            self.found.append((dict(attrs).get("href") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            url, words = self.found[-1]
            self.found[-1] = (url, words + data)


def _is_at_google(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and len(url) <= URL_LENGTH and f".{parts.hostname}".endswith(".google.com")

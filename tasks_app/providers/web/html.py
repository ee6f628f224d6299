"""The text of HTML, in time that grows with its length, whatever the page is made of."""

import logging
from typing import Any, NamedTuple

import trafilatura
from lxml import etree  # type: ignore[import-untyped]

logger = logging.getLogger(__name__)

# Below this a page has no menus worth telling apart from its text.
SHORT = 2000
# Trees beyond these make trafilatura slow (100,000 attributes of one element: 397 s; 100,000 elements: 11 s).
MOST_ELEMENTS, MOST_ATTRIBUTES, DEEPEST = 10_000, 200, 200
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
    }
    | {"mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
    | {"s", "strike", "del", "svg"}
)
_CELLS = frozenset({"td", "th"})
_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "s", "strike", "del", "title"}
)


class Texts(NamedTuple):
    """What a page says: its title, its first heading of the first rank, its main text, and all the rest.

    In `main` and `rest` each paragraph, heading, list item or table row is a line.
    """

    title: str
    heading: str
    main: str
    rest: str


def texts(html: str) -> Texts:
    page = _parsed(html)
    lines = page.lines
    if sum(map(len, lines)) < SHORT or not page.is_tame:
        return Texts(page.title, page.heading, "\n".join(lines), "")
    main = _main_lines(html)
    known = set(main)
    rest = (line for line in lines if main and line not in known)
    return Texts(page.title, page.heading, "\n".join(main or lines), "\n".join(rest))


def plain(markup: str) -> str:
    """All text of HTML or XML, tags left out."""
    return "\n".join(_parsed(markup).lines)


def _main_lines(html: str) -> list[str]:
    try:
        text = trafilatura.extract(html, favor_recall=True, include_comments=False, fast=True)
    except Exception:
        # Whatever a strange page makes it stumble over, the page still has its plain text.
        logger.warning("trafilatura could not read a page", exc_info=True)
        return []
    return [squeezed for line in (text or "").splitlines() if (squeezed := " ".join(line.split()))]


class _Page:
    """A target of lxml's parser: events instead of a tree, which a page can make arbitrarily slow to build."""

    def __init__(self) -> None:
        self.title = self.heading = ""
        self.lines: list[str] = []
        self.is_tame = True
        self._line: list[str] = []
        self._titles: list[str] = []
        self._depth = self._elements = 0
        self._unread_below: int | None = None
        self._in_title = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self.is_tame &= (
            self._elements <= MOST_ELEMENTS and len(attributes) <= MOST_ATTRIBUTES and self._depth <= DEEPEST
        )
        self._in_title = tag == "title" and not self.title
        if self._unread_below is None and (tag in _UNREAD or _is_hidden(attributes)):
            self._unread_below = self._depth
        self._border(tag)

    def end(self, tag: str) -> None:
        self._border(tag)
        if tag == "h1" and not self.heading and self.lines:
            self.heading = self.lines[-1][:300]
        if self._in_title:
            self.title, self._in_title = " ".join("".join(self._titles).split())[:300], False
        if self._unread_below is not None and self._depth <= self._unread_below:
            self._unread_below = None
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._in_title:
            self._titles.append(text)
        elif self._unread_below is None:
            self._line.append(text)

    def comment(self, text: str) -> None:
        pass

    def pi(self, target: str, data: str | None) -> None:
        pass

    def close(self) -> "_Page":
        self._end_line()
        return self

    def _border(self, tag: str) -> None:
        if tag in _CELLS:
            self._line.append(" ")
        elif tag not in _INLINE:
            self._end_line()

    def _end_line(self) -> None:
        line = " ".join("".join(self._line).split())
        self._line.clear()
        if line:
            self.lines.append(line)


def _is_hidden(attributes: dict[str, str]) -> bool:
    style = attributes.get("style", "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def _parsed(markup: str) -> _Page:
    page = _Page()
    parser: Any = etree.HTMLParser(target=page, remove_comments=True, remove_pis=True)
    try:
        parser.feed(markup.replace("\0", " ").encode("utf-8", "replace").decode())
        parser.close()
    except etree.LxmlError:
        page.close()
    return page

"""A document while it is read: its blocks and entries as they are found, its text put together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tasks_app.documents.types import Barrier, Block, BlockKind, Entry, Event, Link, Offer

MOST_BLOCKS, MOST_ENTRIES, MOST_LINKS = 20_000, 1000, 2000
# A line break in the source between two of these is no space (CSS Text, 4.1.3).
_WIDE = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9f"
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")


@dataclass(slots=True)
class Draft:
    """The parts of a document, in the making."""

    language: str = ""
    title: str = ""
    heading: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    canonical: str = ""
    blocks: list[Block] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    barrier: Barrier | None = None

    def add(self, text: str, kind: BlockKind = BlockKind.TEXT, *, section: str = "", row: int = 0) -> None:
        """Add a block of the main part, unless it is empty or one too many."""
        text = squeezed(text)
        if text and len(self.blocks) < MOST_BLOCKS:
            self.blocks.append(Block(text, main=True, kind=kind, section=section, row=row))


def squeezed(text: str) -> str:
    """Return `text` in one line with single spaces, as a browser shows it."""
    if not text.isascii() and ("\n" in text or "\r" in text):
        text = _BREAK_BETWEEN_WIDE.sub("", text)
    return " ".join(text.split())


_MARKER = re.compile(r"\s*(?:[-*•+#>|=]|\d+[.)]\s|\w+:\s)")


def paragraphs(text: str) -> Iterable[str]:
    """Yield the lines of plain text; a line that was wrapped within a sentence is joined with its next."""
    held = ""
    for line in text.splitlines():
        if held and line.strip() and _goes_on(held, line):
            held = f"{held} {line.strip()}"
            continue
        if held:
            yield held
        held = line.strip()
    if held:
        yield held


def _goes_on(line: str, following: str) -> bool:
    first = following.lstrip()[0]
    return (
        len(line) > 30
        and (first.islower() or first in "(,;")
        and line[-1] not in ".!?:;"
        and not _MARKER.match(following)
    )

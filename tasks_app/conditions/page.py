"""A document as it is judged: the lines and rows of its main part, without what is about something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from tasks_app.conditions import doubts
from tasks_app.conditions.lexicon import surroundings
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.rows import Row, pairs, row_of_entry, rows_of_tables
from tasks_app.conditions.text import alternatives, fold, sentences, words
from tasks_app.documents.types import Block, BlockKind, Document

_RELATED = alternatives(every(surroundings.RELATED))
_ADVERT = alternatives(every(surroundings.ADVERT))
_NAMED = re.compile(r"(?:name|title|label|handle): (?P<name>\S.*)")
_SILENT_KINDS = frozenset({BlockKind.ALT, BlockKind.PLACEHOLDER})


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the main part. `block` is the index of its block in the document."""

    text: str
    kind: BlockKind
    section: str
    block: int

    @property
    def folded(self) -> str:
        """The text, folded."""
        return fold(self.text)


@dataclass(frozen=True)
class Page:
    """A document with what the judges of every kind ask of it, worked out once. `clock` is the day of the look."""

    document: Document
    clock: date | None = None

    @cached_property
    def today(self) -> date | None:
        """The day of the look, or that of the page where it is later: no page is older than it says."""
        known = (self.document.published, self.document.modified)
        return max((self.clock, *(moment.date() for moment in known if moment))) if self.clock else None

    @cached_property
    def name(self) -> tuple[str, ...]:
        """The words of its title and heading, which it is about. Data without either are named by their address."""
        named = f"{self.document.title} {self.document.heading}"
        return words(named if named.strip() else " ".join((_path(self.document.url), *self._named)))

    @cached_property
    def _named(self) -> tuple[str, ...]:
        """The first names that data give themselves."""
        found = (_NAMED.match(block.text) for block in self.document.blocks[:20])
        return tuple(match["name"] for match in found if match)[:2]

    @cached_property
    def heading(self) -> tuple[str, ...]:
        """The words of its heading, or of its title where it has none."""
        return words(self.document.heading or self.document.title)

    @cached_property
    def blocks(self) -> tuple[tuple[int, Block], ...]:
        """The blocks of the main part with their indexes."""
        return tuple(_main_blocks(self.document.blocks))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences of the main part."""
        return tuple(
            Line(sentence, block.kind, block.section, index)
            for index, block in self.blocks
            if not block.row and index not in self._paired
            for sentence in sentences(block.text)
            if not doubts.is_order(fold(sentence))
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of tables and the entries of the main part."""
        tables = (*rows_of_tables(block for _, block in self.blocks), *(row for _, _, row in self._pairs))
        seen = {row.title for row in tables}
        apart = self._apart
        return tables + tuple(
            row_of_entry(entry)
            for entry in self.document.entries
            if entry.title not in seen
            and entry.title not in apart
            and not doubts.is_order(fold(f"{entry.title} {entry.text}"))
        )

    @cached_property
    def _pairs(self) -> tuple[tuple[int, int, Row], ...]:
        return tuple(pairs(self.blocks))

    @cached_property
    def _paired(self) -> frozenset[int]:
        """The indexes of blocks that are told as a pair, not as lines."""
        return frozenset(index for label, value, _ in self._pairs for index in (label, value))

    @cached_property
    def _apart(self) -> frozenset[str]:
        """Texts that stand only outside the main part."""
        kept = {block.text for _, block in self.blocks}
        return frozenset(block.text for block in self.document.blocks if block.text not in kept)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the main part, rows included."""
        found = {word for line in self.lines for word in words(line.text)}
        return frozenset(found | {word for row in self.rows for word in row.words} | set(self.name))


def _path(url: str) -> str:
    return re.sub(r"[^\w]+", " ", urlsplit(url).path.rpartition(".")[0] or urlsplit(url).path)


def is_related(text: str) -> bool:
    """Return True for the heading of a part about other things."""
    folded = re.sub(r"[\s:(){}\[\]…·•>»-]*\d*[\s:(){}\[\]…·•>»-]*$", "", fold(text))
    folded = re.sub(r"^\d+\s+", "", folded)
    return len(folded) < 60 and _RELATED.fullmatch(folded) is not None


def _main_blocks(blocks: tuple[Block, ...]) -> Iterator[tuple[int, Block]]:
    is_apart = False
    for index, block in enumerate(blocks):
        if is_related(block.text):
            is_apart = True
        elif block.kind is BlockKind.HEADING:
            is_apart = is_related(block.section) if block.section != block.text else False
        if is_apart or not block.main or block.is_comment or block.kind in _SILENT_KINDS:
            continue
        advert = _ADVERT.match(fold(block.text))
        if advert and re.match(r"\s*(?:$|[:-])", fold(block.text)[advert.end() :]):
            continue
        yield index, block

"""Rows: what belongs together in a table, a list or a feed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tasks_app.conditions import counts
from tasks_app.conditions.lexicon import asking_availability, availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.documents.types import Block, BlockKind, Entry

_VALUE = re.compile(r"^[\W_]*\d|^[-–—\s]*$")
_STATE = alternatives(
    (
        *every(
            availability.IN_STOCK, availability.OUT_OF_STOCK, availability.ENTRY_CLOSED, asking_availability.IS_OPEN
        ),
        "none",
        "yes",
        "no",
        "taken",
        "keine",
        "ja",
        "nein",
    )
)
_HEAD = alternatives(set(every(availability.STOCK_HEADERS)) - set(every(availability.IN_STOCK)))
_SEPARATORS = re.compile(r"\n| \| ")
LONGEST_HEADER = 60
# A longer entry is an article: what it says is judged sentence by sentence.
LONGEST_ENTRY, MOST_PARTS = 240, 4
_LABEL_WORDS, _VALUE_WORDS = 5, 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row under its header, which is the head of its column or the first cell of a row of two."""

    header: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a feed or list, or a row of a table, cut into its cells. `text` stands on the page."""

    title: str
    text: str
    cells: tuple[Cell, ...]
    id: str = ""
    date: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all its text, and of its headers."""
        return words(" ".join((self.title, self.text, *(cell.header for cell in self.cells))))


def row_of_entry(entry: Entry) -> Row:
    """The row of a feed's item, a list's or an object's: its text is cut where each datum has a line of its own."""
    text = (
        entry.text if entry.title and entry.title in entry.text else "\n".join(filter(None, (entry.title, entry.text)))
    )
    shown = " | ".join(filter(None, (piece.strip() for piece in text.split("\n"))))
    cells = tuple(_cells(text)) if len(text) <= LONGEST_ENTRY else ()
    if len(cells) > MOST_PARTS and not all(cell.header for cell in cells):
        cells = ()
    return Row(entry.title, shown, cells, entry.id, entry.date)


def _cells(text: str) -> Iterator[Cell]:
    for piece in _SEPARATORS.split(text):
        header, parted, value = piece.partition(": ")
        if parted and len(header) <= LONGEST_HEADER:
            yield Cell(header.strip(), value.strip())
        elif piece.strip():
            yield Cell("", piece.strip())


def rows_of_tables(blocks: Iterable[Block]) -> Iterator[Row]:
    """The rows of tables; a first row of heads names the cells below it."""
    numbered = [list(cells) for number, cells in groupby(blocks, key=lambda block: block.row) if number]
    heads: list[str] = []
    for place, cells in enumerate(numbered):
        values = [cell.text for cell in cells]
        own = [cell.section for cell in cells]
        following = [[cell.text for cell in row] for row in numbered[place + 1 :]]
        if len(heads) != len(values):
            heads = values if _is_head(values, following) else []
            if heads:
                continue
        yield _row(values, own if len(set(own)) == len(own) > 1 else heads)


def pairs(blocks: Iterable[tuple[int, Block]]) -> Iterator[tuple[int, int, Row]]:
    """A short label and the bare value in the next block, with the indexes of both."""
    earlier: tuple[int, Block] | None = None
    for index, block in blocks:
        if earlier and index == earlier[0] + 1 and _is_label(earlier[1]) and _is_bare_value(block):
            label = earlier[1].text.rstrip(": ")
            yield earlier[0], index, Row(label, f"{label}: {block.text}", (Cell(label, block.text),))
            earlier = None
        else:
            earlier = (index, block)


def _is_label(block: Block) -> bool:
    found = words(block.text)
    is_text = block.kind in (BlockKind.TEXT, BlockKind.LABEL) and not block.row
    folded = fold(block.text)
    is_plain = not any(letter.isdigit() for letter in folded) and (
        not _STATE.match(folded) or counts.heads_count(folded)
    )
    is_plain = is_plain and ": " not in folded
    return is_text and is_plain and 0 < len(found) <= _LABEL_WORDS


def _is_bare_value(block: Block) -> bool:
    folded = fold(block.text)
    is_text = block.kind in (BlockKind.TEXT, BlockKind.LABEL) and not block.row
    return is_text and ": " not in folded and len(words(folded)) <= _VALUE_WORDS and _is_value(folded)


def _row(values: list[str], heads: list[str]) -> Row:
    title = values[0]
    if heads:
        cells = [Cell(head, value) for head, value in zip(heads, values, strict=True)]
    elif len(values) == 2:
        cells = [Cell(title, values[1])]
    else:
        cells = [Cell("", value) for value in values]
    return Row(title, " | ".join(values), tuple(cells))


def _is_head(values: list[str], following: list[list[str]]) -> bool:
    """Return True for a first row of names: not one of its cells is a value, and below them there are values."""
    below = [row for row in following if len(row) == len(values)]
    if len(values) < 2 or not below or any(_is_value(value) and not _HEAD.match(fold(value)) for value in values[1:]):
        return False
    return any(_is_value(value) for row in below for value in row[1:])


def _is_value(text: str) -> bool:
    folded = fold(text)
    return _VALUE.match(folded) is not None or (_STATE.match(folded) is not None and len(words(folded)) <= 10)

"""Tables for people, aligned and cut to the width of the terminal."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

GAP = "  "
NARROWEST = 8


@dataclass(frozen=True)
class Column:
    """A column. `gives_way`: it is cut if the terminal is too narrow."""

    title: str
    gives_way: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """Return rows below their titles. `width` None is the terminal's, or unlimited without a terminal."""
    cells = [[column.title for column in columns], *([printable(cell) for cell in row] for row in rows)]
    widths = [max(map(wide, column)) for column in zip(*cells, strict=True)]
    room = width or terminal_width()
    if room:
        widths = _fitted(columns, widths, room)
    return "\n".join(_line(row, widths) for row in cells)


def pairs(facts: Sequence[tuple[str, str]]) -> str:
    """Return names with their values, one pair a line."""
    longest = max(len(name) for name, _ in facts)
    return "\n".join(f"{name:<{longest}}{GAP}{printable(value)}" for name, value in facts)


def terminal_width() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def printable(text: str) -> str:
    """Return untrusted `text` in one line, without control characters for the terminal."""
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))


def wide(text: str) -> int:
    """Return the width of `text` in columns of a terminal."""
    return sum(_columns(char) for char in text)


def clipped(text: str, width: int) -> str:
    if wide(text) <= width:
        return text
    kept, room = "", width - 1
    for char in text:
        room -= _columns(char)
        if room < 0:
            break
        kept += char
    return f"{kept}…"


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fitted(columns: Sequence[Column], widths: Sequence[int], room: int) -> list[int]:
    """Narrow the widest columns that give way until all fit."""
    fitted = list(widths)
    while sum(fitted) + len(GAP) * (len(fitted) - 1) > room:
        candidates = [n for n, column in enumerate(columns) if column.gives_way and fitted[n] > NARROWEST]
        if not candidates:
            break
        fitted[max(candidates, key=lambda n: fitted[n])] -= 1
    return fitted


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitted = [clipped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    padded = (cell + " " * (width - wide(cell)) for cell, width in zip(fitted, widths, strict=True))
    return GAP.join(padded).rstrip()

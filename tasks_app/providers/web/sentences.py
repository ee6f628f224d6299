"""Texts as sentences, and sentences as words. A sentence is always a stretch of its text, word for word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tasks_app.providers.web.language import stem

LONGEST = 60  # words; a longer stretch without a full stop is a list of things, not a sentence
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)\]]))\s+(?=[^\s\da-z])|(?<=[。！？])|\s[|•·]\s")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*")
_stem = lru_cache(maxsize=8192)(stem)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """`plain` is for comparison; `words` are its words, without apostrophes; `stems` are theirs, one each."""

    text: str
    plain: str
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def is_question(self) -> bool:
        return "?" in self.text or "？" in self.text


def sentence(text: str) -> Sentence:
    found = words(text)
    return Sentence(text=text, plain=plain(text), words=found, stems=tuple(map(_stem, found)))


def sentences(text: str) -> Iterator[Sentence]:
    """Every sentence of every line, in order."""
    for line in text.splitlines():
        for stretch in _END.split(line):
            if stretch and stretch.strip():
                yield from (sentence(piece) for piece in _pieces(stretch.strip()))


def words(text: str) -> tuple[str, ...]:
    return tuple(match[0].replace("'", "") for match in _WORD.finditer(plain(text)))


def plain(text: str) -> str:
    """`text` for comparison: lower case, plain quotation marks and hyphens, single spaces."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def _pieces(stretch: str) -> Iterator[str]:
    found = list(_WORD.finditer(stretch))
    if len(found) <= LONGEST:
        yield stretch
        return
    for first in range(0, len(found), LONGEST):
        last = found[min(first + LONGEST, len(found)) - 1]
        yield stretch[found[first].start() : last.end()]

"""Binding: which part of a page is about the thing that a condition names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.units import NUMBER_WORDS
from tasks_app.conditions.page import Line, Page
from tasks_app.conditions.rows import Cell, Row
from tasks_app.conditions.text import cut, fold, stands_for, words
from tasks_app.documents.types import BlockKind, Offer

_VARIANTS = {fold(word) for word in every(asking.VARIANTS)}
BYLINE = 8
_PRICED = re.compile(r"[€£$¥]|\d[.,]\d\d")
# "Size 43": the word before a variant need not stand beside it.
_VARIANT_NOUNS = {fold(word) for word in every(asking.VARIANT_BEFORE) if len(word) > 3}


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a row, as a thing that is said on its own. `row` is set for a row, with its cells."""

    text: str
    kind: BlockKind = BlockKind.TEXT
    section: str = ""
    block: int = -1
    row: Row | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of a row; a line is one cell, with a header where it has the form of one."""
        if self.row:
            return self.row.cells
        header, parted, value = self.text.partition(": ")
        return (Cell(header, value),) if parted and len(header.split()) <= 4 else (Cell("", self.text),)

    @property
    def words(self) -> frozenset[str]:
        """Its words and those of the heading above it."""
        return frozenset(words(self.text)) | frozenset(words(self.section))


@dataclass(frozen=True, slots=True)
class Scope:
    """The pieces of a page that are about a subject.

    `is_whole`: the whole main part is. Otherwise the pieces are those that name the variant, the row or the section.
    `preferred` are those among them that name most of what the page's own name leaves out.
    """

    page: Page
    subject: frozenset[str]
    pieces: tuple[Piece, ...]
    is_whole: bool
    preferred: tuple[Piece, ...] = ()

    @property
    def allowed(self) -> frozenset[str]:
        """The words that name nothing but the subject."""
        return self.subject | frozenset(self.page.name)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The structured offers of the subject: of a variant only those that name it."""
        offers = [offer for offer in self.page.document.offers if offer.main]
        named = [offer for offer in offers if self._names(offer)]
        return tuple(named or (offers if self.is_whole and len(offers) == 1 else ()))

    def _names(self, offer: Offer) -> bool:
        known = (*words(offer.name), *(self.page.name if self.is_whole else ()))
        return bool(offer.name) and all(has(word, known) for word in self.subject if _is_strict(word) or self.is_whole)


def scope_of(page: Page, subject: str) -> Scope | None:
    """The pieces about a subject, or None where the page does not speak of it."""
    asked = _asked(page, subject)
    missing = [word for word in asked if not has(word, page.name)]
    named = len(missing) < len(asked) or not asked
    known = page.words
    absent = [word for word in missing if not has(word, known)]
    if any(_is_strict(word) or _is_name(asked[word]) for word in absent) or (not named and len(absent) == len(missing)):
        return None
    present = [word for word in missing if word not in absent]
    only = {word for word in present if named and _is_the_only_variant(word, page)}
    strict = [word for word in present if word not in only and (not named or _is_strict(word) or _is_name(asked[word]))]
    everything = tuple(_pieces(page))
    kept = (
        _closest([piece for piece in everything if all(has(word, piece.words) for word in strict)], asked)
        if strict
        else everything
    )
    if not kept:
        kept = _by_names(everything, strict, asked) if not named else ()
    return (
        Scope(page, frozenset(asked), kept, is_whole=not strict, preferred=_preferred(kept, present)) if kept else None
    )


def _asked(page: Page, subject: str) -> dict[str, str]:
    """The words of a subject, folded, with how they are written; a number word is a figure where the page has that."""
    known = page.words
    asked = {}
    for written in _joined(cut(subject), known):
        word = fold(written)
        figure = str(NUMBER_WORDS.get(word, ""))
        if figure in known and word not in known:
            asked[figure] = figure
        elif word not in _VARIANT_NOUNS or has(word, page.name):
            asked[word] = written
    return asked


def _joined(written: tuple[str, ...], known: frozenset[str]) -> Iterator[str]:
    """The words, with a figure and its unit as one where the page writes them so: "50 mm" and "50mm"."""
    skipped = False
    for word, following in zip(written, (*written[1:], "")[: len(written)], strict=True):
        together = f"{word}{following}"
        is_one = word.isdigit() and bool(following) and fold(together) in known and not skipped
        if not skipped:
            yield together if is_one else word
        skipped = is_one


def has(word: str, said: Iterator[str] | frozenset[str] | tuple[str, ...]) -> bool:
    """Return True when one of the words said is a form of `word`."""
    return any(stands_for(word, other) for other in said)


def _pieces(page: Page) -> Iterator[Piece]:
    for row in page.rows:
        yield Piece(row.text, row=row)
    for line in page.lines:
        yield _of_line(line)


def _of_line(line: Line) -> Piece:
    return Piece(line.text, line.kind, line.section, line.block)


def _is_strict(word: str) -> bool:
    """Return True for a word that tells one variant from the others."""
    return any(letter.isdigit() for letter in word) or word in _VARIANTS


def _is_the_only_variant(word: str, page: Page) -> bool:
    """Return True for a variant that a byline names ("by A. Teague · hardback") on a page without another one."""
    if word not in _VARIANTS or (page.words & _VARIANTS) - {word}:
        return False
    bylines = (line for line in page.lines if has(word, words(line.text)))
    return all(len(words(line.text)) <= BYLINE and not _PRICED.search(line.text) for line in bylines)


def _is_name(written: str) -> bool:
    """Return True for a capital; short abbreviations tell a kind of thing: "the Orchardy ORM"."""
    return written[:1].isupper() and not (written.isupper() and 2 <= len(written) <= 4)


def _closest(pieces: list[Piece], asked: dict[str, str]) -> tuple[Piece, ...]:
    """Without the rows that name more than is asked, where another names exactly that: "Leith", not "Leith Walk"."""
    exact = [
        piece
        for piece in pieces
        if piece.row and piece.row.cells and all(has(word, tuple(asked)) for word in words(piece.row.title))
    ]
    return tuple(exact) if exact else tuple(pieces)


def _by_names(pieces: tuple[Piece, ...], strict: list[str], asked: dict[str, str]) -> tuple[Piece, ...]:
    """The pieces with every name and figure of a subject that heads the page nowhere."""
    names = [word for word in strict if _is_strict(word) or _is_name(asked[word])]
    found = [piece for piece in pieces if names and all(has(word, piece.words) for word in names)]
    return _closest(found, asked)


def _preferred(pieces: tuple[Piece, ...], present: list[str]) -> tuple[Piece, ...]:
    counts = [sum(has(word, piece.words) for word in present) for piece in pieces]
    most = max(counts, default=0)
    return tuple(piece for piece, count in zip(pieces, counts, strict=True) if count == most) if most else ()

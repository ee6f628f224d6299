"""Find a quotation in a document, word for word and figure for figure."""

import re
from collections.abc import Iterator, Sequence

from tasks_app.documents.comparing import Token, tokens
from tasks_app.documents.types import BlockKind, Document, Place

CONTEXT = 120  # characters shown on each side
LONGEST = 5000
_UNSAID = frozenset({BlockKind.ALT, BlockKind.PLACEHOLDER})
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?")
_HEAD_OF_GROUP = re.compile(r"\d{1,3}")
_THIN_SPACES = frozenset("\u00a0\u202f\u2009\u2007'’ ")


def find(document: Document, quote: str) -> Place | None:
    """Return the first place where `quote` stands in what the page says, or None.

    White space, quotation marks, dashes, case and Unicode forms may differ, as `comparing` says; words, figures and
    their order may not. A quotation may go on from one block to the next. The page does not say what describes an image
    or stands in an empty field. A document with a barrier holds no quotation.
    """
    wanted = [token.form for token in tokens(quote[:LONGEST])]
    if not wanted or not document.was_read or len(quote) > LONGEST:
        return None
    offsets: list[int] = []
    position = 0
    for block in document.blocks:
        offsets.append(position)
        position += len(block.text) + 1
    said = [
        (token, index)
        for index, block in enumerate(document.blocks)
        if block.kind not in _UNSAID
        for token in tokens(block.text)
    ]
    for first in _positions([token.form for token, _ in said], wanted):
        last = first + len(wanted) - 1
        (start, at), (end, last_at) = said[first], said[last]
        if _cuts_a_figure(document, said, first, last):
            continue
        begin, finish = offsets[at] + start.start, offsets[last_at] + end.end
        return Place(at, begin, finish, _around(document.text, begin, finish))
    return _in_title(document.title, wanted)


def _in_title(title: str, wanted: Sequence[str]) -> Place | None:
    found = list(tokens(title))
    for first in _positions([token.form for token in found], wanted):
        return Place(-1, found[first].start, found[first + len(wanted) - 1].end, title)
    return None


def _positions(forms: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    """Yield where `wanted` begins in `forms`, in time that grows with their sum (Knuth, Morris, Pratt)."""
    fallback = [0] * len(wanted)
    length = 0
    for index in range(1, len(wanted)):
        while length and wanted[index] != wanted[length]:
            length = fallback[length - 1]
        length += wanted[index] == wanted[length]
        fallback[index] = length
    length = 0
    for index, form in enumerate(forms):
        while length and (length == len(wanted) or form != wanted[length]):
            length = fallback[length - 1]
        length += form == wanted[length]
        if length == len(wanted):
            yield index - length + 1


def _cuts_a_figure(document: Document, said: Sequence[tuple[Token, int]], first: int, last: int) -> bool:
    """Return True where the match begins or ends within a figure in groups: 149 within 7 149, or 7 of it."""
    return _is_grouped(document, said, first - 1) or _is_grouped(document, said, last)


def _is_grouped(document: Document, said: Sequence[tuple[Token, int]], index: int) -> bool:
    """Return True where the tokens at `index` and after it are groups of one figure."""
    if not 0 <= index < len(said) - 1 or said[index][1] != said[index + 1][1]:
        return False
    (left, block), (right, _) = said[index], said[index + 1]
    between = document.blocks[block].text[left.end : right.start]
    if len(between) != 1 or between not in _THIN_SPACES:
        return False
    is_grouped = _HEAD_OF_GROUP.fullmatch(left.form) is not None and _GROUP.fullmatch(right.form) is not None
    return is_grouped and (between != " " or not right.form.isdigit() or _is_amount(said, index + 2))


def _is_amount(said: Sequence[tuple[Token, int]], index: int) -> bool:
    """Return True where a currency or unit symbol follows."""
    return index < len(said) and not said[index][0].form[0].isalnum()


def _around(text: str, start: int, end: int) -> str:
    begin = text.rfind(" ", max(0, start - CONTEXT - 40), max(0, start - CONTEXT)) + 1 if start > CONTEXT else 0
    stop = text.find(" ", end + CONTEXT, end + CONTEXT + 40)
    return text[begin : stop if stop >= 0 else end + CONTEXT]

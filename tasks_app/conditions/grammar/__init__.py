"""Understanding: free text to a typed condition. Where no reader is sure, nothing is understood."""

from collections.abc import Callable
from functools import lru_cache

from tasks_app.conditions.grammar.available import read_available
from tasks_app.conditions.grammar.change import read_change
from tasks_app.conditions.grammar.dated import read_date
from tasks_app.conditions.grammar.figure import read_figure
from tasks_app.conditions.grammar.hours import read_hours
from tasks_app.conditions.grammar.known import read_known, read_numbered
from tasks_app.conditions.grammar.text import QUOTED, prepared, sayings_of
from tasks_app.conditions.grammar.version import read_version
from tasks_app.conditions.grammar.words import read_words
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.text import fold
from tasks_app.conditions.types import AllOf, AnyOf, Condition, Words

MOST_PARTS = 6

Reader = Callable[[str], Condition | None]
_READERS: tuple[Reader, ...] = (
    *(read_words, read_known, read_numbered, read_change, read_version, read_date, read_figure, read_hours),
    read_available,
)


@lru_cache(maxsize=1024)
def understand(text: str) -> Condition | None:
    """The condition that a text asks for, or None: then only a model can judge it.

    >>> understand('The page says "sold out"')
    Words(text='sold out')
    """
    bare = _first_small(prepared(text))
    if not bare or len(bare) > 2000:
        return None
    return read_words(bare) or _joined(bare, MOST_PARTS) or _single(bare)


def _first_small(text: str) -> str:
    """The text with a small first letter, where that is one only because it begins a sentence."""
    first, _, _ = text.partition(" ")
    return text[:1].lower() + text[1:] if first[1:].islower() and first.isalpha() else text


def _single(text: str) -> Condition | None:
    return next((found for reader in _READERS if (found := reader(text))), None)


def _joined(text: str, parts_left: int) -> Condition | None:
    """Two conditions that each stand for themselves, joined by "and" or "or"."""
    folded = fold(text)
    quotations = [match.span() for match in QUOTED.finditer(text)]
    for table, whole in ((asking.OR, AnyOf), (asking.AND, AllOf)):
        for match in sayings_of(table, folded).finditer(folded):
            if parts_left < 2 or any(start <= match.start() < end for start, end in quotations):
                continue
            left, right = _part(text[: match.start()], parts_left), _part(text[match.end() :], parts_left)
            if left and right and _names_something(left) and _names_something(right):
                return whole((left, right))
    return None


def _part(text: str, parts_left: int) -> Condition | None:
    bare = text.strip(" ,;")
    return _joined(bare, parts_left - 2) or _single(bare) if bare else None


def _names_something(condition: Condition) -> bool:
    """Return False for a half that leans on the other one for what it is about."""
    return isinstance(condition, Words | AllOf | AnyOf) or bool(getattr(condition, "subject", True))

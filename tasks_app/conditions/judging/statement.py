"""Free words: met only where the main part of a page says them as they are, and never "not met"."""

from tasks_app.conditions import doubts
from tasks_app.conditions.grammar.text import prepared, small_words
from tasks_app.conditions.judgement import Judgement, met, unsure
from tasks_app.conditions.page import Page
from tasks_app.conditions.text import words
from tasks_app.documents.types import BlockKind

NEEDS_MODEL = (
    "Torale needs a model to judge this; without one it can judge words that a page says, figures, availability, "
    "versions, dates, and changes."
)
FEWEST_WORDS = 3
_SPOKEN = frozenset({BlockKind.TEXT, BlockKind.HEADING, BlockKind.CELL})


def judge_statement(text: str, page: Page) -> Judgement:
    """Judge one page: met where a sentence is the statement, small words aside, and nothing casts a doubt on it."""
    asked = _bare(prepared(text))
    if len(asked) >= FEWEST_WORDS:
        for line in page.lines:
            folded = line.folded
            if line.kind in _SPOKEN and _says(asked, line.text) and not _doubt(folded):
                return met(page, "The page says so in the same words.", line.text, line.text)
    return unsure(NEEDS_MODEL, page)


def _bare(text: str) -> tuple[str, ...]:
    small = small_words(text) - {"not", "no", "nicht", "kein", "pas", "non", "niet", "não", "nie", "inte", "ikke"}
    return tuple(word for word in words(text) if word not in small)


def _says(asked: tuple[str, ...], sentence: str) -> bool:
    """Return True when the words stand in a row in the sentence, and not much else does."""
    said = _bare(sentence)
    places = range(len(said) - len(asked) + 1)
    return any(said[place : place + len(asked)] == asked for place in places) and len(said) <= len(asked) + 6


def _doubt(folded: str) -> bool:
    return bool(
        doubts.asks(folded)
        or doubts.bound_to_a_time(folded, len(folded))
        or '"' in folded
        or doubts.denied(folded, len(folded), len(folded))
        or doubts.doubted(folded, 0, 0)
        or any(
            doubts.doubted(folded, place, place) or doubts.denied(folded, place, place)
            for place in range(0, len(folded), 12)
        )
    )

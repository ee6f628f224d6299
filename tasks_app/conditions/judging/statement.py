"""Free words: met only where the main part of a page says them as they are, and never "not met"."""

from tasks_app.conditions import doubts
from tasks_app.conditions.grammar.text import prepared, small_words
from tasks_app.conditions.judgement import Judgement, met, unsure
from tasks_app.conditions.page import Line, Page
from tasks_app.conditions.tenses import Tense, tense_of
from tasks_app.conditions.text import clauses, fold, words
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
            if line.kind in _SPOKEN and _says(asked, line.text) and not _doubt(line, page):
                return met(page, "The page says so in the same words.", line.text, line.text)
    return unsure(NEEDS_MODEL, page)


def _bare(text: str) -> tuple[str, ...]:
    small = small_words(text) - {"not", "no", "nicht", "kein", "pas", "non", "niet", "não", "nie", "inte", "ikke"}
    return tuple(word for word in words(text) if word not in small)


def _says(asked: tuple[str, ...], sentence: str) -> bool:
    """Return True where a clause of the sentence is the statement, with nothing more."""
    return any(_bare(clause) == asked for clause in (sentence, *clauses(fold(sentence))))


def _doubt(line: Line, page: Page) -> bool:
    folded = line.folded
    places = range(0, len(folded) + 1, 12)
    return (
        tense_of(folded, len(folded), len(folded), page.today) is not Tense.NOW
        or tense_of(folded, 0, 0, page.today) is not Tense.NOW
        or any(doubts.unsaid(folded, place, place) or doubts.denied(folded, place, place) for place in places)
    )

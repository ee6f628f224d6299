"""Words: whether a page says a phrase, word for word."""

from collections.abc import Iterator
from dataclasses import replace

from tasks_app.conditions import doubts
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.page import Page
from tasks_app.conditions.text import fold, sentences
from tasks_app.conditions.types import Words
from tasks_app.documents import find
from tasks_app.documents.types import Document

# Doubts with which a page says that something is not so, or not yet.
SAYS_NO = frozenset({"something that is not so", "something to come", "something of another time", "an offer to tell"})
MOST_PLACES = 20
LONGEST_QUOTE = 500


def judge_words(condition: Words, page: Page) -> Judgement:
    """Judge one page: met where a place with the phrase is neither denied nor doubted, not met where none has it."""
    places = list(_places(page.document, condition.text))
    if not places:
        return not_met(page, f"“{condition.text}” is not on any page read.")
    said, doubt = [], ""
    for block, context in places:
        sentence = _sentence(page.document, block, context, condition.text)
        doubt = _doubt(page, block, condition.text, sentence) or ""
        if not doubt:
            said.append(sentence)
    if said:
        return replace(met(page, f"The page says “{condition.text}”.", said[0], *said), is_quoted=True)
    block, context = places[0]
    quote = _sentence(page.document, block, context, condition.text)
    if doubt in SAYS_NO:
        return not_met(page, f"“{condition.text}” stands on the page, but as {doubt}.", quote)
    return unsure(f"“{condition.text}” stands on the page, but as {doubt}.", page, quote)


def _places(document: Document, phrase: str) -> Iterator[tuple[int, str]]:
    """The index of a block that the phrase begins in, and the text around it, for the first places."""
    offset = 0
    for _ in range(MOST_PLACES):
        place = find(
            replace(document, blocks=document.blocks[offset:], title=document.title if not offset else ""), phrase
        )
        if place is None:
            return
        if place.block < 0:
            yield -1, place.context
            return
        yield offset + place.block, place.context
        offset += place.block + 1


def _doubt(page: Page, index: int, phrase: str, sentence: str) -> str:
    if index >= 0 and page.document.blocks[index].is_comment:
        return "a reader's comment"
    folded, sought = fold(sentence), fold(phrase)
    start = folded.find(sought)
    if start < 0:
        return ""
    end = start + len(sought)
    if folded[:start].endswith("-"):
        return "a part of another word"
    if doubts.denied(folded, start, end):
        return "something that is not so"
    doubt = doubts.doubted(folded, start, end) or doubts.dated(folded, start, end)
    is_answered = doubt == "a question" and index >= 0 and not doubts.asks(fold(page.document.blocks[index].text))
    return "" if is_answered else doubt


def _sentence(document: Document, index: int, context: str, phrase: str) -> str:
    """The sentence of the block that holds the phrase; the text around it where it goes over a border."""
    sought = fold(phrase)
    texts = (document.blocks[index].text,) if index >= 0 else ()
    found = (sentence for text in (*texts, context) for sentence in sentences(text) if sought in fold(sentence))
    return next(found, context)[:LONGEST_QUOTE]

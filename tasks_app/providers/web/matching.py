"""Whether a sentence says what is asked, denies it, or leaves it open."""

import re
from enum import Enum
from functools import lru_cache

from tasks_app.providers.web import language
from tasks_app.providers.web.condition import Key, Statement
from tasks_app.providers.web.sentences import Sentence, words

BEFORE = 6  # words before a match in which a negation is taken to belong to it


class Stance(Enum):
    SAYS = "says"
    DENIES = "denies"
    LEAVES_OPEN = "leaves open"


def stance_on_phrase(sentence: Sentence, phrase: str) -> Stance | None:
    """None: `phrase` (as `plain` writes it) is not in the sentence."""
    found = _phrase(phrase).search(sentence.plain)
    if found is None:
        return None
    start = len(words(found.string[: found.start()]))
    return _stance(sentence, start, start + len(words(phrase)), exempt=frozenset(words(phrase)))


def stance_on_statement(sentence: Sentence, statement: Statement, given: frozenset[str]) -> Stance | None:
    """None: a key is missing. `given` are stems that need not be in the sentence: those of the page's title."""
    return _stance_on_keys(sentence, statement.keys, given, statement.words)


def is_opposite(sentence: Sentence, statement: Statement, given: frozenset[str]) -> bool:
    """Whether the sentence says the contrary: "sold out" where "in stock" was asked for."""
    others = tuple(key for key in statement.keys if key != statement.state)
    return any(
        opposite.position(sentence.stems) is not None
        and _stance_on_keys(sentence, (opposite, *others), given, statement.words) is Stance.SAYS
        for opposite in statement.opposites
    )


def _stance_on_keys(
    sentence: Sentence, keys: tuple[Key, ...], given: frozenset[str], exempt: frozenset[str]
) -> Stance | None:
    found = []
    for key in keys:
        at = key.position(sentence.stems)
        if at is not None:
            found.append((at, at + len(key.stems)))
        elif not given.issuperset(key.stems):
            return None
    if not found:
        return None
    return _stance(sentence, min(found)[0], max(end for _, end in found), exempt=exempt)


def _stance(sentence: Sentence, start: int, end: int, *, exempt: frozenset[str]) -> Stance:
    up_to = set(sentence.words[:end]) - exempt
    near = set(sentence.words[max(0, start - BEFORE) : end]) - exempt
    after = set(sentence.words[end : end + 1]) - exempt
    if sentence.is_question or _hedges(sentence, up_to):
        return Stance.LEAVES_OPEN
    if near & (language.NEGATIONS | language.FUTURE) or after & language.AFTERTHOUGHTS:
        return Stance.DENIES
    return Stance.SAYS


def _hedges(sentence: Sentence, found: set[str]) -> bool:
    is_only_the_month = "may" in found and "may" not in sentence.text
    return bool((found & language.HEDGES) - ({"may"} if is_only_the_month else set()))


@lru_cache(maxsize=256)
def _phrase(phrase: str) -> re.Pattern[str]:
    """As whole words where it is written in words: "open" is not in "opened"."""
    before, after = (r"(?<!\w)" if phrase[0].isascii() else ""), (r"(?!\w)" if phrase[-1].isascii() else "")
    return re.compile(f"{before}{re.escape(phrase)}{after}")

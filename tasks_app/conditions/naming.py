"""Names: whether words on a page name another thing than the one that is asked for."""

import re
from itertools import pairwise

from tasks_app.conditions import moments
from tasks_app.conditions.lexicon import amounts, asking, availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.units import NUMBER_WORDS
from tasks_app.conditions.scope import Scope, has
from tasks_app.conditions.text import alternatives, words

# The small words of conditions name nothing on pages either.
SMALL_WORDS = frozenset(word for saying in every(asking.SMALL) for word in words(saying))
_PRICE_LABEL = alternatives(every(amounts.PRICE_LABELS, asking.PRICE_NOUNS))
_NAMING_NOTHING = (
    SMALL_WORDS
    | moments.weekdays()
    | set(NUMBER_WORDS)
    | {word for saying in every(amounts.MEASURED, availability.NEUTRAL) for word in words(saying)}
)
_UNITS = {word for saying in every(availability.UNITS_TO_HAVE, availability.LEFT) for word in words(saying)}


def names_others(before: str, scope: Scope, *, counts: bool = False) -> bool:
    """Return True when words before a figure or a date name something besides the subject and words for figures.

    `counts`: units in which something is had ("seats") name nothing else.
    """
    if names_sibling(before, scope):
        return True
    last = re.split(r"[;·•]|\.\s|\s-\s", before)[-1]
    found = (word for word in words(_PRICE_LABEL.sub(" ", last)) if len(word) > 2 and not word[0].isdigit())
    known = _NAMING_NOTHING | _UNITS if counts else _NAMING_NOTHING
    return any(word not in known and not has(word, scope.allowed) for word in found)


def names_sibling(text: str, scope: Scope) -> bool:
    """Return True where the name that heads the page stands with another number: "Orion 3" on the page of "Orion 4"."""
    heading, said = scope.page.heading, words(text)
    numbered = {name for name, number in pairwise(heading) if len(name) > 2 and number[0].isdigit()}
    return any(
        name in numbered and number[0].isdigit() and number not in scope.allowed for name, number in pairwise(said)
    )

"""Conditions about words that a page says, or no longer says."""

from itertools import pairwise

from tasks_app.conditions.grammar.text import QUOTED, SMALL, sayings_of
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import AllOf, AnyOf, Condition, Not, Words

_SAYS = alternatives(every(asking.SAYS))
_ABSENT = alternatives(every(asking.ABSENT))
_GONE = alternatives(
    (
        "removed",
        "vanished",
        "vanishes",
        "disappeared",
        "disappears",
        "gone",
        "missing",
        "deleted",
        "taken down",
        "absent",
        "verschwindet",
        "verschwunden",
        "entfernt",
        "fehlt",
        "disparu",
        "disparaît",
        "desaparece",
        "falta",
        "scompare",
        "manca",
        "verdwijnt",
        "verdwenen",
        "ontbreekt",
        "znika",
        "zniknął",
        "försvinner",
        "saknas",
        "forsvinder",
        "mangler",
        "zmizí",
        "chybí",
    )
)
_DENIES = alternatives(
    ("not", "never", "nicht", "nie", "no", "non", "niet", "não", "inte", "ikke", "hasn't", "isn't", "ne")
)
# Words around the quotations that ask for nothing more.
_FILLERS = (
    SMALL
    | {
        word
        for table in (asking.SAYS, asking.ABSENT, asking.OR, asking.AND, asking.WHOLE_PAGE)
        for saying in every(table)
        for word in words(saying)
    }
    | {
        "such",
        "exactly",
        "these",
        "says:",
        "following",
        "somewhere",
        "anywhere",
        "which",
        "found",
        "instead",
        "other",
        "something",
    }
)
MOST_PHRASES = 20
MOST_OTHER_WORDS = 2


def read_words(text: str) -> Condition | None:
    """The phrases in quotation marks that a page is to say or not to say; None where none of that is asked.

    Also None where the words around them ask for more, or for something that these rules could invert.
    """
    quoted = list(QUOTED.finditer(text))
    if not 0 < len(quoted) <= MOST_PHRASES:
        return None
    gaps = [text[: quoted[0].start()], *(text[one.end() : two.start()] for one, two in pairwise(quoted))]
    tail = fold(text[quoted[-1].end() :])
    around = [*map(fold, gaps), tail]
    if not any(_SAYS.search(gap) or _GONE.search(gap) for gap in around) or _asks_more(around):
        return None
    parts = _parts([next(filter(None, match.groups())) for match in quoted], around[:-1], tail)
    return _joined(parts, around[:-1]) if parts else None


def _asks_more(around: list[str]) -> bool:
    others = [word for gap in around for word in words(gap) if word not in _FILLERS]
    return len(others) > MOST_OTHER_WORDS or any(letter.isdigit() for word in others for letter in word)


def _parts(phrases: list[str], gaps: list[str], tail: str) -> list[Condition]:
    """Each phrase with its sign: that of its own gap, else that of the one before. The tail can turn all of them."""
    parts: list[Condition] = []
    is_absent = False
    for place, (phrase, gap) in enumerate(zip(phrases, gaps, strict=True)):
        if place == 0 or _SAYS.search(gap) or _ABSENT.search(gap):
            if _is_twisted(gap):
                return []
            is_absent = _ABSENT.search(gap) is not None
        parts.append(Not(Words(phrase.strip())) if is_absent else Words(phrase.strip()))
    if not _ABSENT.search(tail):
        return parts
    if _is_twisted(tail):
        return []
    return [part if isinstance(part, Not) else Not(part) for part in parts]


def _is_twisted(gap: str) -> bool:
    """Return True for what says that something is not gone."""
    gone = _GONE.search(gap)
    return gone is not None and _DENIES.search(gap[: gone.start()]) is not None


def _joined(parts: list[Condition], gaps: list[str]) -> Condition | None:
    if len(parts) == 1:
        return parts[0]
    around = " ".join(gaps)
    either, both = sayings_of(asking.OR, around), sayings_of(asking.AND, around)
    has_or = any(either.search(gap) for gap in gaps)
    has_and = any(both.search(gap) for gap in gaps[1:])
    if has_or and has_and:
        return None
    all_absent = all(isinstance(part, Not) for part in parts)
    # "Does not say A or B" is about both.
    return AnyOf(tuple(parts)) if has_or and not all_absent else AllOf(tuple(parts))

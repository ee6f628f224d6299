"""What a condition asks of a page, as far as plain rules can tell."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from tasks_app.providers.web import language
from tasks_app.providers.web.addresses import without_addresses
from tasks_app.providers.web.language import stem
from tasks_app.providers.web.sentences import plain, words

_QUOTED = re.compile(
    r"\"([^\"]{2,200})\"|“([^”]{2,200})”|«([^»]{2,200})»|„([^“”]{2,200})[“”]|(?<!\w)['‘]([^'’]{2,200})['’](?!\w)"
)
_EITHER = re.compile(r"^[\s,]*(or|,)[\s,]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Key:
    """A word, or words that only mean something together: as it was `said`, and as stems to compare."""

    said: str = field(compare=False)
    stems: tuple[str, ...]

    @classmethod
    def of(cls, said: str) -> Self:
        return cls(said, tuple(map(stem, words(said))))

    def position(self, stems: tuple[str, ...]) -> int | None:
        """Where its stems stand in a row in `stems`, if they do."""
        length = len(self.stems)
        return next((at for at in range(len(stems) - length + 1) if stems[at : at + length] == self.stems), None)


@dataclass(frozen=True, slots=True)
class Literal:
    """The page must say `phrases` word for word (one of them, if `either`), or must not, if `absent`."""

    phrases: tuple[str, ...]
    either: bool
    absent: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with all of `keys` must say so; or must deny it, if `negative`.

    `opposites` are the sayings that state the contrary of `state`, one of the keys. `words` are all of the condition's.
    """

    keys: tuple[Key, ...]
    negative: bool
    compares: bool
    state: Key | None
    opposites: tuple[Key, ...]
    words: frozenset[str]


def understand(text: str) -> Literal | Statement:
    """
    >>> understand('The page no longer says "sold out"')
    Literal(phrases=('sold out',), either=False, absent=True)
    >>> [key.said for key in understand("The Widget 3000 is back in stock").keys]
    ['back in stock', 'widget', '3000']
    """
    text = without_addresses(text)
    quoted = tuple(_QUOTED.finditer(text))
    phrases = tuple(plain(next(filter(None, match.groups()))) for match in quoted)
    around = _QUOTED.sub(" ", text)
    if phrases and language.SPEECH & set(words(around)):
        gaps = [text[one.end() : two.start()] for one, two in pairwise(quoted)]
        either = any("or" in words(gap) for gap in gaps) and all(map(_EITHER.match, gaps))
        return Literal(phrases, either, absent=language.ABSENCE.search(around) is not None)
    return _statement(text, around, tuple(map(Key.of, phrases)))


def _statement(text: str, around: str, names: tuple[Key, ...]) -> Statement:
    all_words = frozenset(words(text))
    state, opposites = _state(text)
    others = (Key.of(word) for word in _outside(state, words(around)) if word not in _SMALL)
    return Statement(
        keys=tuple(dict.fromkeys((*((state,) if state else ()), *(name for name in names if name.stems), *others))),
        negative=bool(language.NEGATIONS & all_words) or language.ABSENCE.search(around) is not None,
        compares=bool(language.COMPARISONS & all_words),
        state=state,
        opposites=opposites,
        words=all_words,
    )


def _state(text: str) -> tuple[Key | None, tuple[Key, ...]]:
    """The longest known state that `text` names, and the sayings for its opposite."""
    stems = Key.of(text).stems
    named = [(key, other) for key, other in _STATES if key.position(stems) is not None]
    return max(named, key=lambda pair: len(pair[0].stems), default=(None, ()))


def _outside(state: Key | None, found: tuple[str, ...]) -> tuple[str, ...]:
    at = state.position(tuple(map(stem, found))) if state else None
    return found if state is None or at is None else found[:at] + found[at + len(state.stems) :]


_SMALL = language.FILLERS | language.NEGATIONS
_STATES: tuple[tuple[Key, tuple[Key, ...]], ...] = tuple(
    (Key.of(saying), tuple(map(Key.of, other)))
    for pair in language.OPPOSITES
    for side, other in (pair, pair[::-1])
    for saying in side
)

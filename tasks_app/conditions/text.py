"""Text for comparison: folded letters, words, sentences and clauses."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑–—−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff", None),
    }
)
# A full stop ends a sentence only before a space and what cannot go on with it: a date's or an ordinal's dot does not.
_SENTENCE_END = re.compile(
    r"(?<=[.!?…])(?<!\b\w\.)(?:(?<!\d\.)|(?<=\d{4}\.))[\"')\]]*\s+(?=[^\sa-zà-ÿ])|(?<=\D[.!?…])\s+(?=\d)|(?<=[。！？])|\s[•·|]\s|\n"
)
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s-\s|[()]|[、，；：]")
_WORD = re.compile(r"\d+(?:[.,']\d+)*(?![\w])|\w+(?:['\-.]\w+)*")
_WIDE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_ENDINGS = frozenset(
    [
        "a",
        "e",
        "i",
        "o",
        "u",
        "y",
        "ą",
        "ę",
        "ej",
        "ie",
        "em",
        "ów",
        "om",
        "ami",
        "ach",
        "ym",
        "ego",
        "iej",
        "ich",
        "ych",
        "ě",
        "í",
        "ý",
        "é",
        "ou",
        "ům",
        "ů",
        "ím",
        "ém",
        "ým",
        "na",
        "ne",
        "nej",
        "no",
        "nych",
        "nego",
    ]
)
_PARTICLES = re.compile(r"[のがはをにでもとへやか]+")


def plain(text: str) -> str:
    """One form for each letter, plain quotation marks and hyphens, single spaces; capitals stay."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Plain, in small letters, each at the place of its letter in `plain(text)`."""
    return plain(text).lower()


def is_wide(text: str) -> bool:
    """Return True for a text in a script without spaces between its words."""
    return _IS_WIDE.search(text) is not None


def cut(text: str) -> tuple[str, ...]:
    """The words as they are written. A figure with its separators is one; Japanese is cut at its particles."""
    found = (match[0] for match in _WORD.finditer(plain(text)))
    return tuple(part for word in found for part in (_PARTICLES.split(word) if is_wide(word) else (word,)) if part)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The folded words."""
    return cut(fold(text))


def sentences(text: str) -> list[str]:
    """The sentences of a block, each a stretch of it."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip()]


def clauses(folded: str) -> list[str]:
    """The clauses of a folded sentence."""
    return [piece.strip() for piece in _CLAUSE_END.split(folded) if piece.strip()]


def alternatives(sayings: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the sayings as whole words in folded text, the longest first."""
    ordered = sorted({fold(saying) for saying in sayings}, key=len, reverse=True)
    return re.compile("|".join(_whole(saying) for saying in ordered) or r"(?!)")


def _whole(saying: str) -> str:
    pattern = re.escape(saying).replace(r"\ ", r"[\s\-]+")
    return pattern if is_wide(saying) else rf"(?<!\w){pattern}(?!\w)"


def stands_for(asked: str, said: str) -> bool:
    """Return True when one word is a form of the other: equal, or the beginning of it with at least four letters.

    Words with a figure are names, and must be equal.
    """
    if asked == said:
        return True
    if any(letter.isdigit() for letter in asked + said):
        return False
    asked, said = _singular(asked), _singular(said)
    if is_wide(asked):
        return asked in said or said in asked
    short, long = sorted((asked, said), key=len)
    return asked == said or (len(short) >= 4 and long.startswith(short)) or _is_inflected(asked, said)


def _is_inflected(one: str, other: str) -> bool:
    """Return True for two words that differ only in their endings, as those of Slavonic languages do."""
    same = next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), 0)
    return same >= 4 and one[same:] in _ENDINGS and other[same:] in _ENDINGS


def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("'")
    for ending in ("ies", "es", "s", "en"):
        if len(word) - len(ending) >= (3 if ending == "s" else 4) and word.endswith(ending):
            return word.removesuffix(ending)
    return word

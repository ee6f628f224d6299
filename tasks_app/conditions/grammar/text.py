"""Steps that every reader of conditions takes."""

import re
from collections.abc import Collection
from functools import lru_cache

from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import Table, every
from tasks_app.conditions.text import alternatives, cut, fold, plain, words
from tasks_app.pipeline.wording import condition_of

QUOTED = re.compile(
    r"\"([^\"]{1,300})\"|“([^”]{1,300})”|„([^“”\"]{1,300})[“”\"]|«\s?([^»]{1,300}?)\s?»|»([^«]{1,300})«|‚([^‘’]{1,300})[‘’]"
    r"|「([^」]{1,300})」|『([^』]{1,300})』|(?<![\w’'])['‘]([^'’]{2,300})['’](?!\w)"
)
_ADDRESS = re.compile(r"\s*(?:\b(?:at|on|from|see|auf|sur|en|su|op|em|na|på)\s+)?https?://\S+", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:please\s+)?(?:(?:tell|notify|alert|inform|email|ping)\s+me|let\s+me\s+know|i\s+(?:want|need)\s+to\s+know)\s+"
    r"(?:when(?:ever)?|if|once|as\s+soon\s+as|that)\s+|^(?:when(?:ever)?|if|once|as\s+soon\s+as|that|wenn|sobald|quand|lorsque|cuando|quando|wanneer)\s+",
    re.IGNORECASE,
)
_SMALL_OF = {
    language: frozenset(word for saying in sayings for word in words(saying))
    for language, sayings in asking.SMALL.items()
}
SMALL = frozenset().union(*_SMALL_OF.values())
_BRAND_NEW = re.compile(r"\bbrand[- ]?new\b", re.IGNORECASE)
_PAGE_NOUNS = frozenset(word for saying in every(asking.WHOLE_PAGE) for word in words(saying))
DENIES = alternatives(
    (
        "not",
        "no longer",
        "never",
        "isn't",
        "aren't",
        "doesn't",
        "don't",
        "cannot",
        "can't",
        "no",
        "none",
        "nicht",
        "nicht mehr",
        "kein",
        "keine",
        "pas",
        "plus",
        "ne",
        "no",
        "non",
        "niet",
        "geen",
        "não",
        "nie",
        "brak",
        "inte",
        "ikke",
        "není",
        "nejsou",
        "neither",
    )
)


def prepared(text: str) -> str:
    """The condition on one line, without addresses, the request around it and the mark at its end."""
    bare = " ".join(_ADDRESS.sub("", text).split()).strip()
    bare = _ASKING.sub("", bare)
    if bare.rstrip().endswith("?") and not QUOTED.search(bare):
        bare = condition_of(bare)
    return plain(bare).rstrip(".!?。 ")


def without(text: str, *spans: tuple[int, int]) -> str:
    """The text without the given stretches."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    kept.append(text[at:])
    return " ".join(" ".join(kept).split())


def subject_of(text: str, taken: Collection[str] = ()) -> str:
    """The words of a text that name something, as they are written: without small ones and those in `taken`.

    A capital within the text makes a name of a small word ("Orion Pro"); small words of other languages are kept.
    """
    written = cut(_BRAND_NEW.sub("new", text))
    small = small_words(text)
    kept = []
    for place, word in enumerate(written):
        is_name = place > 0 and word[:1].isupper()
        if is_name or (fold(word) not in small and fold(word) not in taken):
            kept.append(word)
    return " ".join(kept)


def languages_of(text: str) -> frozenset[str]:
    """The language, or languages, of whose small words the text has the most; all of them where it has none."""
    found = words(text)
    counts = {language: sum(word in small for word in found) for language, small in _SMALL_OF.items()}
    most = max(counts.values())
    return frozenset(language for language, count in counts.items() if count == most)


def small_words(text: str) -> frozenset[str]:
    """The small words of the language of the text."""
    return frozenset().union(*(_SMALL_OF[language] for language in languages_of(text)))


def sayings_of(table: Table, text: str) -> re.Pattern[str]:
    """A pattern for the sayings of a table in the language of the text: "of" is "or" in Dutch alone."""
    return _sayings_in(tuple(table.items()), languages_of(text))


@lru_cache(maxsize=256)
def _sayings_in(table: tuple[tuple[str, tuple[str, ...]], ...], languages: frozenset[str]) -> re.Pattern[str]:
    return alternatives(saying for language, sayings in table if language in languages for saying in sayings)


def head_and_tail(text: str, span: tuple[int, int]) -> tuple[str, str]:
    """Return the text before and after a span."""
    return text[: span[0]].strip(), text[span[1] :].strip()


def is_page(text: str) -> bool:
    """Return True where nothing but the page itself is named."""
    return all(word in SMALL or word in _PAGE_NOUNS for word in words(text))


def names_page(text: str) -> bool:
    """Return True where the page as a whole is named, perhaps with what it is about."""
    return (
        alternatives(
            (
                "page",
                "website",
                "seite",
                "webseite",
                "página",
                "pagina",
                "strona",
                "stronie",
                "sidan",
                "siden",
                "stránka",
                "ページ",
            )
        ).search(fold(text))
        is not None
    )

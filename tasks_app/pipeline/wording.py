"""Questions, and the statements that answer them, by plain rules of English. Where none fits, words stay."""

import re

LONGEST_NAME = 60
_VERBS = "is|are|was|were|has|have|had|will"
_QUESTION = re.compile(rf"(?:(when|where|why|how)\s+)?({_VERBS})\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_STATEMENT = re.compile(rf"(\S.*?)\s+({_VERBS})\s+(\S.*)", re.IGNORECASE | re.DOTALL)
# Beginnings of the predicate: "the shop | open", "Apple | announced it".
_SAID = re.compile(
    r"(?<=\s)(?:back|in stock|out of stock|on sale|sold|available|unavailable|open|closed|out|over|live|ready|online"
    r"|offline|down|up|free|be|being|been|becoming|become|going|gone|coming|come|begun|won|made|found|risen|fallen|finally"
    r"|officially|already|still|again|not|\w{3,}ed)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    {"a", "an", "the", "any", "this", "that", "these", "those", "there", "it", "its", "my", "our", "your"}
)
_HOST = re.compile(r"https?://(?:www\.)?([^\s/?#:]+)\S*", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:\b(?:at|on|from|see)\s+)?https?://\S+", re.IGNORECASE)


def condition_of(question: str) -> str:
    """The statement that comes true when `question` can be answered, or with yes.

    >>> condition_of("Is the console back in stock at https://example.com?")
    'The console is back in stock at https://example.com'
    >>> condition_of("When is the next iPhone being released?")
    'It is officially stated when the next iPhone is being released'
    >>> condition_of("iPhone release date")
    'iPhone release date'
    """
    asked = _QUESTION.fullmatch(_plain(question))
    parts = _subject_and_rest(asked[3]) if asked else None
    if asked is None or parts is None:
        return question
    stated = f"{parts[0]} {asked[2].lower()} {parts[1]}"
    return f"It is officially stated {asked[1].lower()} {stated}" if asked[1] else capital(stated)


def question_of(statement: str) -> str:
    """The question that is answered with yes when `statement` comes true.

    >>> question_of("The console is back in stock")
    'Is the console back in stock?'
    >>> question_of("Apple sells it")
    'Is it true that Apple sells it?'
    """
    text = _plain(statement)
    said = _STATEMENT.fullmatch(text)
    if said is None:
        return f"Is it true that {_small(text)}?"
    return f"{said[2].capitalize()} {_small(said[1])} {said[3]}?"


def has_verb(text: str) -> bool:
    """Return True if `text` is a statement, as far as these rules can tell."""
    return _STATEMENT.fullmatch(_plain(text)) is not None


def is_question(text: str) -> bool:
    return text.rstrip().endswith("?") or _QUESTION.fullmatch(_plain(text)) is not None


def name_of(text: str) -> str:
    """A short name for what `text` is about: without addresses and the first article, cut between words.

    >>> name_of("The console is back in stock at https://example.com/shop")
    'Console is back in stock'
    """
    words = _plain(_ADDRESS.sub("", text)).split() or _HOST.sub(r"\1", text).split()
    if len(words) > 1 and words[0].lower() in ("a", "an", "the"):
        del words[0]
    return capital(cut(" ".join(words), LONGEST_NAME))


def capital(text: str) -> str:
    """Fit to begin with; names such as "iPhone" keep their small letter."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].islower() else text


def cut(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut between words where that is not too early."""
    if len(text) <= length:
        return text
    whole = text[: length - 1].rpartition(" ")[0]
    return f"{whole if len(whole) > length // 2 else text[: length - 1]}…"


def _subject_and_rest(text: str) -> tuple[str, str] | None:
    if text.lower().startswith("there "):
        return text[:5], text[6:]
    for found in _SAID.finditer(text):
        subject = text[: found.start()].strip()
        if not _SMALL.issuperset(subject.lower().split()):
            return subject, text[found.start() :]
    return None


def _plain(text: str) -> str:
    """On one line, without the mark at its end."""
    return " ".join(text.split()).rstrip("?!. ")


def _small(text: str) -> str:
    """Fit to stand within a sentence; names keep their capital."""
    first = text.partition(" ")[0]
    return text[:1].lower() + text[1:] if first.lower() in _SMALL else text

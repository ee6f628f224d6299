"""Tenses: whether words on a page are said of now, of a time to come, or of one that the clock cannot tell."""

import re
from datetime import date, timedelta
from enum import Enum

from tasks_app.conditions import moments
from tasks_app.conditions.lexicon import doubts, times
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.moments import When
from tasks_app.conditions.text import alternatives, words

_OTHER_TIMES = alternatives(every(times.OTHER_TIMES))
_SINCE = alternatives(every(times.SINCE))
_UNTIL = alternatives(every(doubts.UNTIL))
_WEEKDAY = alternatives(moments.weekdays())
_UNITS = "|".join(sorted(map(re.escape, every(times.LONG_SPANS)), key=len, reverse=True))
_IN_WEEKS = re.compile(rf"(?<![\w.,])\d+(?:\s?(?:-|to|bis|à|a)\s?\d+)?\s?-?(?:{_UNITS})(?!\w)")
_ONCE = re.compile(r"(?<!\w)(?<!at )(?:once|after|following|upon)(?!\w)")
_YEAR = re.compile(r"(?<![\w.,:/-])(?:19|20|21)\d\d(?![\w/:-]|[.,]\d)")
# From such a word on, "from 2 May" is a beginning; "of 2 May" names a thing by its day.
_FROM = alternatives(every(times.FROM))
_BEGINS = {word for saying in every(times.FROM) for word in words(saying)}
_OF_DAY = re.compile(r"(?<!as )(?<!beginning )(?<!week )(?<!\w)(?:of|van|av|af)\s+(?:the\s+|den\s+)?$")
_NEAREST = timedelta(days=92)
_IN_YEAR = re.compile(r"(?:\(|(?<!\w)(?:in|im jahr|en|nel|em|w|i|v|roku|año|anno|ano|année|jaar|år|roce))\s*$")
_MARKS = re.compile(r"[;:|!。]|\s[–—-]\s|(?<!\d)\.\s")
_ENDS = re.compile(r"[;|!。]|(?<!\d)\.\s|\s-\s|\s\+\s")


class Tense(Enum):
    """The time of which something is said, as far as the clock shows it."""

    NOW = "now"
    TO_COME = "to come"
    UNCLEAR = "another time"


def tense_of(folded: str, start: int, end: int, today: date | None, known: frozenset[str] = frozenset()) -> Tense:
    """The tense of what stands at these offsets of a folded sentence.

    It is to come only where `today` shows that a date with a word for a beginning is: "open from 2 May 2032". Words in
    `known` are names, even if they look like a year.
    """
    before = _MARKS.split(folded[:start])[-1]
    if _ONCE.search(before):
        return Tense.UNCLEAR
    after = _of_part(_bound_after(folded, end), today, known)
    return _of_part(before, today, known) or after or Tense.NOW


def is_to_come(when: When, today: date | None) -> bool:
    """Return True for a date after today. Without a year it is one within three months."""
    if today is None:
        return False
    if when.has_year:
        return when.first > today
    nearest = (moments.in_year(when.first, year) for year in (today.year, today.year + 1))
    return any(timedelta(0) < day - today <= _NEAREST for day in nearest)


def _bound_after(folded: str, end: int) -> str:
    """The words that follow without a mark, and those in brackets or after a comma that are only a time."""
    following = _ENDS.split(folded[end:])[0]
    head, comma, tail = following.partition(", ")
    if not comma:
        return following
    found = moments.dates(tail)
    return following if found and found[0].start <= 12 and len(words(tail[: found[0].start])) <= 2 else head


def _of_part(part: str, today: date | None, known: frozenset[str]) -> Tense | None:
    """The tense that a stretch of text gives what stands beside it; None where it names no time."""
    found = [when for when in moments.dates(part) if not _is_name(part, when, known)]
    if found:
        return _of_dates(part, found[0], today)
    bare = moments.without_dates(part)
    for match in (*_OTHER_TIMES.finditer(bare), *_WEEKDAY.finditer(bare)):
        if match[0] not in known and not _UNTIL.search(bare[: match.start()]):
            return Tense.UNCLEAR
    return Tense.UNCLEAR if _IN_WEEKS.search(bare) else _of_years(bare, today, known)


def _of_dates(part: str, first: When, today: date | None) -> Tense | None:
    leading = part[: first.start]
    if _SINCE.search(leading):
        return None
    if first.is_range:
        return _of_range(first, today)
    if _UNTIL.search(leading[-20:]):
        is_over = first.has_year and (today is None or first.last < today)
        return Tense.UNCLEAR if is_over else None
    begins = _FROM.search(leading) is not None and all(word in _BEGINS for word in words(leading))
    return Tense.TO_COME if begins and is_to_come(first, today) else Tense.UNCLEAR


def _of_range(span: When, today: date | None) -> Tense | None:
    if today is None or not span.has_year:
        return Tense.UNCLEAR
    if span.first > today:
        return Tense.TO_COME
    return None if today <= span.last else Tense.UNCLEAR


def _of_years(part: str, today: date | None, known: frozenset[str]) -> Tense | None:
    """A year gone by is another time; one to come only after "in": it is a name elsewhere ("the 2032 race")."""
    for match in _YEAR.finditer(part):
        if match[0] in known:
            continue
        if today is None or int(match[0]) < today.year or _IN_YEAR.search(part[: match.start()]):
            return Tense.UNCLEAR
    return None


def _is_name(part: str, when: When, known: frozenset[str]) -> bool:
    """Return True for a date that names the thing itself: all its words do, or "of" stands before it."""
    if _OF_DAY.search(part[: when.start]):
        return True
    return bool(known) and all(word in known for word in words(part[when.start : when.end]))

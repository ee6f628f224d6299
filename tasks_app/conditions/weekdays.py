"""Days of the week in text: single ones, lists and spans, in any language of the CLDR tables that are loaded."""

import re
from functools import cache
from itertools import product
from typing import Final, Literal

from babel.dates import get_day_names

from tasks_app.conditions.moments import LANGUAGES
from tasks_app.conditions.text import fold

_WIDTHS: Final[tuple[Literal["wide", "abbreviated"], ...]] = ("wide", "abbreviated")
_CONTEXTS: Final[tuple[Literal["format", "stand-alone"], ...]] = ("format", "stand-alone")
ALL_DAYS = frozenset(range(7))
_DAILY = re.compile(
    r"(?<!\w)(?:daily|every day|täglich|tous les jours|a diario|todos los días|ogni giorno|dagelijks|codziennie"
    r"|denně)(?!\w)"
)
_TO = r"\s*(?:-|to|till|until|through|bis|au|à|a|al|t/m|tot|do|til|till och med|–)\s*"
_PLURALS = ("s", "e", "en", "ar")
_OTHERS = {
    "sonnabend": 5,
    "sonnabends": 5,
    "tues": 1,
    "thur": 3,
    "thurs": 3,
    "weds": 2,
    "月曜": 0,
    "土曜": 5,
    "日曜": 6,
}
# Abbreviations of one language that are words of another one.
_WORDS = frozenset({"dom", "man", "sob", "mer", "mar", "pon", "son", "pet"})


def days_in(folded: str, *, short: bool = True) -> frozenset[int]:
    """The days of the week that a folded text names; 0 is Monday. `short`: abbreviations count too."""
    if _DAILY.search(folded):
        return ALL_DAYS
    found: set[int] = set()
    for match in _span().finditer(folded) if short else ():
        first, last = _numbers(2)[match["first"].rstrip(".")], _numbers(2)[match["last"].rstrip(".")]
        found |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    shortest = 3 if short else 0
    found |= {_numbers(shortest)[match[0].rstrip(".")] for match in _single(shortest).finditer(folded)}
    return frozenset(found)


@cache
def _numbers(shortest: int) -> dict[str, int]:
    """The number of each name. `shortest` is the length from which abbreviations count; 0 for none of them."""
    numbers: dict[str, int] = {}
    for language, width, context in product(LANGUAGES, _WIDTHS, _CONTEXTS):
        for number, name in get_day_names(width, context=context, locale=language).items():
            bare = fold(name).rstrip(".")
            if width == "wide":
                numbers |= {f"{bare}{ending}": number for ending in ("", *_PLURALS)} | numbers
            elif shortest and len(bare) >= shortest and bare not in _WORDS:
                numbers.setdefault(bare, number)
    return numbers | _OTHERS


@cache
def _day(shortest: int) -> str:
    return "|".join(sorted(map(re.escape, _numbers(shortest)), key=len, reverse=True))


@cache
def _span() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<first>{_day(2)})\.?{_TO}(?P<last>{_day(2)})(?!\w)")


@cache
def _single(shortest: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_day(shortest)})(?!\w)")

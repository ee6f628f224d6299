"""Figures in text, with their units: found in any common format, and told in canonical units."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol
from price_parser.parser import parse_number

from tasks_app.conditions.lexicon.units import CURRENCIES, MEASURES
from tasks_app.conditions.text import fold

# Digits in groups of three, or in one run; then a fraction, or the dash that stands for none.
_NUMBER = r"(?:\d{1,3}(?:[ .,']\d{3})+(?!\d)|\d+)(?:[.,]\d+)?(?:[.,]?-(?!\w))?"
_FAMILIES = ({"KR", "SEK", "DKK", "NOK"}, {"JPY", "CNY"}, {"USD", "CAD", "AUD"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure at an offset of folded text. `unit` is canonical, `is_money` says it is a currency.

    `rate` is what stands after a stroke: an amount "per" something, as in "12 cm/h".
    """

    value: Decimal
    unit: str
    start: int
    end: int
    is_money: bool = False
    rate: str = ""


def amounts(text: str, *, language: str = "") -> list[Amount]:
    """All figures of the text, which is folded first; those within words, dates, times and versions are left out."""
    folded = fold(text)
    found = []
    for match in _amount_pattern().finditer(folded):
        amount = _read(match, language)
        if amount is not None:
            found.append(amount)
    return found


def same_unit(asked: str, said: str) -> bool:
    """Return True when figures in the two units can be compared. Several countries share a sign for their money."""
    return asked == said or any(asked in family and said in family for family in _FAMILIES)


@cache
def _amount_pattern() -> re.Pattern[str]:
    names = sorted({*_units(), *_currencies()}, key=len, reverse=True)
    unit = "|".join(re.escape(name) for name in names)
    before = "|".join(re.escape(name) for name in sorted(_currencies(), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,:/#])(?:(?P<before>{before})\s?)?(?<![\w/])(?P<sign>-(?=\d))?(?P<number>{_NUMBER})"
        rf"(?:\s?(?P<after>{unit})(?![\w]))?(?P<rate>\s?/\s?[a-z]\w*)?(?![\w]|[.,:/-]\d)"
    )


def _read(match: re.Match[str], language: str) -> Amount | None:
    before, after = match["before"] or "", match["after"] or ""
    money = _currencies().get(before) or _currencies().get(after)
    unit, factor = _units().get(after, ("", Decimal(1)))
    value = _number(match["number"], language, counts=not unit or bool(money))
    if value is None:
        return None
    signed = -value if match["sign"] else value
    rate = (match["rate"] or "").strip(" /")
    return Amount(
        value=signed if money else signed * factor,
        unit=money or unit,
        start=match.start(),
        end=match.end(),
        is_money=money is not None,
        rate=rate,
    )


def _number(text: str, language: str, *, counts: bool) -> Decimal | None:
    """The value of a number. Three digits after one sign are thousands, but for measures in some languages."""
    bare = text.rstrip("-").rstrip(".,")
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", bare):
        sign = bare[-4]
        is_fraction = bare.startswith("0") or (not counts and sign == _decimal_sign(language))
        bare = bare.replace(sign, "." if is_fraction else "")
        return Decimal(bare)
    try:
        return parse_number(bare.replace("'", ""))
    except (InvalidOperation, ValueError):
        return None


@lru_cache(maxsize=64)
def _decimal_sign(language: str) -> str:
    try:
        return get_decimal_symbol(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        return "."


@cache
def _units() -> dict[str, tuple[str, Decimal]]:
    return {fold(name): (unit, factor) for names, unit, factor in MEASURES for name in names}


@cache
def _currencies() -> dict[str, str]:
    """Every sign and name of a currency. Its names in the languages of `CURRENCY_LANGUAGES` come from the CLDR."""
    return {fold(name): code for code, names in CURRENCIES.items() for name in names}

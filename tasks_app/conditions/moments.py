"""Dates in text: days, months and spans of them, in any language of the CLDR tables that are loaded."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from babel.dates import get_day_names, get_month_names

from tasks_app.conditions.text import fold, is_wide

LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "sk",
    "tr",
    "hu",
    "ro",
    "uk",
    "ru",
)
# Stands for the year where none is given.
OPEN_YEAR = 4
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_ORDINAL = r"(?:st|nd|rd|th|\.|er|º|°|e|:e)?"
_YEAR = r"(?:19|20|21)\d\d"
# A month without a year is one only after such a word: "may" and "mars" are others too.
_BEFORE_MONTH = (
    "in|before|after|by|until|till|since|from|of|mid|end of|early|late|during|im|vor|nach"
    "|bis|ab|seit|ende|anfang|mitte|en|avant|après|fin|début|antes de|después de|a|entro|prima di|dopo"
    "|vóór|na|eind|tot|em|w|we|przed|po|do|od|i|före|efter|v|před"
)
_SEASONS = {
    **dict.fromkeys(
        (
            "spring",
            "frühling",
            "frühjahr",
            "printemps",
            "primavera",
            "voorjaar",
            "lente",
            "wiosna",
            "wiosną",
            "vår",
            "våren",
            "forår",
            "jaro",
            "春",
        ),
        (3, 6),
    ),
    **dict.fromkeys(
        ("summer", "sommer", "été", "verano", "estate", "zomer", "verão", "lato", "latem", "sommar", "léto", "夏"),
        (6, 9),
    ),
    **dict.fromkeys(
        (
            "autumn",
            "fall",
            "herbst",
            "automne",
            "otoño",
            "autunno",
            "herfst",
            "outono",
            "jesień",
            "jesienią",
            "höst",
            "efterår",
            "podzim",
            "秋",
        ),
        (9, 12),
    ),
}


@dataclass(frozen=True, slots=True)
class When:
    """A span of days named at an offset of folded text; a single day is a span of one.

    `other` is the second reading of a date whose day and month cannot be told apart. A year that is not given is
    `OPEN_YEAR`. `is_range`: a beginning and an end were named, so that both are dates of their own.
    """

    first: date
    last: date
    start: int
    end: int
    other: date | None = None
    is_range: bool = False

    @property
    def has_year(self) -> bool:
        """True when the text gives the year."""
        return self.first.year != OPEN_YEAR


def dates(text: str) -> list[When]:
    """The dates of a text, in its order. A year that is given once in a sentence is that of its other dates."""
    folded = fold(text)
    found: list[When] = []
    for reader in (_ranges, _days, _numeric, _wide, _months, _seasons):
        found += (when for when in reader(folded) if not any(_overlap(when, known) for known in found))
    return _with_years(sorted(found, key=lambda when: when.start))


def without_dates(folded: str) -> str:
    """The folded text with its dates taken out: "may" is a month there, and a guess elsewhere."""
    for when in reversed(dates(folded)):
        folded = f"{folded[: when.start]} {folded[when.end :]}"
    return folded


def on(text: str) -> When | None:
    """The one date that a condition names, or None where there is none or more than one."""
    found = dates(text)
    return found[0] if len(found) == 1 else None


def in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def weekdays() -> frozenset[str]:
    """The folded names of the days of the week."""
    return _weekdays()


@cache
def _weekdays() -> frozenset[str]:
    names = (get_day_names("wide", locale=language) for language in LANGUAGES)
    singular = {fold(name) for table in names for name in table.values()}
    return frozenset(
        singular | {f"{name}s" for name in singular} | {name.removesuffix("y") + "ies" for name in singular}
    )


@cache
def _month_numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context=context, locale=language).items():
                    numbers.setdefault(fold(name).rstrip("."), number)
    numbers.update({"sept": 9})
    # "mar" is also a verb, a sea and a Tuesday, "ma" a word: short names count only beside a day.
    return {name: number for name, number in numbers.items() if len(name) >= 3}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    month = "|".join(sorted(map(re.escape, _month_numbers()), key=len, reverse=True))
    long_month = "|".join(
        sorted(
            (re.escape(name) for name in _month_numbers() if len(name) > 3 or name in ("may", "mai", "maj", "mei")),
            key=len,
            reverse=True,
        )
    )
    bare_day = rf"(?:0?[1-9]|[12]\d|3[01]){_ORDINAL}(?!\w)"
    day = rf"(?<![\w.,:/-]){bare_day}"
    of = r"(?:\s+(?:de|of|d'|den)\s*)?\s*"
    year = rf"(?:(?:\s+(?:de|del)\s+|[,.]?\s*|\s*'){_YEAR}(?![\w]))?"
    return {
        "range": re.compile(
            rf"(?P<d1>{day})(?:{of}(?P<m1>{month})\.?(?!\w)(?P<y1>{year}))?\s*(?:-|to|bis|au|al|a|t/m|tot|do|until|till|til|och|and|und|e|y|et|à|do)\s*"
            rf"(?:the\s+|zum\s+|den\s+|el\s+|il\s+)?(?P<d2>{bare_day}){of}(?P<m2>{month})\.?(?!\w)(?P<y2>{year})"
        ),
        "day": re.compile(rf"(?P<d>{day}){of}(?P<m>{month})\.?(?!\w)(?P<y>{year})"),
        "month_day": re.compile(
            rf"(?<!\w)(?P<m>{month})\.?\s+(?P<d>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)(?![\w:.]|\s*(?:uhr|h)\b)(?P<y>,?\s*{_YEAR}(?!\w))?"
        ),
        "month": re.compile(rf"(?<!\w)(?P<m>{long_month})(?!\w)\s+(?:de\s+)?(?P<y>{_YEAR})(?!\w)"),
        "bare_month": re.compile(rf"(?<!\w)(?:{_BEFORE_MONTH})\s+(?P<m>{long_month})(?!\w)"),
        "season": re.compile(rf"(?<!\w)(?P<s>{'|'.join(_SEASONS)})(?!\w)\s+(?:of\s+|de\s+)?(?P<y>{_YEAR})"),
        "iso": re.compile(rf"(?<![\w.-])(?P<y>{_YEAR})-(?P<m>0\d|1[0-2])-(?P<d>[0-3]\d)(?!\d)"),
        "compact": re.compile(rf"(?<!\w)(?P<y>{_YEAR})(?P<m>0\d|1[0-2])(?P<d>[0-3]\d)(?=t\d|(?!\w))"),
        "numeric": re.compile(
            rf"(?<![\w./-])(?P<a>\d{{1,2}})(?P<sign>[./-])\s?(?P<b>\d{{1,2}})(?P=sign)\s?(?P<y>{_YEAR}|\d\d)(?!\d)"
        ),
        "wide": re.compile(rf"(?:(?P<y>{_YEAR})年)?\s?(?P<m>1[0-2]|[1-9])月(?:\s?(?P<d>[12]\d|3[01]|[1-9])日)?"),
    }


def _ranges(text: str) -> list[When]:
    found = []
    for match in _patterns()["range"].finditer(text):
        second = _month_numbers()[match["m2"]]
        year = _year(match["y2"])
        first = _date(_year(match["y1"]) or year, _month_numbers().get(match["m1"] or "", second), _digits(match["d1"]))
        last = _date(year, second, _digits(match["d2"]))
        if first and last:
            found.append(When(min(first, last), last, match.start(), match.end(), is_range=True))
    return found


def _days(text: str) -> list[When]:
    found = []
    for name in ("iso", "compact", "day", "month_day"):
        for match in _patterns()[name].finditer(text):
            month = int(match["m"]) if match["m"].isdigit() else _month_numbers()[match["m"]]
            day = _date(_year(match["y"]), month, _digits(match["d"]))
            if day:
                found.append(When(day, day, match.start(), match.end()))
    return found


def _numeric(text: str) -> list[When]:
    """Dots put the day first; strokes leave it open unless one of the figures cannot be a month."""
    found = []
    for match in _patterns()["numeric"].finditer(text):
        year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
        day, month = int(match["a"]), int(match["b"])
        readings = [_date(year, month, day)] + ([] if match["sign"] == "." else [_date(year, day, month)])
        real = [reading for reading in readings if reading]
        if real:
            other = next((reading for reading in real[1:] if reading != real[0]), None)
            found.append(When(real[0], real[0], match.start(), match.end(), other=other))
    return found


def _wide(text: str) -> list[When]:
    if not is_wide(text):
        return []
    found = []
    for match in _patterns()["wide"].finditer(text):
        year, month = _year(match["y"]), int(match["m"])
        first = _date(year, month, int(match["d"] or 1))
        if first:
            found.append(When(first, first if match["d"] else _month_end(first), match.start(), match.end()))
    return found


def _months(text: str) -> list[When]:
    found = []
    for name in ("month", "bare_month"):
        for match in _patterns()[name].finditer(text):
            first = _date(_year(match.groupdict().get("y")), _month_numbers()[match["m"]], 1)
            if first:
                found.append(When(first, _month_end(first), match.start("m"), match.end()))
    return found


def _seasons(text: str) -> list[When]:
    """Return the seasons in `text`, with wide spans: countries differ in when a season begins and ends."""
    found = []
    for match in _patterns()["season"].finditer(text):
        first, last = _SEASONS[match["s"]]
        year = int(match["y"])
        end = date(year, last, monthrange(year, last)[1])
        found.append(When(date(year, first, 1), end, match.start(), match.end()))
    return found


def _with_years(found: list[When]) -> list[When]:
    """The year that one date of a sentence lacks is the next one's, else the last one's before it."""
    years = [when.first.year for when in found if when.has_year]
    if not years:
        return found
    completed = []
    for place, when in enumerate(found):
        if not when.has_year:
            after = next((other for other in found[place + 1 :] if other.has_year), None)
            year = after.first.year if after else years[-1]
            when = replace(when, first=in_year(when.first, year), last=in_year(when.last, year))
        completed.append(when)
    return completed


def _overlap(one: When, other: When) -> bool:
    return one.start < other.end and other.start < one.end


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _date(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year or OPEN_YEAR, month, day)
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    found = re.search(r"\d{4}", text or "")
    return int(found[0]) if found and _FIRST_YEAR <= int(found[0]) <= _LAST_YEAR else None


def _digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))

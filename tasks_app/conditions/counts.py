"""Counts of what is left: "3 left", "Free seats: 12 of 40", "38 of 40 places are taken"."""

import re
from dataclasses import dataclass

from tasks_app.conditions.lexicon import availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold

_HEADERS = alternatives(every(availability.STOCK_HEADERS))
_UNIT = "|".join(
    sorted(map(re.escape, {fold(noun) for noun in every(availability.UNITS_TO_HAVE)}), key=len, reverse=True)
)
_LEFT = "|".join(map(re.escape, sorted(map(fold, every(availability.LEFT)), key=len, reverse=True)))
_STILL = "|".join(map(re.escape, sorted(map(fold, every(availability.ONLY)), key=len, reverse=True)))
_OF = r"(?:of|out of|von|sur|de|van|z|av|af|di|/)"
_COUNTS = (
    re.compile(
        rf"(?<![\w.,])(?P<n>\d+)(?:\s+{_OF}\s+\d+)?(?:\s+(?:{_UNIT}))?\s+"
        rf"(?:(?:are|sind|is|still|noch|more|weitere)\s+)*(?:{_LEFT})(?!\w)"
    ),
    re.compile(rf"(?<!\w)(?:{_HEADERS.pattern})\s*[:(]\s*(?P<n>\d+)(?!\d|[.,]\d)(?<!\((?:19|20|21)\d\d)"),
    re.compile(rf"(?<!\w)(?:{_STILL})\s+(?P<n>\d+)\s+(?:{_UNIT})(?!\w)"),
    re.compile(r"(?:残り|残|あと)(?P<n>\d+)"),
)
_TAKEN = re.compile(
    rf"(?<![\w.,])(?P<n>\d+)\s*{_OF}\s*(?P<all>\d+)\s+(?:\w+\s+){{0,2}}(?:are\s+|sind\s+|is\s+|have\s+been\s+)?"
    r"(?:taken|booked|sold|full|belegt|vergeben|occupées|ocupadas|occupati|bezet|zajętych|upptagna|optaget|obsazeno)"
)
_VALUE = re.compile(rf"(?P<n>\d+)(?:\s*{_OF}\s*\d+)?(?:\s*(?:{_UNIT}|{_LEFT}|pcs|pc|stk|ks|szt)?\.?)?$")


@dataclass(frozen=True, slots=True)
class Left:
    """How many are left, with the place of the text that says so."""

    count: int
    start: int
    end: int


def left_in(folded: str) -> list[Left]:
    """The counts of what is left in a folded text. Places that are taken are counted down from all of them."""
    taken = _TAKEN.search(folded)
    if taken:
        return [Left(max(int(taken["all"]) - int(taken["n"]), 0), *taken.span())]
    matches = (match for pattern in _COUNTS if (match := pattern.search(folded)))
    return [Left(int(match["n"]), *match.span()) for match in matches]


def left_under(header: str, value: str) -> int | None:
    """How many are left by a datum under a header that counts them: "12 of 40" under "seats left"; or None."""
    named = {header.replace("_", " ").rpartition(".")[2], header.rpartition(".")[2]}
    match = _VALUE.match(value) if any(_HEADERS.match(name) or heads_count(name) for name in named) else None
    return int(match["n"]) if match else None


def heads_stock(header: str) -> bool:
    """Return True for the folded name of a datum that says whether something can be had."""
    return bool(
        _HEADERS.match(header.replace("_", " ").rpartition(".")[2]) or _HEADERS.match(header.rpartition(".")[2])
    )


def heads_count(header: str) -> bool:
    """Return True for "seats left", "places restantes"."""
    return (
        re.search(rf"(?:{_LEFT})$", header) is not None and re.search(rf"(?<!\w)(?:{_UNIT})(?!\w)", header) is not None
    )

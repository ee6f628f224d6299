"""Time zones as people write them behind a time."""

import re

from tasks_app.pipeline.cadence.parts import HOUR

# Hours ahead of UTC. Names that several zones share, such as CST, are left out, and so are those that move with summer.
_ABBREVIATIONS = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "JST": 9,
    "KST": 9,
    "SGT": 8,
    "HKT": 8,
    "WIB": 7,
    "PKT": 5,
    "AEST": 10,
    "AEDT": 11,
    "AWST": 8,
    "NZST": 12,
    "NZDT": 13,
    "SAST": 2,
    "EAT": 3,
    "WAT": 1,
    "BRT": -3,
    "ART": -3,
}
_OFFSET = re.compile(r"(?:UTC|GMT)\s?(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?", re.IGNORECASE)
_SAID = re.compile(
    r"\s*\(?(?P<zone>(?:UTC|GMT)(?:\s?[+\-−]\s?\d{1,2}(?::?\d\d)?)?(?!\w)"
    r"|(?i:e[sd]t|p[sd]t|m[sd]t|c[sd]t|cest|cet|gmt|utc)\b"  # also in small letters
    r"|[A-Z]{2,5}\b"
    r"|(?:[A-Za-z]+\s+){1,3}?(?:[Tt]ime|TIME)\b"
    r"|(?i:eastern|central|mountain|pacific)\b"
    r"|(?:in|for)\s+(?:the\s+)?[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?"
    r"|[A-Z][a-z]+/[A-Z]\w+)\)?"
)


def find(text: str, start: int) -> tuple[int, int | None] | None:
    """Return where a zone that begins at `start` ends, and its minutes ahead of UTC; None for no zone.

    The minutes are None for a zone that is not known, or not the same all year.
    """
    said = _SAID.match(text, start)
    if said is None:
        return None
    offset = _OFFSET.fullmatch(said["zone"])
    if offset:
        ahead = int(offset["hours"]) * HOUR + int(offset["minutes"] or 0)
        return said.end(), ahead if offset["sign"] == "+" else -ahead
    hours = _ABBREVIATIONS.get(said["zone"].upper())
    return said.end(), None if hours is None else hours * HOUR

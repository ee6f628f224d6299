"""How figures are written for people."""

import re
from datetime import datetime

from django import template

register = template.Library()

UNKNOWN, LOOKED_FOR = "–", 200
UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


@register.filter
def grouped(value: int) -> str:
    return f"{value:,}"


@register.filter
def capped(value: int, most: int) -> str:
    """Of a count that goes no further than `most`."""
    return f"{value:,}" if value < most else f"{most:,} or more"


@register.filter
def share(value: float | None) -> str:
    return UNKNOWN if value is None else f"{100 * value:.1f} %"


@register.filter
def seconds(milliseconds: int | None) -> str:
    return UNKNOWN if milliseconds is None else f"{milliseconds / 1000:.1f} s"


@register.filter
def percent(value: float) -> str:
    """A length in SVG."""
    return f"{value:.2f}%"


@register.filter
def life(is_alive: bool) -> str:
    return "✓ alive" if is_alive else "✗ not heard of"


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """To the minute, so that a page that is read again changes as little as may be."""
    passed = int((now - moment).total_seconds())
    return next((f"{passed // size} {unit} ago" for size, unit in UNITS if passed >= size), "just now")


@register.filter
def words(text: str) -> str:
    """What a search of the Django admin looks for, which reads an @ as part of an address."""
    return " ".join(re.findall(r"\w+", text[:LOOKED_FOR]))

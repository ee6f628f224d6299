"""Template filters that write figures for people."""

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
    """Write a count that stops at `most`."""
    return f"{value:,}" if value < most else f"{most:,} or more"


@register.filter
def share(value: float | None) -> str:
    return UNKNOWN if value is None else f"{100 * value:.1f} %"


@register.filter
def seconds(milliseconds: int | None) -> str:
    return UNKNOWN if milliseconds is None else f"{milliseconds / 1000:.1f} s"


@register.filter
def percent(value: float) -> str:
    """Write a length in SVG as per cent."""
    return f"{value:.2f}%"


@register.filter
def life(is_alive: bool) -> str:
    return "✓ alive" if is_alive else "✗ not heard of"


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """Write the time since `moment` to the minute, so that a refreshed page changes little."""
    passed = int((now - moment).total_seconds())
    return next((f"{passed // size} {unit} ago" for size, unit in UNITS if passed >= size), "just now")


@register.filter
def words(text: str) -> str:
    """Return the words of a search in the Django admin, which takes an @ as part of an address."""
    return " ".join(re.findall(r"\w+", text[:LOOKED_FOR]))

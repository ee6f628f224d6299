"""Template filters for moments: in the reader's zone and language, with UTC on hover.

The zone and the language are those that are active for the request. All pages have these filters without `{% load %}`.
"""

from datetime import UTC, datetime

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# English dates put the day first and count 24 hours, as ISO readers expect; "en" alone would mean the United States.
LOCALES = {"en": "en-GB"}


def locale() -> Locale:
    """Return the Babel locale of the active language."""
    language = get_language() or "en"
    return Locale.parse(LOCALES.get(language, language), sep="-")


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """Write day and time: `1 Dec 2026, 03:30`."""
    if value is None:
        return ""
    return _element(value, _in_full(value))


@register.filter
def day(value: datetime | None) -> str | SafeString:
    """Write the day alone: `1 Dec 2026`."""
    return "" if value is None else _element(value, format_date(timezone.localtime(value), "medium", locale=locale()))


@register.filter
def ago(value: datetime | None) -> str | SafeString:
    """Write the distance from now: `5 minutes ago`, `in 2 days`. A hover shows day and time."""
    if value is None:
        return ""
    distance = value - timezone.now()
    words = format_timedelta(distance, add_direction=True, locale=locale())
    return _element(value, words, before=f"{_in_full(value)} · ")


def _in_full(value: datetime) -> str:
    here = timezone.localtime(value)
    return f"{format_date(here, 'medium', locale=locale())}, {format_time(here, 'short', locale=locale())}"


def _element(value: datetime, words: str, *, before: str = "") -> SafeString:
    utc = value.astimezone(UTC)
    title = f"{before}{utc:%Y-%m-%d %H:%M:%S} UTC"
    return format_html('<time datetime="{}" title="{}">{}</time>', f"{utc:%Y-%m-%dT%H:%M:%SZ}", title, words)

"""Read the header `Retry-After` (RFC 9110, 10.2.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_of(header: str, *, now: datetime) -> float | None:
    """Return the seconds to wait from `now`, named as such or as a date; None where the header names neither."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= 13 else None
    try:
        date = parsedate_to_datetime(text)
        return max((date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None

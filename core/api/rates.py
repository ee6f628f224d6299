"""Rates, and their spelling in settings: `100/min,1000/h,10000/day`."""

import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86400}
OFF = "off"
_RATE = re.compile(rf"(?P<limit>[1-9][0-9]{{0,8}})/(?P<unit>{'|'.join(SECONDS)})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` times in `seconds`."""

    limit: int
    seconds: int


def parse(name: str, text: str) -> tuple[Rate, ...] | None:
    """Return the rates of the setting `name`, shortest period first: none for `off`, None for an empty text.

    Raises ImproperlyConfigured with a sentence that shows how to write them.
    """
    if not text.strip():
        return None
    if text.strip().lower() == OFF:
        return ()
    rates = [_rate(name, part) for part in text.split(",")]
    if len({rate.seconds for rate in rates}) < len(rates):
        raise ImproperlyConfigured(f"{name} is {text!r}: give each period once.")
    return tuple(sorted(rates, key=lambda rate: rate.seconds))


def _rate(name: str, text: str) -> Rate:
    found = _RATE.fullmatch(text.strip())
    if found is None:
        raise ImproperlyConfigured(
            f"{name} contains {text.strip()!r}: write `off`, or figures such as 100/min,1000/h,10000/day"
            f" (periods: {', '.join(SECONDS)})."
        )
    return Rate(int(found["limit"]), SECONDS[found["unit"]])

"""The choice of a time zone."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

# Names such as `US/Eastern` or `Etc/GMT+5` are older spellings, or mean the opposite of what they seem to say.
REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Return the choices, UTC first, then by region and place."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS and "/" in name)
    return tuple((name, name.replace("_", " ")) for name in ("UTC", *names))


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), choices=zones, initial="UTC")

"""How often a task looks: the choices of a form, the cron expression that they make, and both in words."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.errors import InvalidError
from tasks_app.pipeline.cadence.cron import expression
from tasks_app.pipeline.cadence.parts import ALL_DAYS, DAY, HOUR, Asked
from tasks_app.scheduling import schedules

AUTO, EVERY, AT, CRON = "auto", "every", "at", "cron"
# Minutes. Cron says these exactly: each divides the hour or the day.
INTERVALS = (5, 10, 15, 20, 30, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 8 * HOUR, 12 * HOUR)
# From Monday; the numbers are those of cron.
WEEKDAYS = (
    (1, pgettext_lazy("weekday", "Mon")),
    (2, pgettext_lazy("weekday", "Tue")),
    (3, pgettext_lazy("weekday", "Wed")),
    (4, pgettext_lazy("weekday", "Thu")),
    (5, pgettext_lazy("weekday", "Fri")),
    (6, pgettext_lazy("weekday", "Sat")),
    (0, pgettext_lazy("weekday", "Sun")),
)
KINDS = (
    (AUTO, gettext_lazy("Let Torale decide")),
    (EVERY, gettext_lazy("At an interval")),
    (AT, gettext_lazy("At a time of day")),
    (CRON, gettext_lazy("By a cron expression")),
)
EVERY_MINUTES = re.compile(r"\*/(\d+) \* \* \* \*")
EVERY_HOURS = re.compile(r"0 \*(?:/(\d+))? \* \* \*")
AT_TIME = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:[-,][0-7])*)")


@dataclass(frozen=True, slots=True)
class Cadence:
    """A choice of how often to look. Times and weekdays are those of the active time zone, weekdays as cron counts."""

    kind: str = AUTO
    minutes: int = 6 * HOUR
    at: time = time(9)
    weekdays: frozenset[int] = ALL_DAYS
    cron: str = ""

    @classmethod
    def of(cls, schedule: str | None, *, now: datetime) -> Self:
        """Read a task's `schedule`. One that the simpler choices do not make stays a cron expression."""
        if not schedule:
            return cls()
        found = cls._at_interval(schedule) or cls._at_time(schedule, now)
        is_same = found is not None and found.schedule(now=now) == schedule
        return found if found and is_same else cls(kind=CRON, cron=schedule)

    @classmethod
    def _at_interval(cls, schedule: str) -> Self | None:
        by_minute, by_hour = EVERY_MINUTES.fullmatch(schedule), EVERY_HOURS.fullmatch(schedule)
        minutes = int(by_minute[1]) if by_minute else HOUR * int(by_hour[1] or 1) if by_hour else 0
        return cls(kind=EVERY, minutes=minutes) if minutes in INTERVALS else None

    @classmethod
    def _at_time(cls, schedule: str, now: datetime) -> Self | None:
        found = AT_TIME.fullmatch(schedule)
        if found is None or int(found[1]) >= HOUR or int(found[2]) * HOUR >= DAY:
            return None
        local = int(found[2]) * HOUR + int(found[1]) + minutes_ahead(now)
        days = ALL_DAYS if found[3] == "*" else frozenset((day + local // DAY) % 7 for day in _days_in(found[3]))
        return cls(kind=AT, at=time(local % DAY // HOUR, local % HOUR), weekdays=days)

    def schedule(self, *, now: datetime) -> str | None:
        """Return the cron expression in UTC, by the zone's distance from UTC at `now`; None lets Torale decide."""
        if self.kind == EVERY:
            return expression(Asked(minutes=self.minutes))
        if self.kind == AT:
            minutes = self.at.hour * HOUR + self.at.minute
            return expression(Asked(times=[minutes], weekdays=self.weekdays, zone=minutes_ahead(now)))
        return self.cron if self.kind == CRON else None

    @property
    def in_words(self) -> str:
        """Say it as a person does: `Every 6 hours`."""
        if self.kind == EVERY:
            return interval_in_words(self.minutes)
        if self.kind == CRON:
            return _("By the cron expression %(cron)s (UTC)") % {"cron": self.cron}
        if self.kind == AUTO:
            return _("Torale decides when to look again")
        at = f"{self.at:%H:%M}"
        if self.weekdays == ALL_DAYS:
            return _("Every day at %(time)s") % {"time": at}
        days = ", ".join(str(name) for day, name in WEEKDAYS if day in self.weekdays)
        return _("%(days)s at %(time)s") % {"days": days, "time": at}

    @property
    def as_initial(self) -> dict[str, Any]:
        """Return the values of the form's fields."""
        return {
            "cadence": self.kind,
            "every": str(self.minutes),
            "at": f"{self.at:%H:%M}",
            "weekdays": [str(day) for day in self.weekdays],
            "cron": self.cron,
        }


@dataclass(frozen=True, slots=True)
class NextTimes:
    """When a schedule fires next. `moves` is True where the zone's clocks change and the local time with them."""

    times: list[datetime] = field(default_factory=list)
    moves: bool = False


def next_times(schedule: str | None, *, now: datetime, count: int = 3) -> NextTimes:
    """Return the next `count` moments that a schedule names. None and a malformed one name no moment."""
    times: list[datetime] = []
    try:
        while schedule and len(times) < count:
            times.append(schedules.next_cron(schedule, after=times[-1] if times else now))
    except InvalidError:
        return NextTimes()
    return NextTimes(times, moves=bool(schedule) and _changes_clocks(now))


def interval_in_words(minutes: int) -> str:
    """Say an interval: `Every 30 minutes`, `Every hour`."""
    if minutes < HOUR:
        return ngettext("Every minute", "Every %(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // HOUR
    return ngettext("Every hour", "Every %(count)s hours", hours) % {"count": hours}


def _days_in(field_: str) -> set[int]:
    """Expand the weekdays of a cron expression: `1-3,6` is 1, 2, 3 and 6; Sunday is 0 and 7."""
    days: set[int] = set()
    for part in field_.split(","):
        first, _dash, last = part.partition("-")
        days |= {day % 7 for day in range(int(first), int(last or first) + 1)}
    return days


def minutes_ahead(now: datetime) -> int:
    """Return how many minutes the active time zone is ahead of UTC at `now`."""
    offset = timezone.localtime(now).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def _changes_clocks(now: datetime) -> bool:
    year = timezone.localtime(now).replace(day=1)
    return len({minutes_ahead(year.replace(month=month)) for month in (1, 4, 7, 10)}) > 1

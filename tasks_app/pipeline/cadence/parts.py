"""The cadence that its phrases together ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
ALL_DAYS = frozenset(range(7))
WORKDAYS, WEEKEND = frozenset(range(1, 6)), frozenset((0, 6))
USUAL_HOUR = 9
USUAL_HOURS = {"morning": 8, "noon": 12, "afternoon": 15, "evening": 18, "night": 22, "midnight": 0}


@dataclass(slots=True)
class Asked:
    """A cadence as it is being heard. Weekdays count from Sunday, as cron counts them.

    `minutes` or `months` is the interval; `count` asks for so many looks in each. `times` and `window` are in minutes
    of the day, `zone` minutes ahead of UTC. `is_clear` is False once something was heard that cron cannot say, or
    that was not understood; `is_sense` once it can be said of no day at all, such as "at 99".
    """

    minutes: int | None = None
    months: int | None = None
    count: int = 1
    times: list[int] = field(default_factory=list)
    window: tuple[int, int] | None = None
    zone: int = 0
    part_of_day: str | None = None
    weekdays: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    dates: frozenset[int] | None = None
    is_clear: bool = True
    is_sense: bool = True

    def every(self, *, minutes: int | None = None, months: int | None = None, count: int = 1) -> None:
        """Take an interval. A second, other one contradicts the first."""
        if (self.minutes, self.months) not in ((None, None), (minutes, months)):
            self.is_clear = False
        self.minutes, self.months, self.count = minutes, months, max(count, self.count)

    def on(self, weekdays: frozenset[int]) -> None:
        """Keep to these weekdays."""
        self.weekdays = weekdays if self.weekdays is None else self.weekdays & weekdays

    def at(self, times: Sequence[int]) -> None:
        """Take the times of a day. A second list of times is one too many to understand."""
        if self.times:
            self.is_clear = False
        self.times = list(times)

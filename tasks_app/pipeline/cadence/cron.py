"""Five fields for what was asked, or None where they cannot say it.

Each field fires by itself: steps begin anew with every hour, day and month. So an interval can only be said if it
divides the hour or the day, and "every 3 days" not at all.
"""

from collections.abc import Collection, Iterable

from tasks_app.pipeline.cadence.parts import ALL_DAYS, DAY, HOUR, USUAL_HOUR, USUAL_HOURS, WEEK, Asked

# Evenly spread over a week or a month, as far as its days allow.
DAYS_OF_WEEK = {1: (1,), 2: (1, 4), 3: (1, 3, 5), 5: (1, 2, 3, 4, 5), 7: tuple(range(7))}
DATES_OF_MONTH = {1: (1,), 2: (1, 15)}


def expression(asked: Asked) -> str | None:
    """Return the cron expression, in UTC, that fires exactly as asked.

    >>> expression(Asked(minutes=90)), expression(Asked(minutes=6 * HOUR))
    (None, '0 */6 * * *')
    >>> expression(Asked(times=[21 * HOUR], weekdays=frozenset({1}), zone=-5 * HOUR))
    '0 2 * * 2'
    """
    if not asked.is_clear or (asked.dates and asked.weekdays):
        return None
    weekdays = (ALL_DAYS if asked.weekdays is None else asked.weekdays) - asked.without
    if not weekdays or (asked.without and asked.dates):
        return None
    if asked.months is not None:
        return _monthly(asked) if weekdays == ALL_DAYS else None
    interval = asked.minutes or DAY
    if interval == DAY and asked.count > 1:
        return _several_a_day(asked, weekdays)
    if interval < DAY:
        return _within_a_day(asked, interval, weekdays)
    if asked.window or interval not in (DAY, WEEK):
        return None
    return _at_times(asked, _days_of(asked, interval, weekdays))


def _monthly(asked: Asked) -> str | None:
    dates = asked.dates or DATES_OF_MONTH.get(asked.count)
    months = asked.months or 1
    if dates is None or 12 % months or asked.window or asked.count not in (1, len(dates)):
        return None
    times = _times(asked)
    if times is None or any(not 0 <= time < DAY for time in times):
        return None
    month = {1: "*", 12: "1"}.get(months, f"*/{months}")
    return _clock(times, f"{_list(dates)} {month} *")


def _days_of(asked: Asked, interval: int, weekdays: Collection[int]) -> Collection[int] | None:
    """Return the weekdays, those that "so often a week" means among them; None where they contradict it."""
    if interval == DAY:
        return weekdays
    if asked.weekdays is not None:
        return weekdays if asked.count in (1, len(weekdays)) else None
    return DAYS_OF_WEEK.get(asked.count) if not asked.without else None


def _at_times(asked: Asked, weekdays: Collection[int] | None) -> str | None:
    times = _times(asked)
    if weekdays is None or times is None:
        return None
    days = {time // DAY for time in times}
    if asked.dates is not None:
        return _clock(times, f"{_list(asked.dates)} * *") if days == {0} else None
    if len(days) > 1 and len(weekdays) < len(ALL_DAYS):
        return None  # in UTC one of the times is on another day
    shifted = {(day + min(days)) % 7 for day in weekdays}
    return _clock(times, f"* * {_weekdays(shifted)}")


def _times(asked: Asked) -> list[int] | None:
    """Return the times in minutes of the day in UTC: less than 0 is the day before; None where they differ in minutes.

    Without a time it is the usual one, of the part of the day that was named.
    """
    usual = USUAL_HOURS.get(asked.part_of_day or "", USUAL_HOUR) * HOUR
    times = [time - asked.zone for time in asked.times or [usual]]
    return times if len({time % HOUR for time in times}) == 1 else None


def _several_a_day(asked: Asked, weekdays: Collection[int]) -> str | None:
    if asked.window or asked.part_of_day or asked.dates:
        return None
    if not asked.times and 24 % asked.count == 0:
        step = 24 // asked.count
        asked.times = [(USUAL_HOUR % step + step * number) * HOUR for number in range(asked.count)]
    return _at_times(asked, weekdays) if len(asked.times) == asked.count else None


def _within_a_day(asked: Asked, interval: int, weekdays: Collection[int]) -> str | None:
    """Say an interval that divides the hour, or is of whole hours that divide the day."""
    if asked.times or asked.part_of_day or asked.dates or interval % asked.count:
        return None
    interval //= asked.count
    if asked.window:
        return _in_window(asked, interval, weekdays)
    if HOUR % interval == 0:
        minute = {HOUR: "0", 1: "*"}.get(interval, f"*/{interval}")
        return f"{minute} * * * {_weekdays(weekdays)}"
    if interval % HOUR == 0 and DAY % interval == 0:
        return f"0 */{interval // HOUR} * * {_weekdays(weekdays)}"
    return None


def _in_window(asked: Asked, interval: int, weekdays: Collection[int]) -> str | None:
    """Keep to the hours from the window's beginning to its end, which is the last time of whole hours only."""
    start, end = asked.window or (0, 0)
    last = end if end > start else end + DAY
    if start % HOUR or end % HOUR or asked.zone % HOUR:
        return None
    if interval % HOUR == 0:
        hours, minute = range(start, last + 1, interval), "0"
    elif HOUR % interval == 0:
        hours, minute = range(start, last, HOUR), "*" if interval == 1 else f"*/{interval}"
    else:
        return None
    moved = [hour - asked.zone for hour in hours]
    if len({time // DAY for time in moved}) > 1 and len(weekdays) < len(ALL_DAYS):
        return None
    shifted = {(day + moved[0] // DAY) % 7 for day in weekdays}
    return f"{minute} {_list({time % DAY // HOUR for time in moved})} * * {_weekdays(shifted)}"


def _clock(times: Iterable[int], days: str) -> str:
    of_day = {time % DAY for time in times}
    return f"{min(of_day) % HOUR} {_list({time // HOUR for time in of_day})} {days}"


def _weekdays(days: Collection[int]) -> str:
    return "*" if len(set(days)) == len(ALL_DAYS) else _list(days)


def _list(values: Collection[int]) -> str:
    """Write three or more in a row as a range.

    >>> _list({1, 2, 3, 4, 6})
    '1-4,6'
    """
    runs: list[list[int]] = []
    for value in sorted(set(values)):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    written = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs]
    return ",".join(written)

"""The phrases of a cadence in English, and what each adds to what is asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tasks_app.pipeline.cadence.parts import DAY, HOUR, WEEK, WEEKEND, WORKDAYS, Asked

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
UNITS = {"minute": 1, "min": 1, "hour": HOUR, "hr": HOUR, "h": HOUR, "day": DAY, "week": WEEK, "fortnight": 2 * WEEK}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "everyday": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
}
ADVERBS |= {"yearly": "year", "annually": "year", "fortnightly": "fortnight", "nightly": "night"}
NUMBERS = {
    "one": 1,
    "single": 1,
    "two": 2,
    "other": 2,
    "second": 2,
    "three": 3,
    "third": 3,
    "four": 4,
    "fourth": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
    "once": 1,
    "twice": 2,
    "thrice": 3,
}

NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_COUNT = (
    r"(?:\d{1,4}(?:\.\d+)?|single|other|second|third|fourth|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty|thirty|forty-five|sixty|ninety)"
)
_VAGUE = rf"(?:(?:a\s+)?(?:few|couple(?:\s+of)?)|several|{_COUNT}\s*(?:-|–|to|or)\s*{_COUNT})"
_UNIT = r"(?:minute|min|hour|hr|h|day|week|fortnight|month|quarter|year)"
WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun|tues|wednes|thur|thurs|satur)(?:day)?s?(?:\.(?=\s*[,&]|\s+and))?"
_DAY = rf"(?:{WEEKDAY}|(?:week|work|working|business)[\s-]?days?|weekends?)\b"
_DAY_LIST = (
    rf"{_DAY}(?:\s*(?:-|–|to|through|thru)\s*{_DAY})?(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+)(?:on\s+)?{_DAY})*"
)
_PLURAL_DAYS = r"(?=(?:mon|tues|wednes|thurs|fri|satur|sun|(?:week|work|working|business)[\s-]?)days\b|weekends\b)"
_DATE = r"(?:\d{1,2}(?:st|nd|rd|th)|first|last)"
_DATE_LIST = rf"{_DATE}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+)(?:the\s+)?{_DATE})*"
_OF_MONTH = r"(?:\s+days?)?\s+(?:of|in)\s+(?:the|each|every|a)\s+month"
_NTH_DAY = rf"(?:{_DATE}|other|second|third|fourth|fifth)\s+{_DAY}"
_TIME = (
    rf"(?:noon|midday|midnight|(?:\d{{1,2}}(?:[:.h]\d\d)?|{NUMBER}\b)(?:\s*o['’]clock)?"
    r"(?:\s*[ap]\.?m\b\.?|\s+in\s+the\s+(?:morning|afternoon|evening)|\s+at\s+night)?)(?![\w:])"
)
# Without "at" a number is a time only by its form.
_SURE_TIME = r"(?=noon\b|midday\b|midnight\b|\d{1,2}[:.h]\d\d|\d{1,2}(?:[:.]\d\d)?\s*[ap]\.?m\b)"
_TIME_LIST = rf"{_TIME}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+)(?:at\s+)?{_TIME})*"
_PART = r"(?:morning|noon|midday|afternoon|evening|night|midnight)"
_EVERY = r"(?:once\s+)?(?:every|each)"
# Behind "daily" stands the end of a phrase, not a noun: "the daily deal".
_NO_NOUN = (
    r"(?=\s*(?:$|[,.;:!?)(]|(?:at|on|in\s+the|and|but|for|from|between|except|excluding|until|till|starting|tell|notify|let"
    r"|mail|e-?mail|alert|inform|check|watch|look|please|only|once|when(?:ever)?|if|whether|as\s+soon)\b))"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """`add` notes what the phrase asks for. `recurs`: it says by itself that something happens again and again."""

    pattern: re.Pattern[str]
    add: Callable[[Asked, re.Match[str]], None]
    recurs: bool = False


def _interval(asked: Asked, said: re.Match[str]) -> None:
    count = _number(said["count"] or "1")
    unit = re.sub(r"s$", "", said["unit"].lower())
    if count is None or said["half"]:
        asked.is_clear = False
        return
    _every(asked, unit, count)


def _every(asked: Asked, unit: str, count: int, often: int = 1) -> None:
    if unit in MONTHS:
        asked.every(months=MONTHS[unit] * count, count=often)
    elif count < 1 or unit not in UNITS:
        asked.is_clear = False
    else:
        asked.every(minutes=UNITS[unit] * count, count=often)


def _half_hour(asked: Asked, said: re.Match[str]) -> None:
    asked.every(minutes=30 if said["half"] else 15)


def _adverb(asked: Asked, said: re.Match[str]) -> None:
    adverb = said["adverb"].lower()
    _every(asked, ADVERBS[adverb], 1)
    if adverb == "nightly":
        asked.part_of_day = "night"


def _so_often(asked: Asked, said: re.Match[str]) -> None:
    often = _number(said["often"])
    unit = said["unit"].lower() if said["unit"] else ADVERBS[said["adverb"].lower()]
    if often is None or said["least"]:
        asked.is_clear = False
        return
    _every(asked, unit, 1, often=often)


def _part_of_day(asked: Asked, said: re.Match[str]) -> None:
    part = said["part"].lower()
    asked.part_of_day = "noon" if part == "midday" else part
    if asked.minutes is None and asked.months is None:
        asked.every(minutes=DAY)


def _weekdays(asked: Asked, said: re.Match[str]) -> None:
    days = _days(said["days"])
    if days is None:
        asked.is_clear = False
    else:
        asked.on(days)


def _without(asked: Asked, said: re.Match[str]) -> None:
    days = _days(said["days"])
    if days is None:
        asked.is_clear = False
    else:
        asked.without |= days


def _dates(asked: Asked, said: re.Match[str]) -> None:
    dates = [_date(date) for date in re.findall(_DATE, said["dates"], re.IGNORECASE)]
    known = frozenset(date for date in dates if date)
    asked.is_clear = asked.is_clear and len(known) == len(dates) and asked.dates is None
    asked.dates = known
    if asked.minutes is None and asked.months is None:
        asked.every(months=1)


def _unclear(asked: Asked, said: re.Match[str]) -> None:
    asked.is_clear = False


def _nothing_more(asked: Asked, said: re.Match[str]) -> None:
    """Pass over words that add nothing."""


def _times(asked: Asked, said: re.Match[str]) -> None:
    times = _times_of(said["times"], asked.part_of_day)
    if times is None:
        asked.is_clear = False
        return
    asked.at(times)
    asked.is_sense = asked.is_sense and all(0 <= time < DAY for time in times)


def _window(asked: Asked, said: re.Match[str]) -> None:
    (start_at, start_half), (end_at, end_half) = _clock(said["start"]), _clock(said["end"])
    if not start_half and end_half == "pm" and start_at < HOUR * 12 and start_at < end_at - HOUR * 12:
        start_at += HOUR * 12  # "between 1 and 5 pm"
    # "between 9 and 5" is the working day to some, and the night to others.
    asked.is_clear = asked.is_clear and (start_at < end_at or bool(start_half or end_half) or end_at < HOUR * 7)
    asked.is_sense = asked.is_sense and max(start_at, end_at) <= DAY
    asked.is_clear = asked.is_clear and asked.window is None
    asked.window = (start_at, end_at)


def _number(said: str) -> int | None:
    """Return the whole number that is said, and None for another one."""
    words = " ".join(said.lower().split()).removesuffix(" times")
    if words in NUMBERS:
        return NUMBERS[words]
    return int(words) if words.isdecimal() else None


def _date(said: str) -> int | None:
    if said.lower() == "first":
        return 1
    number = int(re.sub(r"\D", "", said) or 0)
    return number if 1 <= number <= 31 else None


def _days(said: str) -> frozenset[int] | None:
    """Return the weekdays of a list, which may hold one range; None for a range of what is no single day."""
    days: frozenset[int] = frozenset()
    for part in re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+", said.lower()):
        first, *last = (_day(name) for name in re.split(r"\s*(?:-|–|\bto\b|\bthrough\b|\bthru\b)\s*", part))
        if last and (len(first) > 1 or len(last[0]) > 1):
            return None
        days |= _range(min(first), min(last[0])) if last else first
    return days


def _day(name: str) -> frozenset[int]:
    name = name.removeprefix("on ").strip()
    if name.startswith("weekend"):
        return WEEKEND
    if name.startswith(("week", "work", "business")):
        return WORKDAYS
    return frozenset(number for number, day in enumerate(DAYS) if day.startswith(name[:3]))


def _range(first: int, last: int) -> frozenset[int]:
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _times_of(said: str, part: str | None) -> list[int] | None:
    """Return the times of a list in minutes of the day; None where it is open which half of the day is meant."""
    clocks = [_clock(each) for each in re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+", said)]
    named = [time for time, half in clocks if half]
    times = []
    for time, half in clocks:
        read = time if half else _in_part(time, part) if not named else _in_morning(time, named)
        if read is None:
            return None
        times.append(read)
    return times if named or times == sorted(times) else None


def _in_part(time: int, part: str | None) -> int | None:
    """Read "every evening at 7" as 19:00."""
    if part in ("afternoon", "evening") or (part == "night" and time >= 6 * HOUR):
        return time + 12 * HOUR if time < 12 * HOUR else time
    return None if part == "morning" and time >= 12 * HOUR else time


def _in_morning(time: int, named: list[int]) -> int | None:
    """Read the 9 of "9 and 5 pm" as 9 am, since times ascend through the day; that of "9 and 11 pm" is open."""
    is_am = len(named) == 1 and named[0] >= 12 * HOUR > time >= named[0] - 12 * HOUR
    return time if is_am else None


def _clock(said: str) -> tuple[int, str]:
    """Return minutes of the day, and the half that was named: "am", "pm" or none.

    A whole day stands for a time that there is not.
    """
    words = re.sub(r"^at\s+|\s*o['’]clock", "", said.strip().lower())
    if words in ("noon", "midday", "midnight"):
        return (0, "am") if words == "midnight" else (12 * HOUR, "pm")
    words = re.sub(r"\s+in\s+the\s+morning$", "am", words)
    words = re.sub(r"\s+(?:in\s+the\s+(?:afternoon|evening)|at\s+night)$", "pm", words)
    half = re.search(r"([ap])\.?m\.?$", words)
    figures = words[: half.start()].strip() if half else words
    hours, minutes = [*re.split(r"[:.h]", figures), "0"][:2]
    hour = NUMBERS.get(hours) or int(hours)
    if int(minutes) > 59:
        return DAY, ""  # no time at all
    if not half:
        return hour * HOUR + int(minutes), ""
    if not 1 <= hour <= 12:
        return DAY, ""
    return (hour % 12 + (12 if half[1] == "p" else 0)) * HOUR + int(minutes), f"{half[1]}m"


def _phrase(pattern: str, add: Callable[[Asked, re.Match[str]], None], *, recurs: bool = False) -> Phrase:
    return Phrase(re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE), add, recurs)


# Tried in this order: the longer meaning stands before the shorter one.
PHRASES = (
    _phrase(rf"{_EVERY}\s+{_NTH_DAY}(?:{_OF_MONTH})?", _unclear, recurs=True),
    _phrase(rf"(?:on\s+)?the\s+{_NTH_DAY}{_OF_MONTH}", _unclear, recurs=True),
    _phrase(rf"{_EVERY}\s+{_VAGUE}\s+(?:{_UNIT}|second)s?\b", _unclear, recurs=True),
    _phrase(rf"{_EVERY}\s+(?:(?P<half>half)(?:\s+an?)?|quarter(?:\s+of\s+an)?)[\s-]hour\b", _half_hour, recurs=True),
    _phrase(rf"(?P<half>half)[\s-]hourly\b{_NO_NOUN}", _half_hour, recurs=True),
    _phrase(
        rf"{_EVERY}\s+(?:(?P<count>{_COUNT})[\s-]*)?(?P<unit>(?:{_UNIT}|second)s?)\b(?!\s+days?\b)(?P<half>\s+and\s+a\s+half\b)?",
        _interval,
        recurs=True,
    ),
    _phrase(rf"{_EVERY}\s+(?P<part>{_PART})s?\b", _part_of_day, recurs=True),
    _phrase(rf"(?:only\s+)?{_EVERY}\s+(?P<days>{_DAY_LIST})", _weekdays, recurs=True),
    _phrase(rf"(?:on\s+)?{_PLURAL_DAYS}(?P<days>{_DAY_LIST})", _weekdays, recurs=True),
    _phrase(rf"{_EVERY}\s+(?:the\s+)?(?P<dates>{_DATE_LIST})(?:{_OF_MONTH}\b|{_NO_NOUN})", _dates, recurs=True),
    _phrase(rf"(?:on\s+)?the\s+(?P<dates>{_DATE_LIST}){_OF_MONTH}", _dates, recurs=True),
    _phrase(
        rf"(?P<least>at\s+(?:least|most)\s+)?(?P<often>once|twice|thrice|{_COUNT}\s+times)\s+"
        rf"(?:(?:an?|per|each|every|in\s+an?)\s+(?P<unit>{_UNIT})\b|(?P<adverb>hourly|daily|weekly|monthly|yearly)\b)",
        _so_often,
        recurs=True,
    ),
    _phrase(rf"(?P<adverb>{'|'.join(ADVERBS)})\b{_NO_NOUN}", _adverb, recurs=True),
    _phrase(rf"(?:bi-?|semi-?)(?:hourly|daily|weekly|monthly|annually)\b{_NO_NOUN}", _unclear, recurs=True),
    # From here on: what only narrows a cadence.
    _phrase(
        r"(?:except|excluding|but\s+not|other\s+than|apart\s+from|not)\s+(?:for\s+)?(?:on\s+)?(?:every\s+)?"
        rf"(?P<days>{_DAY_LIST})",
        _without,
    ),
    _phrase(
        rf"(?:between|from)\s+(?P<start>{_TIME})\s*(?:and|to|until|till|-|–)\s*(?P<end>{_TIME})",
        _window,
    ),
    _phrase(rf"(?:at\s+|@\s*)(?P<times>{_TIME_LIST})", _times),
    _phrase(rf"{_SURE_TIME}(?P<times>{_TIME_LIST})", _times),
    _phrase(r"(?:in\s+the\s+|at\s+)?(?P<part>morning|afternoon|evening|night)s?\b", _part_of_day),
    _phrase(r"on\s+the\s+hour\b", _nothing_more),
    _phrase(rf"(?:only\s+)?(?:on\s+|from\s+)?(?P<days>{_DAY_LIST})", _weekdays),
    _phrase(rf"on\s+the\s+(?P<dates>{_DATE_LIST})(?:{_OF_MONTH})?", _dates),
)

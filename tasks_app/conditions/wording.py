"""Conditions in words: what is shown as "understood as …". Each can be understood again."""

from decimal import Decimal

from tasks_app.conditions.moments import OPEN_YEAR
from tasks_app.conditions.types import (
    AllOf,
    AnyOf,
    Available,
    Change,
    Condition,
    Dated,
    Figure,
    Hours,
    Known,
    Moment,
    Not,
    Numbered,
    Range,
    Relation,
    Topic,
    Version,
    Watched,
    Words,
)

Single = Words | Figure | Available | Version | Change | Dated | Known | Numbered | Hours
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HAD = {
    (Topic.GOODS, True): "{} can be had now",
    (Topic.GOODS, False): "{} is sold out",
    (Topic.ENTRY, True): "registration for {} is open",
    (Topic.ENTRY, False): "registration for {} is closed",
    (Topic.OPENING, True): "{} is open",
    (Topic.OPENING, False): "{} is closed",
}
_VERSIONS = {
    Relation.SINCE: "version {} or later",
    Relation.AFTER: "a version newer than {}",
    Relation.EXACTLY: "version {}",
    Relation.UNTIL: "version {} or earlier",
    Relation.BEFORE: "a version older than {}",
}
_CHANGED = {
    Watched.PAGE: "the page changes",
    Watched.PRICE: "the price of {} changes",
    Watched.PART: "{} changes",
    Watched.DATE: "{} changes",
    Watched.ENTRIES: "a new entry appears",
    Watched.VERSIONS: "a new version of {} is released",
}
_MOMENTS = {Moment.START: "begins", Moment.END: "ends", Moment.ARRIVAL: "arrives", Moment.EVENT: "takes place"}
_RELATIONS = {
    Relation.BEFORE: "before",
    Relation.UNTIL: "on or before",
    Relation.EXACTLY: "on",
    Relation.SINCE: "on or after",
    Relation.AFTER: "after",
}


def in_words(condition: Condition) -> str:
    """The condition as a sentence without a full stop."""
    match condition:
        case Not(part=Words(text=text)):
            return f"the page does not say “{text}”"
        case Not():
            return f"it is not so that {in_words(condition.part)}"
        case AllOf():
            return " and ".join(map(in_words, condition.parts))
        case AnyOf():
            return " or ".join(map(in_words, condition.parts))
    return _single(condition)


def _single(condition: Single) -> str:
    match condition:
        case Words():
            return f"the page says “{condition.text}”"
        case Figure():
            return _figure(condition)
        case Available():
            return _HAD[condition.topic, condition.wanted].format(_named(condition.subject))
        case Version() | Numbered():
            return _released(condition)
        case Change():
            about = f" about {condition.subject}" if condition.watched is Watched.ENTRIES and condition.subject else ""
            return _CHANGED[condition.watched].format(_named(condition.subject)) + about
        case _:
            return _of_days(condition)


def _released(condition: Version | Numbered) -> str:
    if isinstance(condition, Version):
        version = _VERSIONS[condition.relation].format(condition.number)
        return f"{version} of {_named(condition.subject)} is released"
    about = f" of {condition.subject}" if condition.subject else ""
    return f"{condition.noun} {condition.number}{about} is released"


def _of_days(condition: Dated | Known | Hours) -> str:
    match condition:
        case Dated():
            return _dated(condition)
        case Known():
            return f"the date on which {_named(condition.subject)} {_MOMENTS[condition.moment]} is known"
    days = ", ".join(f"{_DAYS[day]}s" for day in sorted(condition.days))
    return f"{_named(condition.subject)} is {'open' if condition.wanted else 'closed'} on {days}"


def _dated(condition: Dated) -> str:
    moment, relation = _MOMENTS[condition.moment], _RELATIONS[condition.relation]
    return f"{_named(condition.subject)} {moment} {relation} {_span(condition)}"


def _named(subject: str) -> str:
    return subject or "it"


def _figure(condition: Figure) -> str:
    measured = "the price" if condition.is_price else "the number" if condition.counted else "the figure"
    left = " left" if condition.is_left else ""
    of = f" of {condition.counted}{left}" if condition.counted else ""
    about = f"{' for' if of else ' of'} {condition.subject}" if condition.subject else ""
    return f"{measured}{of}{about} is {_range(condition.within, condition.unit)}"


def _range(within: Range, unit: str) -> str:
    shown = f" {unit}" if unit else ""
    if within.low is not None and within.high is not None:
        return f"between {_number(within.low)} and {_number(within.high)}{shown}"
    if within.high is not None:
        return f"{'below' if within.high_is_strict else 'at most'} {_number(within.high)}{shown}"
    low = within.low if within.low is not None else Decimal(0)
    return f"{'above' if within.low_is_strict else 'at least'} {_number(low)}{shown}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _span(condition: Dated) -> str:
    form = "%-d %B" if condition.first.year == OPEN_YEAR else "%-d %B %Y"
    first = condition.first.strftime(form)
    return first if condition.first == condition.last else f"{first} to {condition.last.strftime(form)}"

"""The kinds of condition that are judged without a model; frozen, and equal whenever they ask the same."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Topic(StrEnum):
    """The sense in which something can be had."""

    GOODS = "goods"
    ENTRY = "entry"
    OPENING = "opening"


class Watched(StrEnum):
    """The part of a page that a change condition compares."""

    PAGE = "page"
    PRICE = "price"
    PART = "part"
    DATE = "date"
    ENTRIES = "entries"
    VERSIONS = "versions"


class Relation(StrEnum):
    """The relation of a version or a date to its bound."""

    BEFORE = "before"
    UNTIL = "until"
    EXACTLY = "exactly"
    SINCE = "since"
    AFTER = "after"


class Moment(StrEnum):
    """The part of an event that a date belongs to."""

    START = "start"
    END = "end"
    ARRIVAL = "arrival"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Words:
    """The page says these words, in this order."""

    text: str


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of figures. None leaves that side open; a strict side excludes its bound."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_is_strict: bool = False
    high_is_strict: bool = False

    def holds(self, figure: Decimal) -> bool:
        """Return True when the figure lies inside."""
        above = self.low is None or (figure > self.low if self.low_is_strict else figure >= self.low)
        below = self.high is None or (figure < self.high if self.high_is_strict else figure <= self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure that the page gives for the subject lies in a range.

    `unit` is a canonical unit or currency code (see `lexicon.units`), or empty for a plain count of `counted`.
    `is_any` asks for one of several offers ("a seat can be had for …") instead of the one figure; `is_left` for a
    count of what can still be had.
    """

    subject: str
    within: Range
    unit: str = ""
    counted: str = ""
    is_price: bool = False
    is_any: bool = False
    is_left: bool = False


@dataclass(frozen=True, slots=True)
class Available:
    """The subject can be had now (bought, entered or visited, by topic); or cannot, where that is `wanted`."""

    subject: str
    topic: Topic = Topic.GOODS
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """A final version of the subject in this relation to a number is released."""

    subject: str
    number: str
    relation: Relation = Relation.EXACTLY


@dataclass(frozen=True, slots=True)
class Change:
    """The watched part is another one than when the page was last read."""

    watched: Watched = Watched.PAGE
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """The date that the page gives for the subject stands in this relation to a span of days."""

    subject: str
    relation: Relation
    first: date
    last: date
    moment: Moment = Moment.EVENT


@dataclass(frozen=True, slots=True)
class Known:
    """The page gives a day for this moment of the subject, whichever it is."""

    subject: str
    moment: Moment = Moment.EVENT


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with this number is out: "episode 120". `noun` is the word before the number."""

    subject: str
    noun: str
    number: int


@dataclass(frozen=True, slots=True)
class Hours:
    """The subject is usually open on these days of the week (0 is Monday); or closed, where that is not `wanted`."""

    subject: str
    days: frozenset[int]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Not:
    """The part is judged not met."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is met."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is met."""

    parts: tuple["Condition", ...]


Condition = Words | Figure | Available | Version | Change | Dated | Known | Numbered | Hours | Not | AllOf | AnyOf

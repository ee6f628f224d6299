"""Finds the phrases of a cadence in a text, and puts together what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks_app.pipeline.cadence import zones
from tasks_app.pipeline.cadence.cron import expression
from tasks_app.pipeline.cadence.parts import Asked
from tasks_app.pipeline.cadence.phrases import NUMBER, PHRASES, WEEKDAY, Phrase

# Words that narrow what was heard, in ways that are not understood.
_NARROWS = re.compile(
    r"[\s,(]*(?:(?:and|but)\s+)?(?:(?:except|excluding|but|not|unless|during|between|outside|other\s+than|apart\s+from|besides"
    r"|aside\s+from|before|after|within|starting|beginning|or|of|past|plus|until\s+(?:the\b|next|end|\d|christmas|tomorrow|jan"
    rf"|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec|{WEEKDAY}\b))\b"
    r"|(?:from|since|as\s+of)\s+(?:now|today|tomorrow|next|\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)|for\s+(?:\d|an?\s+(?:day|week|month|year)|the\s+(?:next|first|rest)|one\b|two\b|three\b)"
    r"|in\s+(?:the\s+)?(?:jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall\b|winter|season|next|first"
    r"|last|odd|even)|on\s+(?:jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec|the\b(?!\s+(?:web|site|page|internet))|odd|even|public|bank|holidays|alternate|\d)"
    r"|at\s+(?:\d|[:]|half\b|quarter\b|about\b|around\b|dawn|dusk|sunrise|sunset|lunch|dinner|breakfast|random|"
    rf"{NUMBER}\b|least\b|most\b)|&|[-–]?\s*\d|to\s+\d|and\s+(?:a\s+half|\d|{WEEKDAY}\b))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,()]{0,4}(?:(?:and|only|but\s+only)\b\s*)?", re.IGNORECASE)
# Text before a cadence of the search, rather than one of the subject. \ufffc: an address.
_FREE = re.compile(
    r"(?:^|[,.;:!?(\ufffc]|\b(?:and|please|then|check|look|search|watch|monitor|it|me|run))\s*$", re.IGNORECASE
)
_LOOK = re.compile(
    r"[\s,(]*(?:(?:\band\s+|[.;!]\s+(?:please\s+)?)(?:check|look|search)(?:\s+it|\s+again)?)?\s*$", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S*[^\s.,;:!?)]|\S+@\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cadence:
    """`cron` is None where five fields in UTC cannot say the cadence. `rest` is the text without it."""

    cron: str | None
    rest: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Phrases that follow each other, from `start` to `end` of the text."""

    start: int
    end: int
    asked: Asked
    is_free: bool


def heard(text: str, *, zone: int = 0) -> Cadence | None:
    """Return the cadence that `text` asks for; None where it asks for none, or for one that makes no sense.

    Times without a zone are of a clock that is `zone` minutes ahead of UTC.

    >>> heard("Check it every day at 9 am and 5 pm, please").cron
    '0 9,17 * * *'
    >>> heard("every morning at 8", zone=60).cron
    '0 7 * * *'
    >>> heard("Is the daily deal open?")
    """
    runs = list(_runs(_ADDRESS.sub(lambda found: "\ufffc" * len(found[0]), text), zone))
    chosen = [run for run in runs if run.is_free] or runs
    if not chosen or not all(run.asked.is_sense for run in chosen):
        return None
    expressions = {expression(run.asked) for run in chosen}
    rest = text
    for run in reversed(chosen):
        rest = _LOOK.sub("", rest[: run.start]) + rest[run.end :]
    return Cadence(cron=expressions.pop() if len(expressions) == 1 else None, rest=rest.strip(" ,;:"))


def _runs(text: str, zone: int) -> Iterator[_Run]:
    at = 0
    for word in re.finditer(r"[\w@]+", text):
        run = _run(text, word.start(), zone) if word.start() >= at else None
        if run:
            at = run.end
            yield run


def _run(text: str, start: int, zone: int) -> _Run | None:
    """Take phrases for as long as one follows the other; None unless one of them recurs."""
    asked, recurs, at, end = Asked(zone=zone), False, start, start
    is_free = _FREE.search(text, max(0, start - 20), start) is not None
    while found := _phrase(text, at):
        phrase, said = found
        if not (phrase.recurs or recurs or is_free):
            return None  # a time or a day of what is watched
        phrase.add(asked, said)
        recurs = recurs or phrase.recurs
        end = _after_zone(text, said, asked)
        at = end + len((_BETWEEN.match(text, end) or "")[0])
    if not recurs:
        return None
    asked.is_clear = asked.is_clear and _NARROWS.match(text, end) is None
    return _Run(start, end, asked, is_free)


def _phrase(text: str, at: int) -> tuple[Phrase, re.Match[str]] | None:
    for phrase in PHRASES:
        if said := phrase.pattern.match(text, at):
            return phrase, said
    return None


def _after_zone(text: str, said: re.Match[str], asked: Asked) -> int:
    """Note the zone of the time that was said, and return where the phrase ends."""
    names = said.re.groupindex
    zone = zones.find(text, said.end()) if "times" in names or "start" in names else None
    if zone is None:
        return said.end()
    end, asked_zone = zone
    if asked_zone is None:
        asked.is_clear = False
    else:
        asked.zone = asked_zone
    return end

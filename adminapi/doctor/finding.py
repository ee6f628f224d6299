"""Types of the doctor's checks and problems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    DOUBT = "doubt"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem. `text` says what is wrong and `remedy` how to mend it, each in a sentence."""

    level: Level
    text: str
    remedy: str


def fault(text: str, remedy: str) -> Problem:
    """Report something that does not work, or loses data."""
    return Problem(Level.FAULT, text, remedy)


def doubt(text: str, remedy: str) -> Problem:
    """Report something that works, but perhaps not as meant, or not for long."""
    return Problem(Level.DOUBT, text, remedy)


@dataclass(frozen=True, slots=True)
class Check:
    """A check. `says` is its text when `ask` finds no problem; `needs` names the check that must pass first."""

    name: str
    says: str
    ask: Callable[[datetime], Iterator[Problem]]
    needs: str = ""

"""What a check is, and what it may say."""

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
    """`text` says what is wrong, `remedy` how to mend it, each in a sentence."""

    level: Level
    text: str
    remedy: str


def fault(text: str, remedy: str) -> Problem:
    """Something does not work, or loses what it should keep."""
    return Problem(Level.FAULT, text, remedy)


def doubt(text: str, remedy: str) -> Problem:
    """It works, but perhaps not as it is meant to, or not for long."""
    return Problem(Level.DOUBT, text, remedy)


@dataclass(frozen=True, slots=True)
class Check:
    """`says` is what is so when `ask` finds no problem; `needs` names the check without which it cannot be made."""

    name: str
    says: str
    ask: Callable[[datetime], Iterator[Problem]]
    needs: str = ""

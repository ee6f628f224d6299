from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Output of a command: `data` for programs, `text` for people. One that has printed everything has neither."""

    data: Any = None
    text: str = ""
    code: int = 0

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a command says: `data` to programs, `text` to people. A command that has said it all has neither."""

    data: Any = None
    text: str = ""
    code: int = 0

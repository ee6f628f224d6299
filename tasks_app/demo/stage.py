"""State of the demo, kept in the cache for a quarter of an hour: the page's text and the received webhooks."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.cache import cache

LASTS = 15 * 60
MOST_CALLS = 10


@dataclass(frozen=True)
class Call:
    """A request to the demo's receiver."""

    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Stage:
    """One run of the demo. Its random name is the secret part of the addresses of page and receiver."""

    name: str

    @classmethod
    def opened(cls, sentence: str) -> Self:
        stage = cls(secrets.token_hex(8))
        stage.show(sentence)
        return stage

    def show(self, sentence: str) -> None:
        """Set the page's text."""
        cache.set(self._key("page"), sentence, LASTS)

    def sentence(self) -> str | None:
        """Return the page's text, or None if there is no such page."""
        sentence: str | None = cache.get(self._key("page"))
        return sentence

    def receive(self, call: Call) -> bool:
        """Keep a webhook. Returns False if the stage is closed or full."""
        calls = self.calls()
        if self.sentence() is None or len(calls) >= MOST_CALLS:
            return False
        cache.set(self._key("calls"), [*calls, call], LASTS)
        return True

    def calls(self) -> list[Call]:
        found: Any = cache.get(self._key("calls"), [])
        return list(found)

    def close(self) -> None:
        cache.delete_many([self._key("page"), self._key("calls")])

    def _key(self, what: str) -> str:
        return f"demo:{self.name}:{what}"

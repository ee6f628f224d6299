"""Small extracts of a look, kept so that the next look can tell what has changed."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tasks_app.conditions import moments
from tasks_app.conditions.text import alternatives, fold

MOST_PAGES = 5
MOST_LINES = 600
MOST_ENTRIES = 500
DIGEST = 6
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?(?:am|pm|uhr|utc|gmt|cet|cest|h))?(?!\d)")
_TOKEN = re.compile(r"(?<!\w)(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{10,}(?!\w)|(?<!\w)[0-9a-f]{8,}(?!\w)")
_AGO = re.compile(
    r"\b(?:vor\s+)?\d+\s+(?:seconds?|minutes?|hours?|days?|sekunden|minuten|stunden|tagen?)(?:\s+ago)?\b"
    r"|just now|gerade eben|il y a \d+ \w+"
)
_COUNTER = alternatives(
    (
        "visitor",
        "visitors",
        "views",
        "viewed",
        "online",
        "watching",
        "likes",
        "shares",
        "followers",
        "downloads",
        "clicks",
        "visitor no",
        "people are looking",
        "people online",
        "users online",
        "users browsing",
        "in this basket",
        "page generated",
        "besucher",
        "aufrufe",
        "mal angesehen",
        "gerade online",
        "visiteurs",
        "vues",
        "en ligne",
        "visitas",
        "vistas",
        "visite",
        "visualizzazioni",
        "bezoekers",
        "weergaven",
        "visitantes",
        "visualizações",
        "odwiedzin",
        "wyświetleń",
        "besökare",
        "visningar",
        "besøgende",
        "návštěv",
        "アクセス",
        "閲覧",
    )
)
_MOVING = alternatives(
    (
        "last updated",
        "last update",
        "updated",
        "last changed",
        "last refreshed",
        "generated",
        "retrieved",
        "as of",
        "stand",
        "current time",
        "server time",
        "local time",
        "time now",
        "session",
        "zuletzt aktualisiert",
        "aktualisiert",
        "mis à jour",
        "actualizado",
        "aggiornato",
        "bijgewerkt",
        "atualizado",
        "aktualizacja",
        "uppdaterad",
        "opdateret",
        "aktualizováno",
        "最終更新",
        "更新日",
        "today is",
        "it is now",
        "heute ist",
    )
)


@dataclass(frozen=True, slots=True)
class PageLook:
    """Digests of a page's lines and entries, and the figure or date that is watched."""

    lines: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """The last look that was read, page by page, and what was found while the condition was met."""

    pages: dict[str, PageLook] = field(default_factory=dict)
    findings: tuple[str, ...] = ()

    def of(self, url: str) -> PageLook | None:
        """The look at one page, or None where it was never read."""
        return self.pages.get(url)

    def with_page(self, url: str, look: PageLook) -> "Look":
        """This look with another one at a page; the oldest page is forgotten beyond `MOST_PAGES`."""
        others = {known: kept for known, kept in self.pages.items() if known != url}
        kept = dict([*others.items(), (url, look)][-MOST_PAGES:])
        return replace(self, pages=kept)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        pages = {
            url: {"lines": list(look.lines), "entries": list(look.entries), "figure": look.figure}
            for url, look in self.pages.items()
        }
        return {"pages": pages, "findings": list(self.findings)}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read a stored look. Unusable parts are left out, so that the next look is their baseline."""
        stored = data if isinstance(data, dict) else {}
        pages, findings = stored.get("pages"), stored.get("findings")
        return cls(
            {str(url): _page_look(kept) for url, kept in pages.items() if isinstance(kept, dict)}
            if isinstance(pages, dict)
            else {},
            tuple(map(str, findings)) if isinstance(findings, list) else (),
        )


def _page_look(kept: dict[str, Any]) -> PageLook:
    lines, entries = kept.get("lines"), kept.get("entries")
    return PageLook(
        lines=tuple(map(str, lines)) if isinstance(lines, list) else (),
        entries=tuple(map(str, entries)) if isinstance(entries, list) else (),
        figure=str(kept.get("figure") or ""),
    )


def digests(texts: Iterable[str], *, most: int = MOST_LINES) -> dict[str, str]:
    """The texts that count, by digest, in their order: clocks, counters and tokens taken out."""
    found: dict[str, str] = {}
    for text in texts:
        steady = _steady(text)
        if steady and len(found) < most:
            found.setdefault(digest(steady), text)
    return found


def digest(text: str) -> str:
    """A short digest; two texts of one page that share one by chance are no harm."""
    return hashlib.blake2s(text.encode(errors="replace"), digest_size=DIGEST).hexdigest()


def moves(folded: str) -> bool:
    """Return True for a folded text that tells when the page was changed or read."""
    return _MOVING.search(folded) is not None


def _steady(text: str) -> str:
    """The text without what moves by itself; nothing where that is all it is for."""
    folded = fold(text)
    if _COUNTER.search(folded) and any(letter.isdigit() for letter in folded):
        return ""
    bare = _TOKEN.sub(" ", _AGO.sub(" ", folded))
    if moves(bare):
        return ""
    without_clocks = _CLOCK.sub(" ", bare)
    if without_clocks != bare and not re.sub(r"[\W\d]+", "", moments.without_dates(without_clocks)):
        return ""
    return " ".join(bare.split()).strip(" .,;:|-")

"""Read RSS, Atom and RDF feeds with feedparser: each item's title, text, date and link."""

import re
import sys
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from tasks_app.documents.drafts import MOST_ENTRIES, Draft, squeezed
from tasks_app.documents.html import read_fragment
from tasks_app.documents.types import BlockKind, Entry, Link

ROOTS = frozenset({"rss", "feed", "RDF"})
# A reference to a character by its number (XML 1.0, 4.1).
REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
LONGEST_NUMBER = 8


def read_feed(text: str, url: str) -> Draft | None:
    """Return the feed's items as entries and as blocks; None where feedparser finds no feed."""
    body = REFERENCE.sub(_readable, text).encode("utf-8", "replace")
    parsed: Any = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version") and not parsed.get("entries"):
        return None
    draft = Draft(language=str(parsed.feed.get("language", ""))[:35])
    draft.title = draft.heading = _plain(parsed.feed.get("title", ""))
    draft.modified = _time(parsed.feed.get("updated_parsed"))
    draft.published = _time(parsed.feed.get("published_parsed"))
    draft.add(draft.title, BlockKind.HEADING)
    draft.add(_plain(parsed.feed.get("subtitle", "")))
    for item in parsed.entries[:MOST_ENTRIES]:
        _read_item(item, url, draft)
    return draft


def _readable(reference: re.Match[str]) -> str:
    """Return the reference, or a replacement for one to no character, at which feedparser would raise an error."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    digits = digits.lstrip("0")
    number = int(digits or "0", base) if len(digits) <= LONGEST_NUMBER else sys.maxunicode + 1
    return "\ufffd" if number == 0 or 0xD800 <= number < 0xE000 or number > sys.maxunicode else reference[0]


def _read_item(item: Any, url: str, draft: Draft) -> None:
    title = _plain(item.get("title", ""))
    contents = [content.get("value", "") for content in item.get("content", [])] or [item.get("summary", "")]
    blocks = [block for content in contents for block in read_fragment(content)]
    link = _absolute(url, str(item.get("link", "")))
    draft.add(title, BlockKind.HEADING)
    for block in blocks:
        draft.add(block.text, block.kind, section=title)
    text = "\n".join(block.text for block in blocks)
    draft.entries.append(
        Entry(
            id=str(item.get("id") or link or title),
            title=title,
            text=text,
            date=_time(item.get("published_parsed") or item.get("updated_parsed")),
            link=link,
        )
    )
    if link:
        draft.links.append(Link(title, link))


def _plain(text: Any) -> str:
    """Return a title's text, which may hold HTML."""
    text = str(text)
    if "<" not in text and "&" not in text:
        return squeezed(text)[:1000]
    return " ".join(block.text for block in read_fragment(text))[:1000]


def _absolute(url: str, link: str) -> str:
    try:
        return urljoin(url, link) if link else ""
    except ValueError:
        return ""


def _time(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except (ValueError, TypeError):
        return None

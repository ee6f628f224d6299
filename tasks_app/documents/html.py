"""Read HTML: blocks of visible text, entries, links, and what the page says to machines."""

import hashlib
from collections import defaultdict
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from tasks_app.documents import markup
from tasks_app.documents.blocks import Found, Reading, Walk, finished
from tasks_app.documents.drafts import MOST_ENTRIES, Draft, squeezed
from tasks_app.documents.structured import moment, read_structured
from tasks_app.documents.styles import Styles
from tasks_app.documents.types import Block, BlockKind, Entry


def read_html(text: str, url: str) -> tuple[Draft, LexborHTMLParser]:
    """Return what the page says, and its tree."""
    tree = markup.parse(text)
    base = _base(tree, url)
    styles = Styles.of(style.text() or "" for style in tree.css("style")[:200])
    reading = Walk(styles, base).over(tree.root)
    draft = Draft(heading=reading.heading, links=reading.links, blocks=list(finished(reading)))
    root, title = tree.css_first("html"), tree.css_first("head title, title")
    draft.language = ((root.attributes.get("lang") if root else "") or "").strip()[:35]
    draft.title = squeezed(title.text() or "")[:300] if title else ""
    draft.canonical = _canonical(tree, base)
    draft.entries = _entries(reading, draft.blocks)
    read_structured(tree, draft)
    return draft, tree


def read_fragment(text: str) -> list[Block]:
    """Return the blocks of HTML that stands within something else, as in a feed or in JSON."""
    tree = markup.parse(text)
    return list(finished(Walk(Styles(), "").over(tree.root)))


def _base(tree: LexborHTMLParser, url: str) -> str:
    named = tree.css_first("base[href]")
    try:
        return urljoin(url, named.attributes["href"] or "") if named else url
    except ValueError:
        return url


def _canonical(tree: LexborHTMLParser, base: str) -> str:
    link = tree.css_first('link[rel~="canonical" i][href]')
    try:
        return urljoin(base, (link.attributes["href"] or "").strip()) if link else ""
    except ValueError:
        return ""


def _entries(reading: Reading, blocks: list[Block]) -> list[Entry]:
    """Return the items of lists and the rows of tables in the main part, in reading order."""
    groups: dict[tuple[str, int], list[tuple[Found, Block]]] = defaultdict(list)
    for found, block in zip(reading.found, blocks, strict=True):
        if block.main and block.row:
            groups["row", block.row].append((found, block))
        elif block.main and found.item >= 0:
            groups["item", found.item].append((found, block))
    entries: list[Entry] = []
    for (kind, number), group in groups.items():
        entry = _row([block for _, block in group]) if kind == "row" else _item(reading, number, group)
        if entry is not None and len(entries) < MOST_ENTRIES:
            entries.append(entry)
    return entries


def _row(cells: list[Block]) -> Entry | None:
    title = cells[0].text
    return (
        Entry(id=_digest(title), title=title, text=" | ".join(cell.text for cell in cells[1:]))
        if len(cells) > 1
        else None
    )


def _item(reading: Reading, number: int, group: list[tuple[Found, Block]]) -> Entry:
    item = reading.items[number]
    texts = [block for _, block in group if block.kind not in (BlockKind.ALT, BlockKind.PLACEHOLDER)]
    title = next((block.text for block in texts if block.kind is BlockKind.HEADING), texts[0].text if texts else "")
    rest = "\n".join(block.text for block in texts if block.text != title)
    return Entry(
        id=item.id or item.link or _digest(title), title=title, text=rest, date=moment(item.time), link=item.link
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]

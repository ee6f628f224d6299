"""Read text whose lines are rows: CSV by its dialect, and calendars (RFC 5545)."""

import csv
import re

from tasks_app.documents.drafts import MOST_BLOCKS, MOST_ENTRIES, Draft
from tasks_app.documents.structured import moment
from tasks_app.documents.types import BlockKind, Entry, Event

_DELIMITERS = ",;\t|"
_ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
_PROPERTY = re.compile(r"([A-Za-z-]{1,60})(?:;[^:]{0,500})?:(.*)", re.DOTALL)


def read_csv(text: str) -> Draft:
    """Return each cell as a block with its row, under the head of its column, and each row as an entry."""
    draft = Draft()
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    head = rows[0] if rows else []
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            column = head[index] if number > 1 and index < len(head) else ""
            draft.add(cell, BlockKind.CELL, section=column, row=number)
        if number > 1 and len(draft.entries) < MOST_ENTRIES:
            named = [f"{name}: {cell}" for name, cell in zip(head, row, strict=False)]
            draft.entries.append(Entry(id=row[0], title=row[0], text="\n".join(named)))
        if len(draft.blocks) >= MOST_BLOCKS:
            break
    return draft


def _rows(text: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)[: MOST_BLOCKS + 1]
    sample = [line for line in lines[:20] if line.strip()]
    # The mark that stands most evenly in the first lines.
    delimiter = max(_DELIMITERS, key=lambda mark: min((line.count(mark) for line in sample), default=0))
    rows: list[list[str]] = []
    try:
        rows += csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    except csv.Error:
        rows = [line.rstrip("\r\n").split(delimiter) for line in lines]
    return rows


def read_calendar(text: str) -> Draft:
    """Return each property as a block `NAME: value`, and each event as an entry and an event."""
    draft = Draft()
    event: dict[str, str] = {}
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        found = _PROPERTY.match(line)
        if found is None:
            continue
        name, value = found[1].upper(), re.sub(r"\\[nN,;\\]", lambda escape: _ESCAPES[escape[0]], found[2])
        if (name, value) == ("BEGIN", "VEVENT"):
            event = {}
        elif (name, value) == ("END", "VEVENT"):
            _add_event(event, draft)
        elif name not in ("BEGIN", "END", "VERSION", "PRODID"):
            event.setdefault(name, value)
            draft.add(f"{name}: {value}", section=event.get("SUMMARY", "") if name != "SUMMARY" else "")
    return draft


def _add_event(event: dict[str, str], draft: Draft) -> None:
    if len(draft.entries) >= MOST_ENTRIES:
        return
    title, begins, ends = event.get("SUMMARY", ""), moment(event.get("DTSTART")), moment(event.get("DTEND"))
    text = event.get("DESCRIPTION", "")
    draft.entries.append(Entry(event.get("UID", title), title, text, begins, event.get("URL", "")))
    place, status = event.get("LOCATION", ""), event.get("STATUS", "")
    draft.events.append(Event(title, begins, ends, place, status, "icalendar"))

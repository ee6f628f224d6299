"""Read JSON as a tree: strings as the text that they stand for, figures as they are written."""

import json
from collections.abc import Sequence
from typing import Any

from tasks_app.documents.drafts import MOST_BLOCKS, MOST_ENTRIES, Draft
from tasks_app.documents.html import read_fragment
from tasks_app.documents.structured import moment
from tasks_app.documents.types import BlockKind, Entry

DEEPEST = 200
_IDS = ("id", "uuid", "guid", "key", "slug", "sku", "url", "html_url", "link", "href")
_TITLES = ("title", "name", "headline", "label", "subject", "summary", "tag_name", "version")
_TEXTS = ("text", "body", "content", "description", "content_text", "content_html", "note")
_DATES = ("date", "published_at", "published", "date_published", "updated_at", "created_at", "updated", "created")
_LINKS = ("html_url", "url", "link", "href", "external_url")


class JsonError(Exception):
    """The text is no JSON that is read here; the message says why."""


class _Object(list[tuple[str, Any]]):
    """An object with all its members, those of the same name included."""

    def get(self, *names: str) -> str:
        """Return the first plain value under one of `names`, or nothing."""
        members = dict(self)
        return next((str(members[name]) for name in names if isinstance(members.get(name), str) and members[name]), "")


class _Figure(str):
    """A number, as it is written."""


_AS_WRITTEN: dict[str, Any] = dict.fromkeys(("parse_float", "parse_int", "parse_constant"), _Figure)


def read_json(text: str) -> Draft:
    """Return each value as a block, `name: value` where it has a name. Raise JsonError."""
    try:
        root = json.loads(
            text,
            strict=False,
            parse_float=_Figure,
            parse_int=_Figure,
            parse_constant=_Figure,
            object_pairs_hook=_Object,
        )
    except RecursionError as error:
        raise JsonError("it is nested too deeply") from error
    except ValueError as error:
        raise JsonError("its JSON is damaged") from error
    draft = Draft()
    stack: list[tuple[str, Any, tuple[str, ...]]] = [("", root, ())]
    while stack and len(draft.blocks) < MOST_BLOCKS:
        name, value, path = stack.pop()
        if len(path) > DEEPEST:
            raise JsonError("it is nested too deeply")
        if isinstance(value, _Object):
            _name_group(name, path, draft)
            inner = (*path, name) if name else path
            stack += [(key, member, inner) for key, member in reversed(value)]
        elif isinstance(value, list):
            _name_group(name, path, draft)
            inner = (*path, name) if name else path
            stack += [("", member, inner) for member in reversed(value)]
            draft.entries += [_entry(member) for member in value if isinstance(member, _Object)][
                : MOST_ENTRIES - len(draft.entries)
            ]
        else:
            _add_value(name, value, ".".join(path), draft)
    if isinstance(root, _Object):
        draft.title = root.get(*_TITLES)[:300]
    return draft


def _name_group(name: str, path: Sequence[str], draft: Draft) -> None:
    draft.add(name, BlockKind.LABEL, section=".".join(path))


def _add_value(name: str, value: Any, section: str, draft: Draft) -> None:
    prefix = f"{name}: " if name else ""
    if not isinstance(value, str):
        draft.add(f"{prefix}{ {True: 'true', False: 'false', None: 'null'}[value] }", section=section)
    elif not isinstance(value, _Figure) and "</" in value and "<" in value:
        draft.add(name, BlockKind.LABEL, section=section)
        for block in read_fragment(value):
            draft.add(block.text, block.kind, section=section)
    else:
        first, *rest = value.splitlines() or [""]
        draft.add(f"{prefix}{first}", section=section)
        for line in rest:
            draft.add(line, section=section)


def _entry(item: _Object) -> Entry:
    title = item.get(*_TITLES)
    link = item.get(*_LINKS)
    dates = (moment(value) for name in _DATES if (value := item.get(name)))
    return Entry(
        id=item.get(*_IDS) or title,
        title=title,
        text=item.get(*_TEXTS) or "\n".join(f"{key}: {value}" for key, value in item if isinstance(value, str)),
        date=next(filter(None, dates), None),
        link=link if link.startswith(("http://", "https://")) else "",
    )

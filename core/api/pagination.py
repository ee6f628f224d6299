"""Lists: a bare array, newest first, with `X-Total-Count`; with `?page=` an envelope around one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from rest_framework import serializers

from core.api.fields import QueryIntegerField
from core.api.representation import Representation
from core.api.wire import ORJSONResponse

MAX_LIMIT = 100
# Later pages are refused: PostgreSQL would have to read and drop all rows before them.
MAX_PAGE = 10_000
DEFAULT_PAGE_LIMIT = 20


class PartQuery(serializers.Serializer[Any]):
    """The part of a list to return: `limit` items, after `offset` items or on page `page`."""

    offset = QueryIntegerField(
        required=False,
        min_value=0,
        max_value=MAX_PAGE * MAX_LIMIT,
        help_text="How many of the first to leave out; not together with `page`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "page" in attrs and "offset" in attrs:
            message = "page and offset cannot be given together"
            raise serializers.ValidationError({"offset": message}, code="value_error")
        return attrs


class ArrayQuery(PartQuery):
    """Query of a list that is a bare array unless a page is asked for."""

    page = QueryIntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PAGE,
        help_text="Answer this page, in an envelope, rather than a bare array.",
    )
    limit = QueryIntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"Items at most; {DEFAULT_PAGE_LIMIT} on a page."
    )


class EnvelopeQuery(PartQuery):
    """Query of a list that is always answered in an envelope."""

    page = QueryIntegerField(required=False, min_value=1, max_value=MAX_PAGE, help_text="Which page; 1 by default.")
    limit = QueryIntegerField(
        default=DEFAULT_PAGE_LIMIT, min_value=1, max_value=MAX_LIMIT, help_text="Items on a page."
    )


@dataclass(frozen=True)
class PageWindow:
    """The requested part of a list: `limit` items after `offset` items, all of them if `limit` is None."""

    page: int | None
    limit: int | None
    offset: int = 0

    @classmethod
    def asked(cls, query: dict[str, Any], *, bare_limit: int | None) -> "PageWindow":
        """Read an ArrayQuery; `bare_limit` bounds a bare array that is asked for without a limit."""
        page = query.get("page")
        limit = query.get("limit") or (DEFAULT_PAGE_LIMIT if page else bare_limit)
        return cls(page=page, limit=limit, offset=first_item(query, limit))

    @classmethod
    def enveloped(cls, query: dict[str, Any]) -> "PageWindow":
        """Read an EnvelopeQuery. After an offset, `page` is the page that holds the first item."""
        limit: int = query["limit"]
        offset = first_item(query, limit)
        return cls(page=offset // limit + 1, limit=limit, offset=offset)


def first_item(query: dict[str, Any], limit: int | None) -> int:
    """Return the number of items before the part that a PartQuery asks for."""
    offset: int | None = query.get("offset")
    return (query.get("page", 1) - 1) * (limit or 0) if offset is None else offset


class ItemSource(Protocol):
    """Objects as the API writes them, read when they are asked for; see `core.api.reading` and `Represented`."""

    def __iter__(self) -> Iterator[dict[str, Any]]: ...

    def __getitem__(self, part: slice, /) -> list[dict[str, Any]]: ...

    def count(self) -> int: ...


@dataclass(frozen=True)
class Represented:
    """The instances of a queryset, written."""

    rows: QuerySet[Any]
    representation: type[Representation]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(self.representation.to_json, self.rows)

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [self.representation.to_json(row) for row in self.rows[part]]

    def count(self) -> int:
        return self.rows.count()


def list_response(found: ItemSource, window: PageWindow, *, total: int | None = None) -> ORJSONResponse:
    """Return the part `window` of `found`. `total` is its length, counted here if not given."""
    if window.limit is None:
        items = list(found)
        return _answer(items[window.offset :], window, total=len(items))
    total = found.count() if total is None else total
    shown = found[window.offset : window.offset + window.limit] if window.offset < total else []
    return _answer(shown, window, total=total)


def _answer(items: list[dict[str, Any]], window: PageWindow, *, total: int) -> ORJSONResponse:
    headers = {"X-Total-Count": str(total)}
    if window.page is None:
        return ORJSONResponse(items, headers=headers)
    envelope = {"items": items, "total": total, "page": window.page, "limit": window.limit}
    return ORJSONResponse(envelope, headers=headers)

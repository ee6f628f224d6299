"""Lists: a bare array, newest first, with `X-Total-Count`; with `?page=` an envelope around one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from rest_framework import serializers

from core.api.fields import QueryIntegerField
from core.api.representation import Representation
from core.api.wire import Answer

MAX_LIMIT = 100
# A page further back is not reached by counting to it: a million rows would have to be passed over.
MAX_PAGE = 10_000
DEFAULT_PAGE_LIMIT = 20


class PartQuery(serializers.Serializer[Any]):
    """Which part of a list: `limit` items, after `offset` of them or on the `page`th page."""

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


class PageQuery(PartQuery):
    """Of a list that is a bare array, unless a page is asked for."""

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
    """Of a list that is always answered in an envelope."""

    page = QueryIntegerField(required=False, min_value=1, max_value=MAX_PAGE, help_text="Which page; 1 by default.")
    limit = QueryIntegerField(
        default=DEFAULT_PAGE_LIMIT, min_value=1, max_value=MAX_LIMIT, help_text="Items on a page."
    )


@dataclass(frozen=True)
class Window:
    """Which part of a list is asked for: `limit` items after `offset`; `limit` None is all that follow."""

    page: int | None
    limit: int | None
    offset: int = 0

    @classmethod
    def asked(cls, query: dict[str, Any], *, bare_limit: int | None) -> "Window":
        """From a PageQuery; `bare_limit` bounds a bare array that is asked for without a limit."""
        page = query.get("page")
        limit = query.get("limit") or (DEFAULT_PAGE_LIMIT if page else bare_limit)
        return cls(page=page, limit=limit, offset=first_item(query, limit))

    @classmethod
    def enveloped(cls, query: dict[str, Any]) -> "Window":
        """From an EnvelopeQuery. After an offset, `page` is the page in which the first item lies."""
        limit: int = query["limit"]
        offset = first_item(query, limit)
        return cls(page=offset // limit + 1, limit=limit, offset=offset)


def first_item(query: dict[str, Any], limit: int | None) -> int:
    """How many items lie before the part that a PartQuery asks for."""
    offset: int | None = query.get("offset")
    return (query.get("page", 1) - 1) * (limit or 0) if offset is None else offset


class Written(Protocol):
    """Objects as the API writes them, each read when it is asked for; see `core.api.reading` and `Represented`."""

    def __iter__(self) -> Iterator[dict[str, Any]]: ...

    def __getitem__(self, part: slice, /) -> list[dict[str, Any]]: ...

    def count(self) -> int: ...


@dataclass(frozen=True)
class Represented:
    """The rows of a queryset, written."""

    rows: QuerySet[Any]
    representation: type[Representation]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(self.representation.of, self.rows)

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return [self.representation.of(row) for row in self.rows[part]]

    def count(self) -> int:
        return self.rows.count()


def listed(written: Written, window: Window, *, total: int | None = None) -> Answer:
    """Answer `window` of what is `written`; `total` saves counting it."""
    if window.limit is None:
        items = list(written)
        return _answer(items[window.offset :], window, total=len(items))
    total = written.count() if total is None else total
    shown = written[window.offset : window.offset + window.limit] if window.offset < total else []
    return _answer(shown, window, total=total)


def _answer(items: list[dict[str, Any]], window: Window, *, total: int) -> Answer:
    headers = {"X-Total-Count": str(total)}
    if window.page is None:
        return Answer(items, headers=headers)
    envelope = {"items": items, "total": total, "page": window.page, "limit": window.limit}
    return Answer(envelope, headers=headers)

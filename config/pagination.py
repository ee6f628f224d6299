"""Lists: a bare array, newest first, with `X-Total-Count`; with `?page=` an envelope around one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from rest_framework import serializers

from config.fields import QueryIntegerField
from config.representation import Representation
from config.wire import Answer

MAX_LIMIT = 100
# A page further back is not reached by counting to it: a million rows would have to be passed over.
MAX_PAGE = 10_000
DEFAULT_PAGE_LIMIT = 20


class PageQuery(serializers.Serializer[Any]):
    page = QueryIntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PAGE,
        help_text="Answer this page, in an envelope, rather than a bare array.",
    )
    limit = QueryIntegerField(
        required=False, min_value=1, max_value=MAX_LIMIT, help_text=f"Items at most; {DEFAULT_PAGE_LIMIT} on a page."
    )


@dataclass(frozen=True)
class Window:
    """Which part of a list is asked for; `limit` None is all of it."""

    page: int | None
    limit: int | None

    @classmethod
    def asked(cls, query: dict[str, Any], *, bare_limit: int | None) -> "Window":
        """From a PageQuery; `bare_limit` bounds a bare array that is asked for without a limit."""
        page = query.get("page")
        return cls(page=page, limit=query.get("limit") or (DEFAULT_PAGE_LIMIT if page else bare_limit))

    @property
    def offset(self) -> int:
        return ((self.page or 1) - 1) * (self.limit or 0)


class Written(Protocol):
    """Objects as the API writes them, each read when it is asked for; see `config.prepared` and `Represented`."""

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
        return _answer(items, window, total=len(items))
    total = written.count() if total is None else total
    shown = written[window.offset : window.offset + window.limit] if window.offset < total else []
    return _answer(shown, window, total=total)


def _answer(items: list[dict[str, Any]], window: Window, *, total: int) -> Answer:
    headers = {"X-Total-Count": str(total)}
    if window.page is None:
        return Answer(items, headers=headers)
    envelope = {"items": items, "total": total, "page": window.page, "limit": window.limit}
    return Answer(envelope, headers=headers)

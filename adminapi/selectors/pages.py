"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row")
Entity = TypeVar("Entity", bound=Model)


@dataclass(frozen=True)
class Slice:
    """A part of a list: `limit` rows after `offset`."""

    limit: int = 50
    offset: int = 0

    @property
    def page(self) -> int:
        """Number of the page that has the first row."""
        return self.offset // self.limit + 1

    def of(self, rows: "QuerySet[Entity, Row]") -> "QuerySet[Entity, Row]":
        return rows[self.offset : self.offset + self.limit]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the number of all its rows."""

    rows: Sequence[Row]
    total: int


def sliced(found: "QuerySet[Entity]", details: "QuerySet[Entity]", part: Slice) -> list[Entity]:
    """Return a part of `found`, in its order, with the rows read by `details`.

    The ids come from the index alone, so that later pages skip index entries and not joined rows.
    """
    ids = list(part.of(found.values_list("pk", flat=True)))
    return list(details.filter(pk__in=ids).order_by(*found.query.order_by))

"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row")
Entity = TypeVar("Entity", bound=Model)


@dataclass(frozen=True)
class Slice:
    """Which part of a list: `limit` rows after `offset`."""

    limit: int = 50
    offset: int = 0

    @property
    def page(self) -> int:
        """The page in which the first row lies."""
        return self.offset // self.limit + 1

    def of(self, rows: "QuerySet[Entity, Row]") -> "QuerySet[Entity, Row]":
        return rows[self.offset : self.offset + self.limit]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and how many there are in all."""

    rows: Sequence[Row]
    total: int


def sliced(found: "QuerySet[Entity]", details: "QuerySet[Entity]", part: Slice) -> list[Entity]:
    """A part of what was `found`, in its order, read as `details` says.

    The ids come from the index alone: pages further back pass over entries, and not over rows and what they join.
    """
    ids = list(part.of(found.values_list("pk", flat=True)))
    return list(details.filter(pk__in=ids).order_by(*found.query.order_by))

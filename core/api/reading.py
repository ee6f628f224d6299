"""Lists and objects of nearly every request, written straight from their rows.

Making instances of models of rows takes longer than writing those as JSON; see `core.db.statements` too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.api.representation import Representation
from core.db.statements import Make, Row, Statement


class Reading:
    """The prepared statement of the queryset `make(*arguments)`, and the representation that writes its rows."""

    def __init__(self, representation: type[Representation], make: Make, *types: type) -> None:
        self._representation = representation
        self.make = make
        self.statement = Statement(make, *types, columns=representation.columns())

    def rows(self, *arguments: Any) -> "PreparedRows":
        return PreparedRows(self, arguments)

    def first(self, *arguments: Any) -> dict[str, Any] | None:
        """Return the one object of a reading that finds at most one."""
        row = self.statement.first(*arguments)
        return None if row is None else self.to_json(row)

    def to_json(self, row: Row) -> dict[str, Any]:
        return self._representation.of_row(row)


@dataclass(frozen=True)
class PreparedRows:
    """The objects that a `Reading` finds, written when they are asked for, like those of a queryset."""

    reading: Reading
    arguments: tuple[Any, ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(self.reading.to_json, self.reading.statement.rows(*self.arguments))

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        start = part.start or 0
        rows = self.reading.statement.rows(*self.arguments, limit=part.stop - start, offset=start)
        return [self.reading.to_json(row) for row in rows]

    def count(self) -> int:
        return self.reading.make(*self.arguments).count()


@dataclass(frozen=True)
class QuerysetRows:
    """The rows of a queryset that is asked for too rarely to be prepared, or in too many ways."""

    queryset: QuerySet[Any]
    representation: type[Representation]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._written(self.queryset)

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return list(self._written(self.queryset[part]))

    def count(self) -> int:
        return self.queryset.count()

    def _written(self, rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
        return map(self.representation.of_row, rows.values_list(*self.representation.columns()))

"""Lists and objects of nearly every request, written straight from their rows.

Making instances of models of rows takes longer than writing those as JSON; see `core.db.statements` too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.api.representation import Representation
from core.db.statements import Make, Statement


class Prepared:
    """A queryset, as a class of representations writes it."""

    def __init__(self, representation: type[Representation], make: Make, *types: type) -> None:
        self._representation = representation
        self.make = make
        self._statement = Statement(lambda *values: make(*values).values_list(*representation.columns()), *types)

    def of(self, *arguments: Any) -> "Written":
        return Written(self, arguments)

    def read(self, arguments: tuple[Any, ...], *, limit: int | None, offset: int) -> list[dict[str, Any]]:
        return [
            self._representation.of_row(row) for row in self._statement.rows(*arguments, limit=limit, offset=offset)
        ]


@dataclass(frozen=True)
class Written:
    """The objects that a `Prepared` finds, written; read when they are asked for, like those of a queryset."""

    prepared: Prepared
    arguments: tuple[Any, ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.prepared.read(self.arguments, limit=None, offset=0))

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        return self.prepared.read(self.arguments, limit=part.stop - (part.start or 0), offset=part.start or 0)

    def only(self) -> dict[str, Any] | None:
        """Of what finds one object at most."""
        return next(iter(self), None)

    def count(self) -> int:
        return self.prepared.make(*self.arguments).count()

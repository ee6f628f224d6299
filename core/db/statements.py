"""Querysets compiled once a process; PostgreSQL parses and plans them once a connection.

Django takes longer to build and compile a queryset than PostgreSQL takes to run it.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Row = tuple[Any, ...]
Make = Callable[..., QuerySet[Any, Any]]


def run(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """Run a prepared statement and return its rows; none if it returns no columns."""
    return connection.run_prepared(sql, values)  # type: ignore[attr-defined,no-any-return]  # of core.db.backend


class Statement:
    """Statement compiled from the queryset `make(*arguments)`. Arguments have these types: UUID, str or bytes.

    Its rows are the driver's: tuples, with JSON as text.
    """

    def __init__(self, make: Make, *types: type) -> None:
        self.make = make
        self._types = types

    def rows(self, *arguments: Any, limit: int | None = None, offset: int = 0) -> list[Row]:
        sql, values = self._bound(arguments)
        if limit is not None:
            sql, values = f"{sql} LIMIT %s OFFSET %s", [*values, limit, offset]
        return run(sql, values)

    def first(self, *arguments: Any) -> Row | None:
        """Return the row of a statement that finds one at most. With a LIMIT it would be planned at each call."""
        return next(iter(self.rows(*arguments)), None)

    def _bound(self, arguments: tuple[Any, ...]) -> tuple[str, list[Any]]:
        sql, parameters, examples = self._compiled
        given = dict(zip(examples, arguments, strict=True))
        return sql, [given.get(parameter, parameter) for parameter in parameters]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...], list[Any]]:
        """Return the SQL, its parameters, and the example of each argument among them."""
        examples = [_example(type_) for type_ in self._types]
        sql, parameters = self.make(*examples).query.sql_with_params()
        return sql, parameters, examples


def _example(type_: type) -> Any:
    """Return a random value, which no other parameter can equal."""
    fresh = uuid.uuid4()
    return {uuid.UUID: fresh, str: fresh.hex, bytes: fresh.bytes}[type_]

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
    """Return the rows of a statement that PostgreSQL plans once for a connection; none if it has no columns."""
    return connection.run_prepared(sql, values)  # type: ignore[attr-defined,no-any-return]  # of core.db.backend


class Statement:
    """Statement compiled from the queryset `make(*arguments)`. Arguments have these types: UUID, str or bytes.

    `columns` are those that it reads, named as in `values_list`; none: `make` says. Its rows are what the driver
    reads: tuples, JSON as text.
    """

    def __init__(self, make: Make, *types: type, columns: Sequence[str] = ()) -> None:
        self.make = make
        self._columns = columns
        self._examples = [_example(type_) for type_ in types]

    def rows(self, *arguments: Any, limit: int | None = None, offset: int = 0) -> list[Row]:
        sql, values = self._compiled[0], self.bind(arguments)
        if limit is not None:
            sql, values = f"{sql} LIMIT %s OFFSET %s", [*values, limit, offset]
        return run(sql, values)

    def first(self, *arguments: Any) -> Row | None:
        """Return the one row of a statement that finds at most one: a LIMIT would have it planned anew each time."""
        return next(iter(self.rows(*arguments)), None)

    def bind(self, arguments: tuple[Any, ...]) -> list[Any]:
        """Return the statement's parameters for these arguments."""
        given = dict(zip(self._examples, arguments, strict=True))
        return [given.get(parameter, parameter) for parameter in self._compiled[1]]

    def selecting_first(self, column: str) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL and the parameters of the statement that reads `column` before its own columns."""
        return self._compile([column, *self._columns])

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        return self._compile(self._columns)

    def _compile(self, columns: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
        found = self.make(*self._examples)
        sql, parameters = (found.values_list(*columns) if columns else found).query.sql_with_params()
        return sql, tuple(parameters)


def _example(type_: type) -> Any:
    """Return a value that no other parameter has: arguments go in its place."""
    unique = uuid.uuid4()
    return {uuid.UUID: unique, str: unique.hex, bytes: unique.bytes}[type_]

"""Statements of nearly every request: compiled once for a process, parsed and planned once for a connection.

Building and compiling a queryset takes Django longer than running it takes PostgreSQL.
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
    """The rows of a statement that PostgreSQL parses and plans once for a connection; none where it has no columns."""
    return connection.run_prepared(sql, values)  # type: ignore[attr-defined,no-any-return]  # of core.db.backend


class Statement:
    """The statement of the queryset `make(*arguments)`, whose arguments are of these types: UUID, str or bytes.

    Its rows are what the driver reads: tuples, JSON as text.
    """

    def __init__(self, make: Make, *types: type) -> None:
        self.make = make
        self._types = types

    def rows(self, *arguments: Any, limit: int | None = None, offset: int = 0) -> list[Row]:
        sql, values = self._bound(arguments)
        if limit is not None:
            sql, values = f"{sql} LIMIT %s OFFSET %s", [*values, limit, offset]
        return run(sql, values)

    def only(self, *arguments: Any) -> Row | None:
        """Of a statement that finds one row at most: a LIMIT would have it planned anew at each execution."""
        return next(iter(self.rows(*arguments)), None)

    def _bound(self, arguments: tuple[Any, ...]) -> tuple[str, list[Any]]:
        sql, parameters, examples = self._compiled
        given = dict(zip(examples, arguments, strict=True))
        return sql, [given.get(parameter, parameter) for parameter in parameters]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...], list[Any]]:
        """The SQL, its parameters, and those of them in whose place an argument goes."""
        examples = [_example(type_) for type_ in self._types]
        sql, parameters = self.make(*examples).query.sql_with_params()
        return sql, parameters, examples


def _example(type_: type) -> Any:
    """A value that no other parameter has."""
    fresh = uuid.uuid4()
    return {uuid.UUID: fresh, str: fresh.hex, bytes: fresh.bytes}[type_]

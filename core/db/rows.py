"""Insert, find and save rows by statements that are compiled once a process; see `core.db.statements`.

Used on the path of nearly every request and execution. The ORM compiles its statements at each call.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BooleanField, CharField, DateTimeField, Model, UUIDField
from django.db.models.base import ModelState

from core.db.statements import Make, run

# Concrete field of a model; the stubs lack what is used here.
Field = Any
M = TypeVar("M", bound=Model)
NOTHING: Mapping[str, tuple[Make, str]] = MappingProxyType({})
# Fields whose values the ORM passes to the driver unchanged. Integers are absent: the ORM gives their width.
PLAIN = (BooleanField, CharField, DateTimeField, UUIDField)


class Insert:
    """Statement that inserts a row of `model` if the common table expression `from_cte` has a row.

    `cte` is the WITH clause that defines it. `fk_column` of the new row is the column `id` of `from_cte`. `annotations`
    become attributes of the row: each is a queryset for the value of one of the row's columns, read in the same
    statement.
    """

    def __init__(
        self,
        model: type[Model],
        *,
        cte: str,
        from_cte: str,
        fk_column: str,
        annotations: Mapping[str, tuple[Make, str]] = NOTHING,
    ) -> None:
        self._model, self._cte, self._from_cte, self._fk_column = model, cte, from_cte, fk_column
        self._annotations = annotations

    def __call__(self, row: Model, **values: Any) -> bool:
        """Insert `row`, complete but for `fk_column`, with `values` for the CTE; return False if the CTE had no row."""
        inserted = run(self._sql, values | dict(zip(self._columns, self._values_of(row), strict=True)))
        for fk, *annotated in inserted:
            setattr(row, self._fk_column, fk)
            row.__dict__.update(zip(self._annotations, annotated, strict=True))
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return bool(inserted)

    @cached_property
    def _fields(self) -> list[Field]:
        return [field for field in self._model._meta.concrete_fields if field.attname != self._fk_column]

    @cached_property
    def _columns(self) -> list[str]:
        return [field.column for field in self._fields]

    @cached_property
    def _values_of(self) -> "ColumnValues":
        return ColumnValues(self._fields)

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        places = {quoted(column): f"%({column})s" for column in self._columns}
        places[quoted(self._fk_column)] = "id"
        return (
            f"{self._cte} INSERT INTO {quoted(self._model._meta.db_table)} ({', '.join(places)})"  # noqa: S608
            f" SELECT {', '.join(places.values())} FROM {self._from_cte}"
            f" RETURNING {', '.join([quoted(self._fk_column), *self._subqueries()])}"
        )

    def _subqueries(self) -> Iterator[str]:
        """Yield each annotation as a subquery, whose one parameter is the value of a column of the new row."""
        for make, column in self._annotations.values():
            example = uuid.uuid4()
            sql, parameters = make(example).query.sql_with_params()
            # Django writes the 1 of `EXISTS (SELECT 1 …)` as a parameter.
            places = {example: f"%({column})s", 1: "1"}
            if unknown := set(parameters) - places.keys():
                raise TypeError(f"what is read beside a new row may depend on its {column} alone, not on {unknown}")
            yield f"({sql % tuple(places[parameter] for parameter in parameters)})"


class Find(Generic[M]):
    """Statement that finds one instance by the SQL of its WHERE clause, which may end with a lock."""

    def __init__(self, model: type[M], where: str) -> None:
        self._model, self._where = model, where

    def __call__(self, *values: Any) -> M | None:
        found = run(self._sql, values)
        return self._instance(list(found[0])) if found else None

    def _instance(self, row: list[Any]) -> M:
        for place, convert in self._converted:
            row[place] = convert(row[place], None, connection)
        return instance(self._model, row)

    @cached_property
    def _converted(self) -> list[tuple[int, Callable[..., Any]]]:
        """Return positions and converters of fields that convert the driver's values, such as JSON."""
        fields: Sequence[Field] = self._model._meta.concrete_fields
        return [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        fields: Sequence[Field] = self._model._meta.concrete_fields
        columns = ", ".join(quoted(field.column) for field in fields)
        return f"SELECT {columns} FROM {quoted(self._model._meta.db_table)} WHERE {self._where}"  # noqa: S608


def instance(model: type[M], values: Sequence[Any]) -> M:
    """Make an instance of a whole row. `Model.from_db` does the same, but takes longer than the query."""
    found = model.__new__(model)
    found.__dict__.update(zip(_names(model), values, strict=True))
    found._state = ModelState()
    found._state.adding, found._state.db = False, DEFAULT_DB_ALIAS
    return found


class Save:
    """Statement that updates the named fields of an existing row."""

    def __init__(self, model: type[Model], *names: str) -> None:
        self._model, self._names = model, names

    def __call__(self, row: Model) -> None:
        run(self._sql, [*self._values_of(row), row.pk])

    @cached_property
    def _fields(self) -> list[Field]:
        return [self._model._meta.get_field(name) for name in self._names]

    @cached_property
    def _values_of(self) -> "ColumnValues":
        return ColumnValues(self._fields)

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        changes = ", ".join(f"{quoted(field.column)} = %s" for field in self._fields)
        return f"UPDATE {quoted(self._model._meta.db_table)} SET {changes} WHERE id = %s"  # noqa: S608


class ColumnValues:
    """ColumnValues of fields as the driver takes them, from an instance with all its attributes."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._names = [field.attname for field in fields]
        self._converted = [
            (place, field.get_db_prep_save) for place, field in enumerate(fields) if not _is_plain(field)
        ]

    def __call__(self, row: Model) -> list[Any]:
        state = row.__dict__
        values = [state[name] for name in self._names]
        for place, convert in self._converted:
            if values[place] is not None:
                values[place] = convert(values[place], connections[DEFAULT_DB_ALIAS])
        return values


def _is_plain(field: Field) -> bool:
    return isinstance(getattr(field, "target_field", field), PLAIN)


def new_row(model: type[M], **values: Any) -> M:
    """Make an unsaved instance from attributes in `values` and the defaults of all other fields.

    `Model(**values)` does the same, but takes longer than the insert. Raises TypeError for an unknown attribute.
    """
    defaults = _defaults(model)
    if unknown := values.keys() - defaults.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    made = model.__new__(model)
    made.__dict__.update({name: values[name] if name in values else make() for name, make in defaults.items()})
    made._state = ModelState()
    return made


@cache
def _defaults(model: type[Model]) -> dict[str, Callable[[], Any]]:
    return {field.attname: field.get_default for field in model._meta.concrete_fields}


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]

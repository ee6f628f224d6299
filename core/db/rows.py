"""Rows of models, added, read and changed by statements that are compiled and prepared once: see `core.db.statements`.

For what nearly every request and execution does; the ORM builds its statements anew each time.
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

# A concrete field of a model: what the stubs know of it is narrower than what is used here.
Field = Any
M = TypeVar("M", bound=Model)
NOTHING: Mapping[str, tuple[Make, str]] = MappingProxyType({})
# Of these the ORM looks at each value, and then gives the driver the same; of a number it says how wide it is.
PLAIN = (BooleanField, CharField, DateTimeField, UUIDField)


class Insert:
    """The statement that adds a row of `model`, if what it `begins` with (WITH …) makes a row of `source`.

    The column `taken` is taken from that: its name there is `id`. What is read `beside` the row, each by a queryset
    for the value of one of its columns, becomes attributes of it.
    """

    def __init__(
        self,
        model: type[Model],
        *,
        begins: str,
        source: str,
        taken: str,
        beside: Mapping[str, tuple[Make, str]] = NOTHING,
    ) -> None:
        self._model, self._begins, self._source, self._taken = model, begins, source, taken
        self._beside = beside

    def __call__(self, row: Model, **values: Any) -> bool:
        """Add `row`, complete but for `taken`; `values` are those that the statement begins with. Whether it did."""
        added = run(self._sql, values | dict(zip(self._columns, self._values_of(row), strict=True)))
        for taken, *beside in added:
            setattr(row, self._taken, taken)
            row.__dict__.update(zip(self._beside, beside, strict=True))
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return bool(added)

    @cached_property
    def _fields(self) -> list[Field]:
        return [field for field in self._model._meta.concrete_fields if field.attname != self._taken]

    @cached_property
    def _columns(self) -> list[str]:
        return [field.column for field in self._fields]

    @cached_property
    def _values_of(self) -> "Values":
        return Values(self._fields)

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        places = {quoted(column): f"%({column})s" for column in self._columns}
        places[quoted(self._taken)] = "id"
        return (
            f"{self._begins} INSERT INTO {quoted(self._model._meta.db_table)} ({', '.join(places)})"  # noqa: S608
            f" SELECT {', '.join(places.values())} FROM {self._source}"
            f" RETURNING {', '.join([quoted(self._taken), *self._read_beside()])}"
        )

    def _read_beside(self) -> Iterator[str]:
        """Each queryset as a subquery, whose one parameter is the value of a column of the new row."""
        for make, column in self._beside.values():
            example = uuid.uuid4()
            sql, parameters = make(example).query.sql_with_params()
            # Django writes the 1 of `EXISTS (SELECT 1 …)` as a parameter.
            places = {example: f"%({column})s", 1: "1"}
            if unknown := set(parameters) - places.keys():
                raise TypeError(f"what is read beside a new row may depend on its {column} alone, not on {unknown}")
            yield f"({sql % tuple(places[parameter] for parameter in parameters)})"


class Find(Generic[M]):
    """The instance of `model` whose row fits the SQL that follows WHERE, which may end with a lock."""

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
        """Where in a row stands what the driver reads otherwise than its field, JSON above all."""
        fields: Sequence[Field] = self._model._meta.concrete_fields
        return [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        fields: Sequence[Field] = self._model._meta.concrete_fields
        columns = ", ".join(quoted(field.column) for field in fields)
        return f"SELECT {columns} FROM {quoted(self._model._meta.db_table)} WHERE {self._where}"  # noqa: S608


def instance(model: type[M], values: Sequence[Any]) -> M:
    """Of a whole row, as `Model.from_db` makes it: that calls for each field, and takes longer than the query."""
    found = model.__new__(model)
    found.__dict__.update(zip(_names(model), values, strict=True))
    found._state = ModelState()
    found._state.adding, found._state.db = False, DEFAULT_DB_ALIAS
    return found


class Save:
    """Writes the fields of these names of a row that is there, and nothing else of it."""

    def __init__(self, model: type[Model], *names: str) -> None:
        self._model, self._names = model, names

    def __call__(self, row: Model) -> None:
        run(self._sql, [*self._values_of(row), row.pk])

    @cached_property
    def _fields(self) -> list[Field]:
        return [self._model._meta.get_field(name) for name in self._names]

    @cached_property
    def _values_of(self) -> "Values":
        return Values(self._fields)

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        changes = ", ".join(f"{quoted(field.column)} = %s" for field in self._fields)
        return f"UPDATE {quoted(self._model._meta.db_table)} SET {changes} WHERE id = %s"  # noqa: S608


class Values:
    """What the driver is given of these fields of a row that has been read, or made, whole."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._names = [field.attname for field in fields]
        self._converted = [
            (place, field.get_db_prep_save) for place, field in enumerate(fields) if not _goes_as_it_is(field)
        ]

    def __call__(self, row: Model) -> list[Any]:
        state = row.__dict__
        values = [state[name] for name in self._names]
        for place, convert in self._converted:
            if values[place] is not None:
                values[place] = convert(values[place], connections[DEFAULT_DB_ALIAS])
        return values


def _goes_as_it_is(field: Field) -> bool:
    return isinstance(getattr(field, "target_field", field), PLAIN)


def fresh(model: type[M], **values: Any) -> M:
    """A row that is to be added: `values` by the names of their attributes, and the defaults of all other fields.

    As the model itself makes it, which takes longer than adding the row. Raises TypeError for a name that it has not.
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

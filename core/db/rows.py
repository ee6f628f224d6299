"""Insert, find and save rows by statements that are compiled once a process; see `core.db.statements`.

They serve nearly every request and execution; the ORM builds its statements anew each time.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BooleanField, CharField, DateTimeField, JSONField, Model, UUIDField
from django.db.models.base import ModelState

from core.db.statements import Row, Statement, run

# Concrete field of a model; the stubs lack what is used here.
Field = Any
M = TypeVar("M", bound=Model)
# The ORM checks each value of these and gives the driver the same; for a number it adds the width.
PLAIN = (BooleanField, CharField, DateTimeField, UUIDField)


class Insert:
    """The statement that adds a row of `model` if its WITH clause, `cte`, has a row in `from_cte`.

    The column `fk_column` takes that row's `id`.
    """

    def __init__(self, model: type[Model], *, cte: str, from_cte: str, fk_column: str) -> None:
        self._model, self._cte, self._from_cte, self._fk_column = model, cte, from_cte, fk_column
        self._compiled: dict[Statement | None, tuple[str, tuple[str, ...]]] = {}

    def __call__(
        self,
        row: Model,
        params: dict[str, Any],
        reading: Statement | None = None,
        arguments: tuple[Any, ...] = (),
    ) -> Row | None:
        """Add `row`, complete but for `fk_column`, with the parameters of `cte`. Return None if nothing was added.

        The new row is read by `reading` in the same round trip, and returned; without one, `()` is.
        """
        values = dict(zip(self._columns, self._values_of(row), strict=True)) | params
        sql, names = self._compile(reading)
        if reading is not None:
            values |= zip(names, reading.bind(arguments), strict=True)
        added = run(sql, values)
        if not added:
            return None
        fk, *read = added[0]
        setattr(row, self._fk_column, fk)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return tuple(read)

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
    def _insert(self) -> str:
        quoted = connection.ops.quote_name
        places = {quoted(column): f"%({column})s" for column in self._columns}
        places[quoted(self._fk_column)] = "id"
        return (
            f"INSERT INTO {quoted(self._model._meta.db_table)} ({', '.join(places)})"  # noqa: S608
            f" SELECT {', '.join(places.values())} FROM {self._from_cte} RETURNING"
        )

    def _compile(self, reading: Statement | None) -> tuple[str, tuple[str, ...]]:
        """Return the SQL, and the names of the reading's parameters in it.

        The new row takes the place of the table that is read: a CTE hides a table of the same name.
        """
        if reading in self._compiled:
            return self._compiled[reading]
        quoted = connection.ops.quote_name
        if reading is None:
            compiled: tuple[str, tuple[str, ...]] = f"{self._cte} {self._insert} {quoted(self._fk_column)}", ()
        else:
            sql, parameters = reading.selecting_first(self._fk_column)
            names = tuple(f"read_{number}" for number in range(len(parameters)))
            # Literal per cent signs stay doubled.
            select = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in names)
            table = quoted(self._model._meta.db_table)
            compiled = f"{self._cte}, {table} AS ({self._insert} *) {select}", names
        return self._compiled.setdefault(reading, compiled)


class Find(Generic[M]):
    """The instance of `model` whose row fits the SQL that follows WHERE, which may end with a lock.

    It remembers what was read, so that `save_changes` knows what has changed.
    """

    def __init__(self, model: type[M], where: str) -> None:
        self._model, self._where = model, where

    def __call__(self, *values: Any) -> M | None:
        found = run(self._sql, values)
        return self._instance(found[0]) if found else None

    def _instance(self, read: Row) -> M:
        row = list(read)
        for place, convert in self._converted:
            row[place] = convert(row[place], None, connection)
        found = instance(self._model, row)
        found._state.saved = read  # type: ignore[attr-defined]  # see save_changes
        return found

    @cached_property
    def _converted(self) -> list[tuple[int, Callable[..., Any]]]:
        """The places in a row of what the driver reads otherwise than its field, JSON above all."""
        fields: Sequence[Field] = self._model._meta.concrete_fields
        return [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        fields: Sequence[Field] = self._model._meta.concrete_fields
        columns = ", ".join(quoted(field.column) for field in fields)
        return f"SELECT {columns} FROM {quoted(self._model._meta.db_table)} WHERE {self._where}"  # noqa: S608


def instance(model: type[M], values: Sequence[Any]) -> M:
    """Make an instance of a whole row, as `Model.from_db` does, which takes longer than the query."""
    found = model.__new__(model)
    found.__dict__.update(zip(_names(model), values, strict=True))
    found._state = ModelState()
    found._state.adding, found._state.db = False, DEFAULT_DB_ALIAS
    return found


def save_changes(row: Model) -> None:
    """Write the columns of `row` that differ from what `Find` read or the last call wrote; nothing else of it.

    Each set of columns has a statement of its own. Raises TypeError for a row that `Find` has not read.
    """
    saved: Row | None = getattr(row._state, "saved", None)
    if saved is None:
        raise TypeError(f"{row!r} was not read by Find: its changes are not known")
    fields: Sequence[Field] = row._meta.concrete_fields
    state = row.__dict__
    changed = tuple(place for place, field in enumerate(fields) if _differs(field, state[field.attname], saved[place]))
    if not changed:
        return
    update = _update(type(row), changed)
    update(row)
    now = {place: _as_read(fields[place], state[fields[place].attname]) for place in changed}
    row._state.saved = tuple(now.get(place, value) for place, value in enumerate(saved))  # type: ignore[attr-defined]


def _differs(field: Field, value: Any, saved: Any) -> bool:
    """Compare with a value as the driver read it. JSON is read again, since it can be changed in place."""
    if hasattr(field, "from_db_value"):
        return bool(value != field.from_db_value(saved, None, connection))
    return bool(value != saved)


def _as_read(field: Field, value: Any) -> Any:
    """Return `value` as the driver would read it."""
    return json.dumps(value, cls=field.encoder) if isinstance(field, JSONField) and value is not None else value


class Update:
    """The statement that writes these fields of a row, and nothing else of it."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = fields
        self._values_of = ColumnValues(fields)

    def __call__(self, row: Model) -> None:
        run(self._sql, [*self._values_of(row), row.pk])

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        changes = ", ".join(f"{quoted(field.column)} = %s" for field in self._fields)
        table = quoted(self._fields[0].model._meta.db_table)
        return f"UPDATE {table} SET {changes} WHERE id = %s"  # noqa: S608


@cache
def _update(model: type[Model], places: tuple[int, ...]) -> Update:
    fields = model._meta.concrete_fields
    return Update([fields[place] for place in places])


class ColumnValues:
    """The values of these fields as the driver is given them, of a row that has been read, or made, whole."""

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
    """Make a row that is to be added: `values` by the names of attributes, and the defaults of all other fields.

    The model itself would do the same, but takes longer than adding the row. Raises TypeError for an unknown name.
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

"""Objects as the API writes them: the fields that a class lists, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, NoReturn, TypeVar

import orjson
from rest_framework import serializers

Reader = Callable[[Any], Any]
Field = serializers.Field[Any, Any, Any, Any]
F = TypeVar("F", bound=Field)
R = TypeVar("R", bound="Representation")


def public(field: F) -> F:
    """Mark a field of an object as one that anybody may read where the object is public."""
    field.is_public = True  # type: ignore[attr-defined]
    return field


@dataclass(frozen=True)
class Computed:
    """A field that `compute` makes of several columns, each named as in a queryset."""

    columns: tuple[str, ...]
    compute: Callable[..., Any]


class Representation(serializers.Serializer[Any]):
    """An object as the API writes it: the declared fields, each read from a row of `columns`.

    Rows come from a `core.api.reading.Reading`. DRF's work for each field takes longer than the query, and is left
    out: the renderer knows times, ids and JSON. Nested serializers that are no Representation describe JSON, which is
    written as it is.
    """

    # Others than the owner read it: fields that are not marked `public` are there, and empty.
    is_for_public: ClassVar[bool] = False
    # Fields that have no single column.
    computed: ClassVar[dict[str, Computed]] = {}
    # It is read from one JSON column: its public members, those that are there.
    is_json: ClassVar[bool] = False
    _readers: ClassVar[dict[str, Reader]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._readers = {} if cls.is_json else cls._readers_from(0)

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> dict[str, Any]:
        return {name: read(row) for name, read in cls._readers.items()}

    @classmethod
    def to_json(cls, instance: Any) -> dict[str, Any]:
        """Write an object that is at hand, such as a figure, as if its attributes were a row of `columns`."""
        return cls.of_row([_attribute(instance, column) for column in cls.columns()])

    @classmethod
    def columns(cls) -> list[str]:
        """Return the columns of a row, in this order, named as in a queryset."""
        return [column for name in cls._declared_fields if cls.shows(name) for column in cls._columns_of(name)]

    @classmethod
    def shows(cls, name: str) -> bool:
        return not cls.is_for_public or getattr(cls._declared_fields[name], "is_public", False)

    def to_representation(self, instance: Any) -> NoReturn:
        raise TypeError("a Representation is written by of_row or to_json, not by `data`")

    @classmethod
    def _columns_of(cls, name: str) -> tuple[str, ...]:
        if name in cls.computed:
            return cls.computed[name].columns
        field = cls._declared_fields[name]
        source = (field.source or name).replace(".", "__")
        if isinstance(field, Representation) and not field.is_json:
            # "*" is DRF's name for the object itself.
            return tuple(column if source == "*" else f"{source}__{column}" for column in field.columns())
        return (source,)

    @classmethod
    def _readers_from(cls, offset: int) -> dict[str, Reader]:
        """Return a reader for each field, from a row in which this object's columns begin at `offset`."""
        readers = {}
        for name, field in cls._declared_fields.items():
            if not cls.shows(name):
                readers[name] = _withheld(name, field)
                continue
            readers[name] = cls._reader(name, field, offset)
            offset += len(cls._columns_of(name))
        return readers

    @classmethod
    def _reader(cls, name: str, field: Any, offset: int) -> Reader:
        if name in cls.computed:
            computed = cls.computed[name]
            here = slice(offset, offset + len(computed.columns))
            return lambda row: computed.compute(*row[here])
        if isinstance(field, Representation):
            return _json_part(field, offset) if field.is_json else _nested(field, offset)
        if isinstance(field, serializers.BaseSerializer | serializers.ListField | serializers.DictField):
            return _json(offset)
        return itemgetter(offset)


def with_fields(fields: Mapping[str, Field], *, after: str) -> Callable[[type[R]], type[R]]:
    """Declare `fields` behind the field `after`, but for those that the class declares itself."""

    def declare(cls: type[R]) -> type[R]:
        own = cls._declared_fields
        more = {name: field for name, field in fields.items() if name not in own}
        place = list(own).index(after) + 1
        cls._declared_fields = dict([*list(own.items())[:place], *more.items(), *list(own.items())[place:]])
        cls._readers = cls._readers_from(0)
        return cls

    return declare


def _json(place: int) -> Reader:
    """Pass on what the driver has read as text."""

    def read(row: Sequence[Any]) -> Any:
        value = row[place]
        return orjson.Fragment(value) if isinstance(value, str) else value

    return read


def _json_part(field: Representation, place: int) -> Reader:
    shown = [name for name in field._declared_fields if field.shows(name)]

    def read(row: Sequence[Any]) -> dict[str, Any] | None:
        value = orjson.loads(row[place]) if isinstance(row[place], str) else row[place]
        return None if value is None else {name: value[name] for name in shown if name in value}

    return read


def _nested(field: Representation, offset: int) -> Reader:
    """Read an object, or None: an object that is not there has no value in its first column, its id."""
    readers = field._readers_from(offset)
    return lambda row: None if row[offset] is None else {name: read(row) for name, read in readers.items()}


def _withheld(name: str, field: Any) -> Reader:
    """Read nothing, of the type that clients expect."""
    if field.allow_null:
        return lambda row: None
    if isinstance(field, serializers.ListField | serializers.ListSerializer):
        return lambda row: []
    if isinstance(field, serializers.BooleanField):
        return lambda row: False
    raise TypeError(f"{name} cannot be empty, so it has to be public")


def _attribute(instance: Any, column: str) -> Any:
    """Read `a__b` as `instance.a.b`: None where `a` is."""
    first, _, rest = column.partition("__")
    value = getattr(instance, first)
    return value if not rest or value is None else attrgetter(rest.replace("__", "."))(value)

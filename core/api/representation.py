"""How objects are written: by the fields that a class lists, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, ClassVar

import orjson
from rest_framework import serializers

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Computed:
    """A field that `compute` makes of several columns, each named as in a queryset."""

    columns: tuple[str, ...]
    compute: Callable[..., Any]


class Representation(serializers.Serializer[Any]):
    """An object as the API writes it: the declared fields, each read from its source.

    It does without DRF's work for each field, which takes longer than the query: the renderer knows times, ids
    and JSON. Nested serializers that are no Representation describe JSON, which is written as it is.

    `of` writes an instance, `of_row` a row of `columns` as `core.api.reading` reads it: without making an instance.
    """

    # The fields that are written, of a class that does not write all of them: the others are there, and empty.
    shown: ClassVar[frozenset[str] | None] = None
    # What a row has no single column for.
    computed: ClassVar[dict[str, Computed]] = {}
    # Of a class that writes a part of a JSON column.
    is_json: ClassVar[bool] = False
    _readers: ClassVar[dict[str, Reader]]
    _row_readers: ClassVar[dict[str, Reader]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._readers = {
            name: _reader(name, field) if cls._shows(name) else _withheld(name, field)
            for name, field in cls._declared_fields.items()
        }
        cls._row_readers = cls._readers_from(0)

    @classmethod
    def of(cls, instance: Any) -> dict[str, Any]:
        return {name: read(instance) for name, read in cls._readers.items()}

    @classmethod
    def of_row(cls, row: tuple[Any, ...]) -> dict[str, Any]:
        return {name: read(row) for name, read in cls._row_readers.items()}

    @classmethod
    def columns(cls) -> list[str]:
        """What a row holds, in this order, named as in a queryset."""
        return [column for name in cls._declared_fields if cls._shows(name) for column in cls._columns_of(name)]

    @classmethod
    def _shows(cls, name: str) -> bool:
        return cls.shown is None or name in cls.shown

    @classmethod
    def _columns_of(cls, name: str) -> tuple[str, ...]:
        if name in cls.computed:
            return cls.computed[name].columns
        field = cls._declared_fields[name]
        source = (field.source or name).replace(".", "__")
        if isinstance(field, Representation) and not field.is_json:
            return tuple(f"{source}__{column}" for column in field.columns())
        return (source,)

    @classmethod
    def _readers_from(cls, offset: int) -> dict[str, Reader]:
        """Reads each field from a row in which this object's columns begin at `offset`."""
        readers = {}
        for name, field in cls._declared_fields.items():
            if not cls._shows(name):
                readers[name] = _withheld(name, field)
                continue
            readers[name] = cls._row_reader(name, field, offset)
            offset += len(cls._columns_of(name))
        return readers

    @classmethod
    def _row_reader(cls, name: str, field: Any, offset: int) -> Reader:
        if name in cls.computed:
            computed = cls.computed[name]
            here = slice(offset, offset + len(computed.columns))
            return lambda row: computed.compute(*row[here])
        if isinstance(field, Representation):
            return _json_part(field, offset) if field.is_json else _nested(field, offset)
        if isinstance(field, serializers.BaseSerializer | serializers.ListField | serializers.DictField):
            return lambda row: None if row[offset] is None else orjson.Fragment(row[offset])
        return itemgetter(offset)


def _json_part(field: Representation, place: int) -> Reader:
    return lambda row: None if row[place] is None else field.of(orjson.loads(row[place]))


def _nested(field: Representation, offset: int) -> Reader:
    """An object that is not there has no value in its first column, its id."""
    readers = field._readers_from(offset)
    return lambda row: None if row[offset] is None else {name: read(row) for name, read in readers.items()}


def _reader(name: str, field: Any) -> Reader:
    read = _follow(field.source or name)
    if not isinstance(field, Representation):
        return read

    def nested(instance: Any) -> dict[str, Any] | None:
        value = read(instance)
        return None if value is None else field.of(value)

    return nested


def _withheld(name: str, field: Any) -> Reader:
    """Nothing, of the type that clients expect."""
    if field.allow_null:
        return lambda instance: None
    if isinstance(field, serializers.ListField | serializers.ListSerializer):
        return lambda instance: []
    if isinstance(field, serializers.BooleanField):
        return lambda instance: False
    raise TypeError(f"{name} cannot be empty, so it has to be shown")


def _follow(source: str) -> Reader:
    """Read `a.b`: null where `a` is."""
    if "." not in source:
        return attrgetter(source)
    first, _, rest = source.partition(".")

    def read(instance: Any) -> Any:
        value = getattr(instance, first)
        return None if value is None else attrgetter(rest)(value)

    return read

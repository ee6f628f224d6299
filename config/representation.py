"""How objects are written: by the fields that a class lists, and nothing else."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar

from rest_framework import serializers

Reader = Callable[[Any], Any]


class Representation(serializers.Serializer[Any]):
    """An object as the API writes it: the declared fields, each read from its source.

    It does without DRF's work for each field, which takes longer than the query: the renderer knows times, ids
    and JSON. Nested serializers that are no Representation describe JSON, which is written as it is.
    """

    # The fields that are written, of a class that does not write all of them: the others are there, and empty.
    shown: ClassVar[frozenset[str] | None] = None
    _readers: ClassVar[dict[str, Reader]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._readers = {
            name: _reader(name, field) if cls.shown is None or name in cls.shown else _withheld(name, field)
            for name, field in cls._declared_fields.items()
        }

    @classmethod
    def of(cls, instance: Any) -> dict[str, Any]:
        return {name: read(instance) for name, read in cls._readers.items()}


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
    if isinstance(field, serializers.ListField):
        return lambda instance: []
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

"""Serializer fields that do not coerce: a string field takes strings alone, and `"true"` is no boolean.

`read` turns a client's data into values, or raises the list of its problems.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NoReturn, TypeVar

import orjson
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from core.api.wire import UnprocessableError

# Problem types in pydantic's terms, which clients of the API know, by the codes of DRF and Django.
PROBLEM_TYPES = {
    "required": "missing",
    "blank": "string_too_short",
    "max_length": "string_too_long",
    "null_characters_not_allowed": "string_unicode",
    "surrogate_characters_not_allowed": "string_unicode",
    "min_value": "greater_than_equal",
    "max_value": "less_than_equal",
    "invalid_choice": "enum",
    "not_a_dict": "dict_type",
    "not_a_list": "list_type",
    "cron": "value_error",
    "too_large": "value_error",
    "unfit_value": "value_error",
}
NOT_AN_OBJECT = "Input should be a valid object"
# Bounds for strings whose field sets no length, and for objects with names of the client's choosing.
LONGEST_STRING, MOST_NAMES = 10_000, 100
# U+FEFF is white space by ECMA-262, which clients read patterns by.
NOT_BLANK = re.compile(r"[^\s\ufeff]")

Body = TypeVar("Body", bound=serializers.Serializer[Any])


def read(serializer: type[Body], data: object, *, where: str = "body") -> dict[str, Any]:
    """Return the values that `serializer` finds in `data`; unknown fields are dropped.

    Raises UnprocessableError with each problem located at `[where, field, …]`.
    """
    if not isinstance(data, dict):
        raise UnprocessableError([{"type": "dict_type", "loc": [where], "msg": NOT_AN_OBJECT}])
    try:
        return dict(_form(serializer).run_validation(dict(data)))
    except serializers.ValidationError as error:
        raise UnprocessableError(problems(error.detail, [where])) from error


@cache
def _form(serializer: type[Body]) -> Body:
    """Return one shared instance: making one copies its fields, and validating does not change it."""
    return serializer()


def problems(errors: object, place: list[str | int]) -> Iterator[Mapping[str, Any]]:
    """Yield DRF's nested errors one by one."""
    match errors:
        case ErrorDetail():
            code = errors.code or ""
            yield {"type": PROBLEM_TYPES.get(code, code), "loc": place, "msg": str(errors)}
        case dict():
            for key, inner in errors.items():
                yield from problems(inner, place if key == "non_field_errors" else [*place, key])
        case list():
            for inner in errors:
                yield from problems(inner, place)


class NestedSerializer(serializers.Serializer[Any]):
    """An object inside a body. A null member counts as absent if it is optional.

    Clients that serialise whole classes send null for each member without a value.
    """

    default_error_messages = {"not_a_dict": NOT_AN_OBJECT}

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for field in fields.values():
            field.allow_null = field.allow_null or not field.required
        return fields

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError(NOT_AN_OBJECT, code="not_a_dict")
        return {name: value for name, value in super().to_internal_value(data).items() if value is not None}


class StrictMixin(serializers.Field[Any, Any, Any, Any]):
    """Reports null for a required value as a value of the wrong type."""

    wrong_type: str

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        super().fail(self.wrong_type if key == "null" else key, **kwargs)


class StringField(StrictMixin, serializers.CharField):
    """A string, kept unchanged. Blank strings and strings that PostgreSQL cannot store are refused."""

    wrong_type = "string_type"
    default_error_messages = {
        "required": "Field required",
        "string_type": "Input should be a valid string",
        "blank": "String should not be blank",
        "max_length": "String should have at most {max_length} characters",
    }

    def __init__(self, *, schema: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """Take `schema`, which the OpenAPI document adds to the type and the lengths."""
        self.schema = schema or {}
        self.longest = kwargs.get("max_length") or LONGEST_STRING
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("string_type")
        # Length first: DRF would examine each character before it.
        if len(data) > self.longest:
            self.fail("max_length", max_length=self.longest)
        if not (self.allow_blank or NOT_BLANK.search(data)):
            self.fail("blank")
        return data


class BooleanField(StrictMixin, serializers.BooleanField):
    wrong_type = "bool_type"
    default_error_messages = {"required": "Field required", "bool_type": "Input should be a valid boolean"}

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            self.fail("bool_type")
        return data


class ChoiceField(StrictMixin, serializers.ChoiceField):
    wrong_type = "invalid_choice"
    default_error_messages = {"required": "Field required", "invalid_choice": "Input should be {choices}"}

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        *others, last = (f"'{choice}'" for choice in self.choices)
        super().fail(key, **kwargs, choices=" or ".join([*([", ".join(others)] if others else []), last]))

    def to_internal_value(self, data: object) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice")
        return data


class ListField(StrictMixin, serializers.ListField):
    """A list of at most `max_length` members. A longer list is refused before any member is read."""

    wrong_type = "not_a_list"
    default_error_messages = {
        "not_a_list": "Input should be a valid list",
        "too_long": "List should have at most {max_length} items",
    }

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.most = max_length
        super().__init__(max_length=max_length, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and len(data) > self.most:
            self.fail("too_long", max_length=self.most)
        return super().to_internal_value(data)


class HeadersField(StrictMixin, serializers.DictField):
    """An object whose values are strings; null values are dropped. Over 100 names are refused unread."""

    wrong_type = "not_a_dict"
    child = StringField(allow_blank=True)
    default_error_messages = {
        "not_a_dict": NOT_AN_OBJECT,
        "too_long": "Object should have at most {max_length} names",
    }

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict):
            self.fail("not_a_dict")
        if len(data) > MOST_NAMES:
            self.fail("too_long", max_length=MOST_NAMES)
        for name in data:
            self.child.run_validation(name)
        given = {name: value for name, value in data.items() if value is not None}
        return {str(name): str(value) for name, value in super().to_internal_value(given).items()}


class ObjectField(StrictMixin, serializers.DictField):
    """A JSON object of any content, stored for a client: at most `max_bytes` of JSON.

    Refused are values that PostgreSQL or common JSON readers would not return unchanged: NUL, lone surrogates, numbers
    that are not finite and integers beyond 64 bits.
    """

    wrong_type = "not_a_dict"
    default_error_messages = {
        "not_a_dict": NOT_AN_OBJECT,
        "too_large": "Object should have at most {max_bytes} bytes of JSON",
        "unfit_value": "Object should hold Unicode text without NUL, finite numbers and 64-bit integers",
    }

    def __init__(self, *, max_bytes: int, **kwargs: Any) -> None:
        self.max_bytes = max_bytes
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("not_a_dict")
        try:
            json.dumps(data, allow_nan=False)
            written = orjson.dumps(data)
        except (TypeError, ValueError):
            self.fail("unfit_value")
        if b"\\u0000" in written:
            self.fail("unfit_value")
        if len(written) > self.max_bytes:
            self.fail("too_large", max_bytes=self.max_bytes)
        return data


class QueryBooleanField(serializers.BooleanField):
    """`true` or `false` in a query string, in any letter case, since Python's `True` is sent so."""

    default_error_messages = {"bool_parsing": "Input should be 'true' or 'false'"}

    def to_internal_value(self, data: Any) -> bool:
        said = str(data).lower()
        if said not in ("true", "false"):
            self.fail("bool_parsing")
        return said == "true"


class QueryIntegerField(serializers.IntegerField):
    """A whole number in a query string."""

    default_error_messages = {
        "int_parsing": "Input should be a valid integer",
        "min_value": "Input should be greater than or equal to {min_value}",
        "max_value": "Input should be less than or equal to {max_value}",
    }

    def to_internal_value(self, data: Any) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", data):
            self.fail("int_parsing")
        return int(data)


class QueryUUIDField(serializers.UUIDField):
    """An id in a query string."""

    default_error_messages = {"invalid": "Input should be a valid UUID"}

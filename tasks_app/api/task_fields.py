"""The fields of `TaskInput` as the API reads and answers them, made from the fields of `Task`."""

from typing import Any, TypeVar

from django.db import models
from rest_framework import serializers
from rest_framework.utils.field_mapping import ClassLookupDict

from core.api.fields import BooleanField, ChoiceField, StringField
from core.api.representation import Field, public
from tasks_app.models import Task
from tasks_app.services.task_input import FIELDS, PUBLIC_FIELDS

S = TypeVar("S", bound=serializers.Serializer[Any])
ANSWERS: "ClassLookupDict[Any, Any]" = ClassLookupDict(
    {**serializers.ModelSerializer.serializer_field_mapping, models.JSONField: serializers.DictField}
)


def reads_task_input(serializer: type[S]) -> type[S]:
    """Have `serializer` read every field of `TaskInput`: those that it does not declare, as their column says."""
    for name in FIELDS:
        if name not in serializer._declared_fields:
            serializer._declared_fields[name] = _request_field(Task._meta.get_field(name))
    return serializer


def answers_of(serializer: type[serializers.Serializer[Any]]) -> dict[str, Field]:
    """Return what answers each field that `serializer`, which reads `TaskInput`, reads: with its words."""
    return {name: _answer_field(name, serializer._declared_fields[name].help_text) for name in FIELDS}


def _request_field(column: Any) -> Field:
    """Raises TypeError for a kind of column that has to be declared, with its bounds."""
    given: dict[str, Any] = {"required": False, "allow_null": column.null, "help_text": column.help_text or None}
    if column.choices:
        return ChoiceField(choices=[value for value, _ in column.choices], **given)
    match column:
        case models.CharField():
            return StringField(max_length=column.max_length, allow_blank=column.blank, **given)
        case models.BooleanField():
            return BooleanField(**given)
    raise TypeError(f"declare how {column.name} is read from a request: see TaskFields")


def _answer_field(name: str, help_text: object) -> Field:
    column: Any = Task._meta.get_field(name)
    is_public = name in PUBLIC_FIELDS
    words = help_text if is_public or not help_text else f"{help_text} Null for others."
    given: dict[str, Any] = {"allow_null": column.null, "help_text": words}
    if column.choices:
        given["choices"] = [value for value, _ in column.choices]
    field: Field = serializers.ChoiceField(**given) if column.choices else ANSWERS[column](**given)
    return public(field) if is_public else field

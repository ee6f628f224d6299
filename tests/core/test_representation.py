"""What a class lists is written, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework import serializers

from core.api.representation import Representation


class Note(Representation):
    id = serializers.IntegerField()
    text = serializers.CharField(source="body.text", allow_null=True)
    tags = serializers.ListField()


ROW = SimpleNamespace(id=1, body=SimpleNamespace(text="hello"), tags=["a"], secret="x")


def test_the_declared_fields_are_written() -> None:
    assert Note.of(ROW) == {"id": 1, "text": "hello", "tags": ["a"]}
    assert Note.of(SimpleNamespace(id=1, body=None, tags=[]))["text"] is None


def test_a_field_that_is_not_shown_is_there_and_empty_in_subclasses_too() -> None:
    class Public(Note):
        shown = frozenset({"id"})

    class Wider(Public):
        added = serializers.CharField(source="secret", allow_null=True)

    assert Public.of(ROW) == {"id": 1, "text": None, "tags": []}
    assert Wider.of(ROW)["added"] is None


def test_a_field_that_cannot_be_empty_has_to_be_shown() -> None:
    members: dict[str, Any] = {"shown": frozenset({"text"})}
    with pytest.raises(TypeError, match="id cannot be empty"):
        type("Bad", (Note,), members)

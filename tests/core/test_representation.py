"""What a class lists is written, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework import serializers

from core.api.representation import Representation, public


class Note(Representation):
    id = public(serializers.IntegerField())
    text = serializers.CharField(source="body.text", allow_null=True)
    tags = serializers.ListField()


ROW = SimpleNamespace(id=1, body=SimpleNamespace(text="hello"), tags=["a"], secret="x")


def test_the_declared_fields_are_written() -> None:
    assert Note.to_json(ROW) == {"id": 1, "text": "hello", "tags": ["a"]}
    assert Note.to_json(SimpleNamespace(id=1, body=None, tags=[]))["text"] is None


def test_a_field_that_is_not_public_is_there_and_empty_in_subclasses_too() -> None:
    class Public(Note):
        is_for_public = True

    class Wider(Public):
        added = serializers.CharField(source="secret", allow_null=True)

    assert Public.to_json(ROW) == {"id": 1, "text": None, "tags": []}
    assert Wider.to_json(ROW)["added"] is None


def test_a_field_that_cannot_be_empty_has_to_be_public() -> None:
    members: dict[str, Any] = {"is_for_public": True, "title": serializers.CharField()}
    with pytest.raises(TypeError, match="title cannot be empty"):
        type("Bad", (Note,), members)


def test_a_representation_is_written_in_one_way() -> None:
    with pytest.raises(TypeError, match="of_row"):
        Note(ROW).data  # noqa: B018

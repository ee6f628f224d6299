"""The OpenAPI document, read as documentation: nothing is left to be guessed."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from config.openapi import document

METHODS = {"get", "post", "put", "patch", "delete"}
OPERATIONS = {
    operation["operationId"]: operation
    for item in document()["paths"].values()
    for method, operation in item.items()
    if method in METHODS
}
each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every JSON body that is sent or answered, by its name."""
    for name, holder in {"request": operation.get("requestBody", {}), **operation["responses"]}.items():
        yield from (
            (name, content) for kind, content in holder.get("content", {}).items() if kind == "application/json"
        )


@each_operation
def test_it_says_what_it_does(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"].endswith((".", "`"))
    assert operation["tags"]


@each_operation
def test_every_body_has_an_example(operation: dict[str, Any]) -> None:
    assert [name for name, content in bodies(operation) if not content.get("examples")] == []


@each_operation
def test_every_refusal_says_when(operation: dict[str, Any]) -> None:
    refusals = {status: one["description"] for status, one in operation["responses"].items() if status >= "400"}
    assert {"401", "429", "503"} <= refusals.keys()
    for status, when in refusals.items():
        assert when.endswith(".")
        assert when != HTTPStatus(int(status)).phrase


@each_operation
def test_every_parameter_is_described(operation: dict[str, Any]) -> None:
    assert [one["name"] for one in operation.get("parameters", []) if not one.get("description")] == []


def test_tags_come_in_the_order_in_which_a_person_meets_them() -> None:
    explained = [tag["name"] for tag in document()["tags"]]
    assert explained[:3] == ["Authentication", "Tasks", "Executions"]
    assert explained[-1] == "Administration"
    assert set(explained) == {tag for operation in OPERATIONS.values() for tag in operation["tags"]}


@pytest.mark.parametrize("subject", ["Credentials", "Errors", "Rate limits", "Lists", "Doing nothing twice", "ETags"])
def test_the_introduction_speaks_of(subject: str) -> None:
    assert f"\n## {subject}\n" in document()["info"]["description"]

"""The OpenAPI document, read as documentation: nothing is left to be guessed."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from core.api.openapi import document

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
def test_an_example_of_what_does_not_fit_names_what_the_operation_takes(operation: dict[str, Any]) -> None:
    refused = operation["responses"].get("422", {"content": {}})
    examples = [example for content in refused["content"].values() for example in content["examples"].values()]
    for problem in (problem for example in examples for problem in example["value"]["detail"]):
        where, field = problem["loc"]
        taken = fields(operation, where)
        assert field in taken
        assert problem["type"] != "missing" or taken[field]


def fields(operation: dict[str, Any], where: str) -> dict[str, bool]:
    """What an operation takes in its body, query or headers, and whether it must be there."""
    if where != "body":
        return {one["name"]: one.get("required", False) for one in operation["parameters"] if one["in"] == where}
    named = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = document()["components"]["schemas"][named]
    return {field: field in schema.get("required", ()) for field in schema["properties"]}


@each_operation
def test_only_what_reads_a_body_is_refused_for_its_size(operation: dict[str, Any]) -> None:
    # A request with an `Idempotency-Key` is told from others by its body, whatever its operation makes of that.
    takes = {one["name"] for one in operation.get("parameters", [])} & {"Idempotency-Key"}
    assert ("413" in operation["responses"]) == bool("requestBody" in operation or takes)


@each_operation
def test_every_parameter_is_described(operation: dict[str, Any]) -> None:
    assert [one["name"] for one in operation.get("parameters", []) if not one.get("description")] == []


def test_tags_come_in_the_order_in_which_a_person_meets_them() -> None:
    explained = [tag["name"] for tag in document()["tags"]]
    assert explained[:3] == ["Authentication", "Tasks", "Executions"]
    assert explained[-1] == "Administration"
    assert set(explained) == {tag for operation in OPERATIONS.values() for tag in operation["tags"]}


@pytest.mark.parametrize("subject", ["Credentials", "Errors", "Rate limits", "Lists", "Idempotency", "ETags"])
def test_the_introduction_speaks_of(subject: str) -> None:
    assert f"\n## {subject}\n" in document()["info"]["description"]

"""The OpenAPI document, and the pages that show it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator
from rest_framework.exceptions import ValidationError

from core.api.fields import StringField
from core.api.openapi import SOME_TEXT

METHODS = {"get", "post", "put", "patch", "delete"}
# What `\s` is to ECMA-262, by which JSON Schema reads its patterns.
ECMA_SPACE = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    fetched: dict[str, Any] = answer.json()
    return fetched


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from (operation for method, operation in path.items() if method in METHODS)


def contents(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every body that is described: schema and examples."""
    for operation in operations(document):
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            yield from holder.get("content", {}).values()


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate_schema(document)  # type: ignore[no-untyped-call]


def test_every_documented_operation_on_tasks_is_there(document: dict[str, Any]) -> None:
    found = {(path, method) for path, item in document["paths"].items() for method in item}

    assert found >= {
        ("/api/v1/tasks", "get"),
        ("/api/v1/tasks", "post"),
        ("/api/v1/tasks/{task_id}", "get"),
        ("/api/v1/tasks/{task_id}", "put"),
        ("/api/v1/tasks/{task_id}", "patch"),
        ("/api/v1/tasks/{task_id}", "delete"),
        ("/api/v1/tasks/{task_id}/execute", "post"),
        ("/api/v1/tasks/{task_id}/executions", "get"),
        ("/api/v1/tasks/{task_id}/notifications", "get"),
    }


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(document: dict[str, Any]) -> None:
    found = list(operations(document))

    assert len({operation["operationId"] for operation in found}) == len(found)
    for operation in found:
        assert operation["summary"]
        assert operation["tags"]
        assert all(response["description"] for response in operation["responses"].values())


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    shown = 0
    for content in contents(document):
        validator = Draft202012Validator({**content["schema"], "components": document["components"]})
        for example in content.get("examples", {}).values():
            validator.validate(example["value"])
            shown += 1
    assert shown >= 5


def test_no_secret_of_a_row_is_described(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    shown = {*schemas["Task"]["properties"], *schemas["Execution"]["properties"]}

    assert not shown & {
        "token",
        "owner",
        "digest",
        "error_type",
        "lease_expires_at",
        "periodic_task",
        "told_failing_at",
    }


@pytest.mark.parametrize("path", ["/redoc", "/docs", "/redoc/", "/docs/"])
def test_a_page_loads_nothing_from_elsewhere(client: Client, path: str) -> None:
    answer = client.get(path)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|href|data-url)="([^"]*)"', page)
    assert "/openapi.json" in loaded
    for address in loaded:
        assert address.startswith("/")
        if address.startswith(settings.STATIC_URL):
            assert finders.find(address.removeprefix(settings.STATIC_URL))
    assert not re.search(r"<script>|<style>|https?://", page)


@pytest.mark.parametrize("pattern", [SOME_TEXT, SOME_TEXT.replace(r"\s", ECMA_SPACE)], ids=["python", "ecma"])
def test_what_is_blank_by_the_document_is_blank_to_the_server(pattern: str) -> None:
    field = StringField()
    for character in (chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000):
        said = re.search(pattern, character) is not None
        assert said == _is_taken(field, character), f"U+{ord(character):04X}"


def _is_taken(field: StringField, text: str) -> bool:
    try:
        field.run_validation(text)
    except ValidationError:
        return False
    return True

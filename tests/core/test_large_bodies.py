"""The largest body of every shape, at every place of every endpoint, costs little and is answered briefly.

The endpoints, and the bodies that they take, are read from the OpenAPI document; the pages are the other URLs.
"""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

from accounts.models import ApiKey, User
from core.api.wire import MAX_BODY_BYTES, MAX_VALUES
from tests.tasks_app.make import make_task

LONGEST_ANSWER = 64 * 1024
CPU_SECONDS = 0.05
HERE = "(here)"
ROOM = MAX_BODY_BYTES - 1000

Operation = tuple[str, str, dict[str, Any] | None]


def filled(piece: bytes, begin: bytes = b"[", end: bytes = b"]", most: int = ROOM) -> bytes:
    return begin + b",".join([piece] * min(ROOM // (len(piece) + 1), most)) + end


def named(digits: int, most: int = ROOM) -> bytes:
    names = (b'"%0*d":0' % (digits, number) for number in range(min(ROOM // (digits + 5), most)))
    return b"{" + b",".join(names) + b"}"


# Refused as they are parsed, wherever they stand.
OVERFULL = {
    "numbers": filled(b"1"),
    "objects": filled(b"{}"),
    "strings": filled(b'""'),
    "names": named(6),
    "deep lists": filled(b"[" * 20 + b"]" * 20),
    "long numbers": filled(b"9" * 4000),
}
# As much as is parsed.
FULL = {
    "numbers": filled(b"1", most=MAX_VALUES - 50),
    "objects": filled(b"{}", most=MAX_VALUES // 2 - 50),
    "channels": filled(b'{"type":"webhook","headers":{"a":1}}', most=MAX_VALUES // 5),
    "long strings": filled(b'"' + b"x" * 120 + b'"'),
    "names": named(100),
    "a long name": b'{"' + b"x" * ROOM + b'":0}',
    "a long string": b'"' + b"x" * ROOM + b'"',
    "blanks": b'"' + b" " * ROOM + b'"',
    "surrogates": b'"' + rb"\ud800" * (ROOM // 6) + b'"',
    "commas": b'"' + b"," * ROOM + b'"',
}


def operations() -> Iterator[Operation]:
    """Each operation but those that only read, with the schema of its body."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "head", "parameters"):
                continue
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            yield method, path, schema and resolved(schema, document["components"]["schemas"])


def resolved(schema: Any, components: dict[str, Any]) -> Any:
    match schema:
        case {"$ref": str(name)}:
            return resolved(components[name.rpartition("/")[2]], components)
        case dict():
            return {key: resolved(value, components) for key, value in schema.items()}
        case list():
            return [resolved(value, components) for value in schema]
    return schema


def places(schema: dict[str, Any]) -> Iterator[Any]:
    """Values of `schema` with HERE at one place, for each place in it."""
    yield HERE
    for other in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from places(other)
    properties = schema.get("properties", {})
    fixed = {name: inner["const"] for name, inner in properties.items() if "const" in inner}
    for name, inner in properties.items():
        yield from ({**fixed, name: value} for value in places(inner))
    if "items" in schema:
        yield from ([value] for value in places(schema["items"]))
    if isinstance(schema.get("additionalProperties"), dict):
        yield {"X-Name": HERE}


OPERATIONS = [(method, path, schema) for method, path, schema in operations()]


@pytest.fixture
def send(owner: User, admin: User, unhurried: None) -> Callable[[str, str, bytes], Any]:
    keys = {user: ApiKey.issue(user=user, name="sweep")[0] for user in (owner, admin)}
    task = make_task(owner)
    client = Client()

    def send(method: str, path: str, body: bytes) -> Any:
        address = re.sub(r"{(\w+)}", lambda name: str(task.pk if name[1] == "task_id" else uuid.UUID(int=1)), path)
        key = keys[admin if path.startswith("/admin/") else owner]
        return client.generic(
            method.upper(), address, body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {key}"
        )

    return send


def least_cost(call: Callable[[], Any]) -> tuple[float, Any]:
    """The processor time of `call`, and what it returns; tried again where the machine was busy."""
    costs = []
    for _ in range(3):
        begun = time.thread_time()
        answer = call()
        costs.append(time.thread_time() - begun)
        if costs[-1] <= CPU_SECONDS:
            break
    return min(costs), answer


def check(send: Callable[[str, str, bytes], Any], hostile: bytes, places: Iterable[tuple[str, str, Any]]) -> None:
    memory = psutil.Process().memory_info().rss
    for method, path, place in places:
        body = json.dumps(place).encode().replace(json.dumps(HERE).encode(), hostile)
        assert len(body) <= MAX_BODY_BYTES
        seconds, answer = least_cost(partial(send, method, path, body))
        said = f"{method} {path} with {json.dumps(place)}: {answer.status_code}, {len(answer.content)} bytes"
        assert answer.status_code < 500, said
        assert len(answer.content) < LONGEST_ANSWER, said
        # What is accepted has its work to do.
        most = CPU_SECONDS if answer.status_code >= 400 else 4 * CPU_SECONDS
        assert seconds < most, f"{said}, {seconds * 1000:.0f} ms"
    assert psutil.Process().memory_info().rss - memory < 100_000_000


@pytest.mark.parametrize("shape", FULL)
def test_the_largest_body_costs_little_at_every_place(send: Callable[[str, str, bytes], Any], shape: str) -> None:
    everywhere = ((method, path, place) for method, path, schema in OPERATIONS if schema for place in places(schema))
    check(send, FULL[shape], everywhere)


@pytest.mark.parametrize("shape", OVERFULL)
def test_a_body_of_too_many_values_costs_little_everywhere(send: Callable[[str, str, bytes], Any], shape: str) -> None:
    check(send, OVERFULL[shape], ((method, path, HERE) for method, path, _ in OPERATIONS))


def test_at_most_twenty_problems_are_told(send: Callable[[str, str, bytes], Any]) -> None:
    headers = {f"X-{number}": number for number in range(90)}
    body = {"search_query": 1, "notifications": [{"type": "webhook", "headers": headers}]}
    answer = send("post", "/api/v1/tasks", json.dumps(body).encode())
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) == 20


def test_a_long_list_is_refused_before_its_members(send: Callable[[str, str, bytes], Any]) -> None:
    answer = send("post", "/api/v1/tasks", json.dumps({"search_query": "x", "notifications": [1] * 11}).encode())
    assert answer.json()["detail"] == [
        {
            "type": "too_long",
            "loc": ["body", "notifications"],
            "msg": "List should have at most 10 items",
        }
    ]


def page_paths(patterns: Iterable[Any], before: str = "/") -> Iterator[str]:
    """The URLs of the pages; the Django admin's are for operators alone."""
    for pattern in patterns:
        route = before + re.sub(r"<(uuid:)?\w+>", str(uuid.UUID(int=1)), str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLResolver):
            if route != "/admin/":
                yield from page_paths(pattern.url_patterns, route)
        elif not route.startswith(("/api/", "/auth/", "/static/")):
            yield route


PAGES = sorted(set(page_paths(get_resolver().url_patterns)))
FORM = ("email", "username", "password", "name", "old_password", "new_password1", "new_password2", "next", "force")


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_is_no_longer_for_a_long_form(owner: User, unhurried: None, signed_in: bool) -> None:
    client = Client()
    if signed_in:
        client.force_login(owner)
    assert len(PAGES) > 10
    for path in PAGES:
        for value in ("x", "'", "\x00"):
            form = urlencode({name: value * (ROOM // 3 // len(FORM)) for name in FORM})
            answer = client.post(path, form, content_type="application/x-www-form-urlencoded")
            said = f"{path} with {value!r}: {answer.status_code}"
            assert answer.status_code < 500, said
            assert answer.streaming or len(answer.content) < LONGEST_ANSWER, f"{said}, {len(answer.content)} bytes"

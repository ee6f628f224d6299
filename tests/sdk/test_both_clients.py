"""`Torale` and `AsyncTorale`: one set of methods, held to the server's document by the same tests."""

import asyncio
import inspect
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

import torale
from accounts.models import ApiKey, User
from core.api.openapi import document
from core.env import BASE_DIR
from torale import AsyncTorale, NotFoundError, Torale, ValidationError

ID = "550e8400-e29b-41d4-a716-446655440000"
PARTS = ("tasks", "public", "admin", "auth", "webhooks", "notifications")
# What each method is called with; `iter_…` are read to their end.
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "tasks.create": (
        ("q",),
        {
            "name": "n",
            "condition_description": "c",
            "state": "paused",
            "schedule": "0 9 * * *",
            "run_immediately": True,
            "notifications": [{"type": "email", "address": "a@example.com"}],
            "context": {"ticket": 1},
        },
    ),
    "tasks.list": ((), {"state": "active"}),
    "tasks.iter_tasks": ((), {"state": "active"}),
    "tasks.get": ((ID,), {}),
    "tasks.update": ((ID,), {"name": "n", "state": "paused", "context": None, "schedule": None}),
    "tasks.delete": ((ID,), {}),
    "tasks.execute": ((ID,), {"force": True, "suppress_notifications": True}),
    "tasks.feed": ((ID,), {"limit": 5, "offset": 5}),
    "tasks.executions": ((ID,), {"limit": 5}),
    "tasks.iter_executions": ((ID,), {}),
    "tasks.notifications": ((ID,), {"limit": 5}),
    "tasks.iter_notifications": ((ID,), {}),
    "tasks.set_visibility": ((ID,), {"is_public": True}),
    "tasks.fork": ((ID,), {"name": "n"}),
    "tasks.preview": (("q",), {"condition_description": "c"}),
    "tasks.suggest": (("p",), {"current_task": {"search_query": "q"}}),
    "public.tasks": ((), {"sort_by": "popular", "page": 1, "limit": 5}),
    "public.iter_tasks": ((), {"sort_by": "popular"}),
    "public.feed": ((), {"page": 1, "limit": 5}),
    "public.iter_feed": ((), {}),
    "admin.get_stats": ((), {}),
    "admin.get_queries": ((), {"active_only": True, "page": 1, "limit": 5}),
    "admin.iter_queries": ((), {}),
    "admin.get_executions": ((), {"status": "failed", "hours": 2, "task": ID, "page": 1, "limit": 5}),
    "admin.iter_executions": ((), {"status": "failed", "hours": 2}),
    "admin.get_errors": ((), {"hours": 2, "page": 1, "limit": 5}),
    "admin.iter_errors": ((), {"hours": 2}),
    "admin.get_users": ((), {"active_only": True, "page": 1, "limit": 5}),
    "admin.iter_users": ((), {"active_only": True}),
    "admin.get_temporal_workflows": ((), {"page": 1, "limit": 5}),
    "admin.iter_temporal_workflows": ((), {}),
    "admin.get_temporal_schedules": ((), {"include_paused": True, "page": 1, "limit": 5}),
    "admin.iter_temporal_schedules": ((), {"include_paused": True}),
    "admin.deactivate_user": ((ID,), {}),
    "auth.me": ((), {}),
    "auth.create_api_key": (("n",), {}),
    "auth.list_api_keys": ((), {}),
    "auth.revoke_api_key": ((ID,), {}),
    "auth.sync_user": ((), {}),
    "webhooks.get_config": ((), {}),
    "webhooks.update_config": ((), {"url": "https://hooks.example.com/x", "enabled": True}),
    "webhooks.rotate_secret": ((), {}),
    "webhooks.test": (("https://hooks.example.com/x", "whsec_x"), {}),
    "webhooks.deliveries": ((ID,), {"page": 1, "limit": 5}),
    "webhooks.iter_deliveries": ((ID,), {}),
    "webhooks.redeliver": ((ID,), {}),
    "notifications.sends": ((ID,), {"notification_type": "email", "limit": 5, "offset": 5}),
    "notifications.iter_sends": ((ID,), {"notification_type": "email"}),
    "notifications.addresses": ((), {}),
    "notifications.remove_address": (("a@example.com",), {}),
    "notifications.get_defaults": ((), {}),
    "notifications.set_defaults": ((), {"email": False}),
}
# `wait` asks for executions, as `executions` does.
NOT_CALLED = {"tasks.wait"}
LISTS = ("items", "queries", "executions", "errors", "users", "workflows", "schedules", "sends")
Asked = tuple[str, str, dict[str, str], Any]


def answer_to(method: str, path: str, query: dict[str, str]) -> Any:
    """Enough of an answer for every method to make something of it."""
    envelope = {"total": 0, "page": 1, "limit": 100, "error_types": {}, "is_public": True, **{one: [] for one in LISTS}}
    is_array = method == "GET" and path.startswith(("/api/v1/tasks", "/auth/api-keys", "/api/v1/notifications/addr"))
    is_array = is_array and "page" not in query and not re.fullmatch(f"/api/v1/tasks/{ID}", path)
    return [] if is_array else envelope


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What either client would have sent."""
    seen: list[Asked] = []

    def keep(method: str, url: str, params: Any, body: Any) -> bytes:
        path, query = url.removeprefix("https://torale.test"), dict(params or {})
        seen.append((method, path, query, body))
        return json.dumps(answer_to(method, path, query)).encode()

    def send(session: Any, method: str, url: str, **options: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer.url = 200, url
        answer._content = keep(method, url, options["params"], options["json"])
        return answer

    async def send_async(client: Any, method: str, url: str, **options: Any) -> httpx.Response:
        content = keep(method, url, options["params"], options["json"])
        return httpx.Response(200, content=content, request=httpx.Request(method, url))

    monkeypatch.setattr(requests.Session, "request", send)
    monkeypatch.setattr(httpx.AsyncClient, "request", send_async)
    return seen


async def finished(result: Any) -> Any:
    """What a method of either client comes to: awaited, or read to its end."""
    if isinstance(result, AsyncIterator):
        return [one async for one in result]
    if isinstance(result, Iterator):
        return list(result)
    return await result if inspect.isawaitable(result) else result


@pytest.fixture(params=[Torale, AsyncTorale], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def called(kind: Any, name: str) -> Any:
    part, method = name.split(".")
    arguments, options = CALLS[name]

    async def run() -> Any:
        client = kind("sk_x", "https://torale.test")
        try:
            return await finished(getattr(getattr(client, part), method)(*arguments, **options))
        finally:
            await finished(client.close())

    return asyncio.run(run())


def described(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The operation of the document that a request is for; a path without arguments before one with."""
    for template, item in sorted(document()["paths"].items(), key=lambda entry: entry[0].count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in item:
            return template, item[method.lower()]
    raise AssertionError(f"{method} {path} is not served")


def fields_of(operation: dict[str, Any]) -> set[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = content.get("$ref", "").rpartition("/")[2]
    return set(document()["components"]["schemas"][name]["properties"]) if name else set()


@pytest.mark.parametrize("name", CALLS)
def test_a_request_is_one_that_the_document_describes(kind: Any, asked: list[Asked], name: str) -> None:
    called(kind, name)
    assert asked
    for method, path, query, body in asked:
        template, operation = described(method, path)
        taken = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        assert set(query) <= taken, template
        assert set(body or {}) <= fields_of(operation), template


def test_every_operation_has_a_method(asked: list[Asked]) -> None:
    for name in CALLS:
        called(Torale, name)
    reached = {(method.lower(), described(method, path)[0]) for method, path, _, _ in asked}
    served = {(method, path) for path, item in document()["paths"].items() for method in item}
    # Other spellings of what has a method.
    also = {
        ("patch", "/api/v1/tasks/{task_id}"),
        ("get", "/api/v1/public/tasks/id/{task_id}"),
        ("delete", "/api/v1/notifications/addresses/{address}"),
    }
    assert served - reached == also


def methods(client: Any, part: str) -> dict[str, Callable[..., Any]]:
    found = inspect.getmembers(type(getattr(client, part)), inspect.isfunction)
    return {name: method for name, method in found if not name.startswith("_")}


def test_both_have_the_same_methods_with_the_same_arguments() -> None:
    sync, other = Torale("sk_x", "https://torale.test"), AsyncTorale("sk_x", "https://torale.test")
    names = set()
    for part in PARTS:
        here, there = methods(sync, part), methods(other, part)
        assert here.keys() == there.keys()
        for name, method in here.items():
            names.add(f"{part}.{name}")
            assert (
                str(inspect.signature(method)).partition(" -> ")[0]
                == (str(inspect.signature(there[name])).partition(" -> ")[0])
            )
            assert method.__doc__ == there[name].__doc__
    assert names == CALLS.keys() | NOT_CALLED


def test_the_client_for_threads_is_made_of_the_one_for_asyncio(tmp_path: Path) -> None:
    """Else run `python sdk/make_sync.py`."""
    source, copy = BASE_DIR / "sdk", tmp_path / "sdk"
    (copy / "src" / "torale" / "aio").mkdir(parents=True)
    for path in (
        "make_sync.py",
        "pyproject.toml",
        *(f"src/torale/aio/{one.name}" for one in (source / "src/torale/aio").glob("*.py")),
    ):
        (copy / path).write_bytes((source / path).read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((BASE_DIR / "pyproject.toml").read_bytes())
    subprocess.run([sys.executable, str(copy / "make_sync.py")], check=True)
    made = sorted(path.name for path in (copy / "src" / "torale").glob("*.py"))
    assert len(made) == 8
    for name in made:
        assert (copy / "src/torale" / name).read_text() == (source / "src/torale" / name).read_text(), name


def create(kind: Any, url: str, key: str) -> Any:
    async def run() -> Any:
        client = kind(key, url)
        try:
            builder = client.monitor("When is the next iPhone being released?").when("Apple has announced a date")
            builder = builder.notify(email="alice@example.com", webhook="https://hooks.example.com/x").named("iPhone")
            task = await finished(builder.with_context(ticket=42).create())
            assert [one.id for one in await finished(client.tasks.iter_tasks())] == [task.id]
            with pytest.raises(ValidationError, match="schedule: Invalid cron"):
                await finished(client.tasks.create("q", schedule="now and then"))
            with pytest.raises(NotFoundError):
                await finished(client.tasks.get(ID))
            return task
        finally:
            await finished(client.close())

    return asyncio.run(run())


def test_a_task_is_built_word_by_word(kind: Any, url: str, owner: User) -> None:
    key, _ = ApiKey.issue(user=owner, name="tests")
    task = create(kind, url, key)
    assert (task.name, task.condition_description, task.context) == (
        "iPhone",
        "Apple has announced a date",
        {"ticket": 42},
    )
    assert task.notifications == [
        {"type": "email", "address": "alice@example.com"},
        {"type": "webhook", "url": "https://hooks.example.com/x", "method": "POST"},
    ]
    assert [one.recipient for one in task.told_by] == ["alice@example.com", "https://hooks.example.com/x"]


def test_what_was_lost_is_sent_again_with_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []

    async def send(client: Any, method: str, url: str, **options: Any) -> httpx.Response:
        keys.append(options["headers"]["Idempotency-Key"])
        if len(keys) < 3:
            raise httpx.ReadError("lost")
        return httpx.Response(200, json={"id": "1"}, request=httpx.Request(method, url))

    async def no_wait(seconds: float) -> None: ...

    monkeypatch.setattr(httpx.AsyncClient, "request", send)
    monkeypatch.setattr("torale.aio.transport.asyncio.sleep", no_wait)

    async def run() -> Any:
        async with AsyncTorale("sk_x", "https://torale.test") as client:
            return await client.tasks.create("q")

    assert asyncio.run(run()).id == "1"
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_without_httpx_the_error_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['httpx'] = None\n"
        "import torale; torale.Torale('sk_x', 'https://torale.test')\n"
        "try:\n    torale.AsyncTorale\nexcept ImportError as error:\n    print(error)"
    )
    environment = {"PYTHONPATH": str(BASE_DIR / "sdk" / "src")}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == "AsyncTorale needs httpx: pip install 'torale-client[async]'\n"
    assert "AsyncTorale" in torale.__all__

"""Cross-origin use of the API: an allow-list, preflights before authentication, no credentials."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from core.env import origins

ORIGIN = "https://app.example.com"
TASKS = "/api/v1/tasks"


@pytest.fixture
def allowed(settings: Settings) -> str:
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]
    return ORIGIN


def preflight(path: str, origin: str) -> dict[str, str]:
    answer = APIClient().options(
        path,
        HTTP_ORIGIN=origin,
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization, content-type, idempotency-key",
    )
    assert answer.status_code == 200
    return {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.usefixtures("db")
def test_a_preflight_is_answered_without_a_credential(allowed: str) -> None:
    for path in (TASKS, f"{TASKS}/550e8400-e29b-41d4-a716-446655440000", "/auth/me", "/admin/stats"):
        headers = preflight(path, allowed)
        assert headers["access-control-allow-origin"] == allowed
        assert {"authorization", "idempotency-key"} <= set(headers["access-control-allow-headers"].split(", "))
        assert "PUT" in headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in headers


def test_an_answer_may_be_read_by_an_allowed_origin_alone(allowed: str, as_owner: APIClient) -> None:
    answer = as_owner.get(TASKS, HTTP_ORIGIN=allowed)
    assert answer["Access-Control-Allow-Origin"] == allowed
    assert {"X-Total-Count", "Retry-After", "ETag"} <= set(answer["Access-Control-Expose-Headers"].split(", "))
    assert "Access-Control-Allow-Origin" not in as_owner.get(TASKS, HTTP_ORIGIN="https://evil.example")


def test_a_refusal_may_be_read_too(allowed: str, as_nobody: APIClient) -> None:
    answer = as_nobody.get(TASKS, HTTP_ORIGIN=allowed)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, allowed)


def test_a_session_opens_nothing_from_another_origin(allowed: str, owner: User) -> None:
    browser = APIClient()
    browser.force_login(owner)
    assert browser.get(TASKS, HTTP_ORIGIN=allowed).status_code == 401
    for page in ("/settings/api-keys", "/admin/accounts/user/"):
        assert "Access-Control-Allow-Origin" not in browser.get(page, HTTP_ORIGIN=allowed)


@pytest.mark.usefixtures("db")
def test_nobody_is_allowed_unless_named() -> None:
    assert "access-control-allow-origin" not in preflight(TASKS, ORIGIN)


def test_origins_are_read_from_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORALE_CORS_ORIGINS", "https://app.example.com/, http://localhost:3000")
    assert origins("TORALE_CORS_ORIGINS") == ["https://app.example.com", "http://localhost:3000"]


@pytest.mark.parametrize("value", ["*", "https://*.example.com", "app.example.com", "https://a.example/path", "null"])
def test_what_is_no_origin_is_explained(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TORALE_CORS_ORIGINS", value)
    with pytest.raises(ImproperlyConfigured, match=r"write origins such as https://app\.example\.com"):
        origins("TORALE_CORS_ORIGINS")

"""API keys as credentials: `Authorization: Bearer sk_…`."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiKey, User

TASKS = "/api/v1/tasks"


def asked_with(header: str | None) -> tuple[int, object, str]:
    answer = APIClient().get(TASKS, headers={"authorization": header} if header is not None else {})
    return answer.status_code, answer.json(), answer.headers.get("WWW-Authenticate", "")


@pytest.fixture
def key(owner: User) -> str:
    return ApiKey.issue(user=owner, name="tests")[0]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_a_key_opens_the_api(key: str, scheme: str) -> None:
    assert asked_with(f"{scheme} {key}")[0] == 200


@pytest.mark.django_db
@pytest.mark.parametrize("header", [None, ""])
def test_a_request_without_a_credential_is_told_what_is_missing(header: str | None) -> None:
    assert asked_with(header) == (401, {"detail": "Authorization header missing"}, "Bearer")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer sk_nobodys", "Bearer  ", "Basic YTpi", "sk_nobodys", "Bearer sk_\xe9", "Bearer sk_a b"]
)
def test_a_bad_credential_is_refused(header: str) -> None:
    assert asked_with(header) == (401, {"detail": "Invalid API key"}, "Bearer")


@pytest.mark.parametrize("spoil", [lambda key: key[:-1], lambda key: key.upper(), lambda key: key + "x"])
def test_nearly_a_key_is_no_key(key: str, spoil: object) -> None:
    assert callable(spoil)
    assert asked_with(f"Bearer {spoil(key)}")[0] == 401


def test_a_revoked_key_opens_nothing(owner: User) -> None:
    key, row = ApiKey.issue(user=owner, name="tests")
    row.revoke(now=timezone.now())

    assert asked_with(f"Bearer {key}") == (401, {"detail": "Invalid API key"}, "Bearer")


def test_a_deactivated_users_key_opens_nothing(owner: User, key: str) -> None:
    owner.is_active = False
    owner.save()

    assert asked_with(f"Bearer {key}") == (401, {"detail": "Invalid API key"}, "Bearer")


def test_a_session_does_not_open_the_api(owner: User) -> None:
    client = APIClient()
    client.force_login(owner)

    assert client.get(TASKS).status_code == 401


def test_the_last_use_of_a_key_is_kept_to_the_minute(owner: User) -> None:
    key, row = ApiKey.issue(user=owner, name="tests")
    asked_with(f"Bearer {key}")
    row.refresh_from_db()
    first = row.last_used_at
    asked_with(f"Bearer {key}")
    row.refresh_from_db()
    assert first is not None
    assert row.last_used_at == first

    ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    asked_with(f"Bearer {key}")
    row.refresh_from_db()
    assert row.last_used_at is not None
    assert row.last_used_at > first


def test_a_key_is_kept_nowhere(key: str) -> None:
    row = ApiKey.objects.values().get()

    assert key not in str(row)
    assert row["prefix"] == key[:11]

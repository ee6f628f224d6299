"""The cast and the stage: who acts in the tests, and the closed network they act in."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from hypothesis import settings
from rest_framework.test import APIClient
from whitenoise.middleware import WhiteNoiseMiddleware

from accounts.models import ApiKey, User
from tests import network
from tests import stack as stacks
from tests.doubles import search_engines
from tests.leaks import _no_secret_is_logged

__all__ = ["_no_secret_is_logged"]
network.close()
search_engines.close()
# A slow moment of a busy machine is no failure of what is tested.
settings.register_profile("torale", deadline=None)
settings.register_profile("long", parent=settings.get_profile("torale"))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "torale"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for real processes come first: one process of a run has most of them, and makes their stage."""
    items.sort(key=lambda item: item.get_closest_marker("stack") is None)


def member(email: str, role: str = User.Role.USER) -> User:
    return User.objects.create_user(email, role=role, email_verified_at=timezone.now())


def client_of(user: User) -> APIClient:
    """A program that speaks for `user` by a real API key."""
    key, _ = ApiKey.issue(user=user, name="tests")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


@pytest.fixture(scope="session", autouse=True)
def _no_rate_limits() -> Iterator[None]:
    """Tests share one address, and may ask as often as they like; those about limits have them from `limited`."""
    with override_settings(TORALE_RATE_LIMITS=()):
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_through_once() -> Iterator[None]:
    """Each client loads the middlewares anew, and half of the time of all tests went into WhiteNoise's look at them."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files = found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """What each stack of this run begins with: to apply all migrations takes longer than most tests."""
    own = tmp_path_factory.getbasetemp()
    # The folder above is shared: by the processes of a run, or where there is but one ("master") with earlier runs.
    return stacks.template((own if worker_id == "master" else own.parent) / "prepared")


@pytest.fixture
def unhurried(db: None) -> None:
    """Long searches think, and wait on a busy machine, for longer than a transaction may idle."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


@pytest.fixture
def owner(db: None) -> User:
    return member("alice@example.com")


@pytest.fixture
def stranger(db: None) -> User:
    return member("charlie@example.com")


@pytest.fixture
def admin(db: None) -> User:
    return member("root@example.com", User.Role.ADMIN)


@pytest.fixture
def as_owner(owner: User) -> APIClient:
    return client_of(owner)


@pytest.fixture
def as_stranger(stranger: User) -> APIClient:
    return client_of(stranger)


@pytest.fixture
def as_nobody(db: None) -> APIClient:
    return APIClient()

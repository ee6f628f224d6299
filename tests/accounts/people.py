"""People with passwords, who get mail."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import jobs
from accounts.models import User
from config.celery import app

PASSWORD = "correct horse battery"
SITE = "https://torale.example"


class SomewhatSlowHasher(PBKDF2PasswordHasher):
    """Slow enough to be told from a refusal without any work."""

    iterations = 100_000


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def post(settings: Settings, monkeypatch: pytest.MonkeyPatch, quick_passwords: None) -> Callable[[], str]:
    """Jobs are done at once, and no mail is held back for an earlier one. Returns the link in the mail that came."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(uuid.uuid4())}
    }
    settings.PUBLIC_URL = SITE
    assert jobs
    monkeypatch.setattr(app, "send_task", lambda name, args, **options: app.tasks[name](*args))
    return link_in_mail


def link_in_mail() -> str:
    """The path and query of the only link in the last mail."""
    [link] = re.findall(r"https://\S+", str(mail.outbox[-1].body))
    assert link.startswith(SITE)
    return str(link).removeprefix(SITE)


def person(email: str = "alice@example.com", **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, **({"email_verified_at": timezone.now()} | fields))


def sign_in(client: Client, email: str = "alice@example.com", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login", {"username": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/settings/api-keys").status_code == 200)

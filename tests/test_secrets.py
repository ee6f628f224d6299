"""No secret is shown: not by a serializer, a page of the Django admin, a repr, or a line of a log (`tests.leaks`)."""

import dataclasses
import importlib
import logging
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.db import models
from django.test import Client
from django.urls import reverse
from rest_framework import serializers
from rest_framework.test import APIClient

import accounts
import adminapi
import config
import core
import notifications
import tasks_app
from accounts.models import ApiKey, User
from notifications.models import Notification, SigningSecret, Webhook
from notifications.services import ChannelConfigs, WebhookConfig
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes
from tests.leaks import reader
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

APPS = (accounts, adminapi, notifications, tasks_app)
PACKAGES = (*APPS, config, core)
TELLING = re.compile(r"(^|_)(key|digest|hash|password|secret|token|headers|credential|authorization)s?($|_)")

# Fields whose name sounds like a secret, and why they are no leak.
SHOWN = {
    "CreatedKeySerializer.key": "the one answer in which a new key is shown",
    "CreatedKeySerializer.key_info": "what is known of it",
    "KeyInfoSerializer.key_prefix": "how people tell their keys apart",
    "WebhookSettingsSerializer.secret": "masked but in the answer in which it is made",
    "WebhookTestSerializer.webhook_secret": "sent by the client to sign one test, kept nowhere, answered nowhere",
    "WebhookNotificationSerializer.headers": "the owner's own, as they sent them",
    "UsageSerializer.prompt_tokens": "a count",
    "UsageSerializer.tool_tokens": "a count",
    "UsageSerializer.answer_tokens": "a count",
    "UsageSerializer.thought_tokens": "a count",
    "UsageSerializer.total_tokens": "a count",
}
# As above, of values whose repr shows them.
PRINTED = {
    "OutboundResponse.headers": "what another server sent",
    "Book.key": "names of columns",
    "Call.headers": "what the demo received from itself",
    "Claim.token": "says which worker holds an execution, opens nothing",
    "Difference.key": "an hour, a query or a state",
    "_KeySet.keys": "Clerk's public ones",
}
SALT, HASH = "saltOfThePasswordHash1", "aGFzaE9mVGhlUGFzc3dvcmRIYXNoT2ZUaGVQYXNzd29yZA="
DIGEST = b"digest of a key, 32 bytes of it."
SIGNING_SECRET = "whsec_c2lnbmluZ1NlY3JldE9mVGhlT3duZXJTaWdu"
HEADER = "value-of-a-secret-header"
# What would show each of them, even in part.
TRACES = (SALT[:5], HASH[:5], "digest of", DIGEST.hex()[:8], SIGNING_SECRET[:14], HEADER[:8])


def modules() -> Iterator[Any]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"__main__|migrations|wsgi|server\.web", module.name):
                yield importlib.import_module(module.name)


def own_classes() -> set[Any]:
    """The classes that are written in this project."""
    values = (value for module in modules() for value in vars(module).values())
    names = tuple(f"{package.__name__}." for package in PACKAGES)
    return {value for value in values if isinstance(value, type) and value.__module__.startswith(names)}


# ── What classes promise ─────────────────────────────────────────────────────────────────────────


def test_no_serializer_has_a_field_for_a_secret() -> None:
    serializer_classes = [kind for kind in own_classes() if issubclass(kind, serializers.Serializer)]
    found = {
        f"{kind.__name__}.{name}"
        for kind in serializer_classes
        for name, field in kind._declared_fields.items()
        if TELLING.search(name) or TELLING.search(field.source or "")
    }
    assert len(serializer_classes) > 20
    assert found == set(SHOWN)


def test_serializers_name_their_fields_one_by_one() -> None:
    """A ModelSerializer may say `__all__`, and then shows whatever is added to its model later."""
    assert not any(issubclass(kind, serializers.ModelSerializer) for kind in own_classes())


def test_no_value_prints_a_secret() -> None:
    values: list[Any] = [kind for kind in own_classes() if dataclasses.is_dataclass(kind)]
    printed = {
        f"{kind.__name__}.{field.name}"
        for kind in values
        for field in dataclasses.fields(kind)
        if field.repr and field.type is not int and TELLING.search(field.name)
    }
    assert printed == set(PRINTED)


# ── What is there to be seen ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def everything(owner: User) -> None:
    """One of each, with secrets in it."""
    User.objects.filter(pk=owner.pk).update(password=f"pbkdf2_sha256$1000000${SALT}${HASH}")
    ApiKey.objects.create(user=owner, name="laptop", prefix="sk_12345678", digest=DIGEST)
    SigningSecret.objects.create(owner=owner, secret=SIGNING_SECRET)
    webhook = WebhookConfig(url="https://hooks.example.com/x", headers={"X-Secret": HEADER})
    task = make_task(owner, channels=ChannelConfigs(email=owner.email, webhook=webhook))
    outcomes.record_outcome(claim=taken(begin(task)), outcome=outcome(Verdict.MET), now=NOW)
    taken(begin(task))


def traces_in(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


def test_no_row_prints_a_secret(everything: None) -> None:
    own = [model for package in APPS for model in apps.get_app_config(package.__name__).get_models()]
    rows = [row for model in own for row in model._default_manager.all()]
    assert {type(row) for row in rows} >= {ApiKey, User, SigningSecret, Webhook, Task, Execution, Notification}
    assert traces_in(" ".join(f"{row} {row!r}" for row in rows)) == []


def pages_of(model: type[models.Model]) -> Iterator[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    for row in model._default_manager.all():
        yield reverse(f"{name}_change", args=[row.pk])
        yield reverse(f"{name}_history", args=[row.pk])


@pytest.mark.parametrize("model", django_admin.site._registry, ids=lambda model: model._meta.label)
def test_no_page_of_the_django_admin_shows_a_secret(
    everything: None, admin: User, client: Client, model: type[models.Model]
) -> None:
    client.force_login(admin)
    for page in pages_of(model):
        answer = client.get(page)
        assert answer.status_code == 200
        assert traces_in(answer.content.decode()) == [], page


def test_no_answer_of_the_api_shows_a_secret_but_the_owners_own_headers(everything: None, as_owner: APIClient) -> None:
    task = Task.objects.get().pk
    below = f"/api/v1/tasks/{task}"
    for path in ("/auth/me", "/auth/api-keys", f"{below}/executions", f"{below}/notifications"):
        assert traces_in(as_owner.get(path).content.decode()) == [], path
    for path in ("/api/v1/tasks", below):
        assert traces_in(as_owner.get(path).content.decode()) == [HEADER[:8]], path


# ── What is logged ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        f"a new key: sk_{'x' * 43}",
        "{'Authorization': 'Bearer abcdefghijklmnopqrst'}",
        f"signed by {SIGNING_SECRET}",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2lnbmF0dXJl",
        f"pbkdf2_sha256$1000000${SALT}${HASH}",
        "GET /password/reset?user=1&token=cabcde-0123456789abcdef0123",
    ],
)
def test_a_secret_in_a_log_line_would_be_noticed(line: str) -> None:
    logging.getLogger("torale").error("before %s after", line)
    assert len(reader.leaks) == 1
    reader.leaks.clear()


def test_a_secret_in_a_traceback_would_be_noticed() -> None:
    logging.getLogger("torale").error("it failed", exc_info=ValueError(f"sk_{'x' * 43}"))
    assert len(reader.leaks) == 1
    reader.leaks.clear()

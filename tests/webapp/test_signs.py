"""Signs: what is wrong for the person who looks, on every page, with what to do."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from core.jobs import heartbeat, queues
from notifications.models import EmailAddress, Webhook
from tasks_app.models import Task
from tests.tasks_app.make import make_task
from webapp import signs

pytestmark = pytest.mark.django_db


@pytest.fixture
def _all_is_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "missing", lambda names: [])


def texts(user: User) -> str:
    return " ".join(f"{sign.text} {sign.url}" for sign in signs.signs_of(user))


@pytest.mark.usefixtures("_all_is_running")
def test_nothing_is_shown_while_all_is_well(owner: User) -> None:
    make_task(owner)
    assert signs.signs_of(owner) == ()


def failing(owner: User) -> None:
    task = make_task(owner)
    Task.objects.filter(pk=task.pk).update(failures_in_row=3)


def failed_webhook(owner: User) -> None:
    Webhook.objects.create(
        owner=owner, url="https://hooks.example.com", disabled_at=timezone.now(), disabled_reason="410"
    )


def unconfirmed_reader(owner: User) -> None:
    task = make_task(owner)
    Task.objects.filter(pk=task.pk).update(email=EmailAddress.objects.create(owner=owner, address="bob@example.com"))


def unconfirmed_account(owner: User) -> None:
    owner.email_verified_at = None


@pytest.mark.usefixtures("_all_is_running")
@pytest.mark.parametrize(
    ("spoil", "text", "place"),
    [
        (failing, "1 task fails", "/tasks?show=attention"),
        (failed_webhook, "switched off because it failed", "/settings/channels#webhook"),
        (unconfirmed_reader, "An address that a task mails", "/settings/channels"),
        (unconfirmed_account, "Your own address", "/password/forgot"),
    ],
)
def test_each_fault_has_its_sign_and_what_to_do(
    owner: User, stranger: User, spoil: Callable[[User], None], text: str, place: str
) -> None:
    spoil(owner)
    assert text in texts(owner)
    assert place in texts(owner)
    assert signs.signs_of(stranger) == ()


@pytest.mark.usefixtures("_all_is_running")
def test_a_webhook_that_its_owner_switched_off_is_no_fault(owner: User) -> None:
    failed_webhook(owner)
    Webhook.objects.update(disabled_reason="Its owner switched it off.")
    assert signs.signs_of(owner) == ()


def test_a_part_that_does_not_run_is_told_on_every_page_but_not_to_strangers(owner: User, settings: Settings) -> None:
    heartbeat.clear(settings.REDIS_URL)
    browser = Client()
    browser.force_login(owner)
    for path in ("/settings", "/settings/sent", "/explore", "/settings/api-keys"):
        assert "Not all of Torale is running" in browser.get(path).content.decode()
    assert "Not all of Torale" not in Client().get("/explore").content.decode()


def test_workers_that_run_give_no_sign(owner: User, settings: Settings) -> None:
    heartbeat.record_workers(queues.ALL)
    heartbeat.record_scheduler()
    assert "running" not in texts(owner)
    heartbeat.clear(settings.REDIS_URL)


@pytest.mark.usefixtures("_all_is_running")
def test_signs_take_one_query_however_many_things_are_wrong(owner: User) -> None:
    for _ in range(5):
        failing(owner)
    failed_webhook(owner)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(signs.signs_of(owner)) == 2
    assert len(queries) == 1

"""`/settings/api-keys`: make, see once, revoke."""

import re
import uuid

import pytest
from django.test import Client
from pytest_django import Settings

from accounts import services
from accounts.models import ApiKey, User
from core.api.rates import Rate
from tests.accounts.clerk import bearing
from tests.doubles.redis_link import RedisLink

PAGE = "/settings/api-keys"


@pytest.fixture
def browser(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def make(browser: Client, name: str = "laptop") -> str:
    page = browser.post(PAGE, {"name": name})
    assert page.status_code == 200
    return page.content.decode()


def test_a_new_key_is_shown_once_and_works(browser: Client) -> None:
    [key] = set(re.findall(r"sk_[\w-]{43}", make(browser)))
    assert bearing(key).get("/auth/me").status_code == 200
    again = browser.get(PAGE).content.decode()
    assert key not in again
    assert f"{key[:11]}…" in again


def test_a_name_is_shown_as_text(browser: Client) -> None:
    assert "<b>x</b>" not in make(browser, "<b>x</b>")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_a_bad_name_is_explained(browser: Client, name: str) -> None:
    page = browser.post(PAGE, {"name": name})
    assert 'class="errorlist"' in page.content.decode()
    assert not ApiKey.objects.exists()


def test_there_is_no_form_for_an_eleventh_key_and_no_way_around_it(browser: Client, owner: User) -> None:
    for number in range(services.MAX_ACTIVE_KEYS):
        services.issue_key(user=owner, name=str(number))
    assert "Make the key" not in browser.get(PAGE).content.decode()
    assert "revoke one" in make(browser)
    assert ApiKey.objects.count() == services.MAX_ACTIVE_KEYS


def test_revoking_asks_first(browser: Client, owner: User) -> None:
    key, row = services.issue_key(user=owner, name="laptop")
    question = f"{PAGE}/{row.pk}/revoke"
    assert question in browser.get(PAGE).content.decode()
    assert "Revoke “laptop”?" in browser.get(question).content.decode()
    assert bearing(key).get("/auth/me").status_code == 200

    assert browser.post(question)["Location"] == PAGE
    assert bearing(key).get("/auth/me").status_code == 401
    page = browser.get(PAGE).content.decode()
    assert "“laptop” is revoked" in page
    assert "1 revoked key" in page


def test_another_users_key_is_not_there(browser: Client, stranger: User) -> None:
    _, row = services.issue_key(user=stranger, name="theirs")
    for key_id in (row.pk, uuid.uuid4()):
        assert browser.get(f"{PAGE}/{key_id}/revoke").status_code == 404
        assert browser.post(f"{PAGE}/{key_id}/revoke").status_code == 404
    assert "theirs" not in browser.get(PAGE).content.decode()
    assert ApiKey.objects.get().is_active


def test_who_is_not_signed_in_is_asked_to(client: Client, owner: User) -> None:
    _, row = services.issue_key(user=owner, name="laptop")
    for path in (PAGE, f"{PAGE}/{row.pk}/revoke", "/settings/password"):
        for answer in (client.get(path), client.post(path)):
            assert answer["Location"] == f"/login?next={path}"
    assert ApiKey.objects.get().is_active


def test_an_api_key_is_no_key_to_the_pages(owner: User) -> None:
    key, _ = services.issue_key(user=owner, name="laptop")
    assert bearing(key).get(PAGE).status_code == 302


def test_no_key_is_made_while_requests_cannot_be_counted(browser: Client, link: RedisLink) -> None:
    link.go_dead()
    assert browser.post(PAGE, {"name": "laptop"}).status_code == 503
    assert browser.get(PAGE).status_code == 200


def test_making_keys_counts_as_use_of_the_api(browser: Client, limited: Settings) -> None:
    limited.TORALE_RATE_LIMITS = (Rate(2, 60),)
    for _ in range(2):
        assert browser.post(PAGE, {"name": "laptop"}).status_code == 200
    assert browser.post(PAGE, {"name": "laptop"}).status_code == 429

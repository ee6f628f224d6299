"""Guessing passwords: limited for each account on every page, without keeping the owner out."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import hashers
from django.core import signing
from django.db import connection
from django.test import Client
from pytest_django import Settings
from redis import Redis

from accounts import counters, known_browsers, links
from accounts.models import User
from tests.accounts.people import PASSWORD, is_signed_in, person, quick_passwords, sign_in

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
NEW = "staple of another colour"
CHANGES = ["/settings/password", "/admin/password_change/"]


@pytest.fixture
def addresses() -> Callable[[], str]:
    """Another address each time: the limit for each address is not in the way."""
    numbers = iter(range(1, 250))
    return lambda: f"192.0.2.{next(numbers)}"


def guess(client: Client, address: str, email: str = "alice@example.com", password: str = "wrong") -> int:
    form = {"username": email, "password": password}
    return int(client.post("/login", form, REMOTE_ADDR=address).status_code)


def wrong_change(client: Client, path: str, address: str) -> Any:
    form = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    return client.post(path, form, REMOTE_ADDR=address)


def later(limited: Settings, seconds: int) -> None:
    """The counters of this test end as much sooner."""
    with Redis.from_url(limited.REDIS_URL) as redis:
        for key in redis.scan_iter(f"{counters.PREFIX}*", count=10_000):
            left = redis.ttl(key) - seconds
            if left > 0:
                redis.expire(key, left)
            else:
                redis.delete(key)


@pytest.mark.parametrize("email", ["alice@example.com", "nobody@example.com"])
def test_guesses_from_anywhere_are_slowed_after_ten(
    limited: Settings, addresses: Callable[[], str], email: str
) -> None:
    person()
    attacker = Client()
    assert [guess(attacker, addresses(), email) for _ in range(10)] == [200] * 10
    assert guess(attacker, addresses(), email) == 200  # from now on one in five minutes
    assert [guess(attacker, addresses(), email.upper()) for _ in range(5)] == [429] * 5
    later(limited, 270)  # the clock goes on beside: each guess takes a while
    assert guess(attacker, addresses(), email) == 429
    later(limited, 31)
    assert [guess(attacker, addresses(), email) for _ in range(2)] == [200, 429]
    later(limited, 900)
    assert [guess(attacker, addresses(), email) for _ in range(10)] == [200] * 10


def test_a_hundred_guesses_in_a_day_are_enough(limited: Settings, addresses: Callable[[], str]) -> None:
    person()
    attacker = Client()
    for _ in range(10):
        assert [guess(attacker, addresses()) for _ in range(10)] == [200] * 10
        later(limited, 901)
    assert [guess(attacker, addresses()) for _ in range(3)] == [200, 429, 429]


def test_who_signed_in_from_this_browser_before_is_not_locked_out_by_others(
    client: Client, limited: Settings, addresses: Callable[[], str]
) -> None:
    person()
    sign_in(client)
    client.post("/logout")
    attacker = Client()
    while guess(attacker, addresses()) != 429:
        pass
    assert guess(Client(), addresses(), password=PASSWORD) == 429
    assert guess(client, "192.0.2.250") == 200
    assert sign_in(client).status_code == 302


def test_the_reader_of_the_accounts_mail_is_not_locked_out_either(
    client: Client, limited: Settings, addresses: Callable[[], str]
) -> None:
    alice = person()
    while guess(Client(), addresses()) != 429:
        pass
    client.post(links.reset_url(alice).partition("8000")[2], {"new_password1": NEW, "new_password2": NEW})
    assert sign_in(client, password=NEW).status_code == 302


def test_a_known_browser_has_as_many_guesses_and_no_more(
    client: Client, limited: Settings, addresses: Callable[[], str]
) -> None:
    person()
    sign_in(client)
    assert [guess(client, addresses()) for _ in range(13)] == [200] * 11 + [429] * 2


def test_a_browser_is_known_for_the_accounts_that_were_used_there_alone(
    limited: Settings, addresses: Callable[[], str]
) -> None:
    person()
    person("mallory@example.com")
    mallory = Client()
    sign_in(mallory, "mallory@example.com")
    while guess(Client(), addresses()) != 429:
        pass
    assert guess(mallory, addresses()) == 429


@pytest.mark.parametrize(
    "value",
    ["", "x", "\xff", signing.dumps({"browser": "b", "accounts": [known_browsers.digest_of("alice@example.com")]})],
)
def test_a_cookie_that_was_not_made_here_says_nothing(
    client: Client, limited: Settings, addresses: Callable[[], str], value: str
) -> None:
    person()
    while guess(Client(), addresses()) != 429:
        pass
    client.cookies[known_browsers.COOKIE] = value
    assert guess(client, addresses()) == 429


def test_the_cookie_is_for_this_site_alone_and_no_script(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    person()
    cookie = sign_in(client).cookies[known_browsers.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", True)


def test_what_succeeds_is_no_failure(client: Client, limited: Settings, addresses: Callable[[], str]) -> None:
    person()
    for _ in range(15):
        assert guess(Client(), addresses(), password=PASSWORD) == 302


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more(limited: Settings, addresses: Callable[[], str]) -> None:
    person()

    def try_once(address: str) -> int:
        try:
            return guess(Client(), address)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_once, [addresses() for _ in range(40)]))
    assert answers.count(200) == 11


@pytest.mark.parametrize("path", CHANGES)
def test_a_page_that_asks_for_the_old_password_is_as_limited_as_the_door(
    limited: Settings, addresses: Callable[[], str], path: str
) -> None:
    thief = Client()
    thief.force_login(person(role=User.Role.ADMIN))
    assert [wrong_change(thief, path, "198.51.100.1").status_code for _ in range(11)] == [200] * 10 + [429]
    # From other addresses it is the account that is limited, and at the door as well.
    assert [wrong_change(thief, path, addresses()).status_code for _ in range(3)] == [200, 429, 429]
    assert guess(Client(), addresses(), password=PASSWORD) == 429
    assert is_signed_in(thief)


def test_the_admins_page_changes_the_password(client: Client) -> None:
    client.force_login(person(role=User.Role.ADMIN))
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert is_signed_in(client)
    assert User.objects.get().check_password(NEW)


def test_nobody_waits_for_a_link_that_was_used(client: Client, settings: Settings) -> None:
    """Hashing takes a third of a second of a processor, each time that somebody asks."""
    settings.TORALE_SIGNUP = "open"
    alice = person()
    reset, sign_up = links.reset_url(alice), links.sign_up_url("alice@example.com")
    form = {"new_password1": NEW, "new_password2": NEW}
    assert client.post(reset.partition("8000")[2], form).status_code == 302
    with patch.object(hashers, "make_password", side_effect=AssertionError), patch.object(User, "set_password"):
        assert client.post(reset.partition("8000")[2], form).status_code == 404
        answer = client.post(sign_up.partition("8000")[2], form, follow=True)
        User.set_password.assert_not_called()  # type: ignore[attr-defined]
    assert "There is an account with this address already" in answer.content.decode()


def test_every_try_leaves_a_line_with_address_and_account(
    client: Client, limited: Settings, addresses: Callable[[], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="accounts.sign_ins")
    person()
    sign_in(client)
    while guess(Client(), "198.51.100.1") != 429:
        pass
    while guess(Client(), addresses()) != 429:
        pass
    lines = [(line.getMessage(), line.fields) for line in caplog.records if line.name == "accounts.sign_ins"]  # type: ignore[attr-defined]
    assert {fields["account"] for _, fields in lines} == {"alice@example.com"}
    assert lines[0] == ("signed in", {"address": "127.0.0.1", "account": "alice@example.com"})
    assert lines[1][0] == "a wrong password was given"
    assert lines[1][1]["address"] == "198.51.100.1"
    assert lines[-1][0] == "too many passwords were given"


def test_a_password_in_the_wrong_field_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(client, "correct horse battery", "x")
    sign_in(client, "a@example.com\n{}", "x")
    assert "correct horse" not in str([record.__dict__ for record in caplog.records])
    assert {record.fields["account"] for record in caplog.records if record.name == "accounts.sign_ins"} <= {  # type: ignore[attr-defined]
        "(no address)",
        "a@example.com",
    }

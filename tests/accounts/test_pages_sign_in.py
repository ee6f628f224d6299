"""`/login` and `/logout`, and what every page says to the browser."""

import re
import time

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from tasks_app.services import owners
from tests.accounts.people import is_signed_in, person, quick_passwords, sign_in
from tests.doubles.redis_link import RedisLink

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


def test_who_knows_the_password_gets_to_the_tasks(client: Client) -> None:
    person()
    answer = sign_in(client, "Alice@Example.com")
    assert (answer.status_code, answer["Location"]) == (302, "/tasks")
    assert is_signed_in(client)


def test_signing_in_leads_where_one_wanted_to_go_but_to_no_other_site(client: Client) -> None:
    person()
    assert sign_in(client, next="/settings/password")["Location"] == "/settings/password"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"):
        assert sign_in(client, next=elsewhere)["Location"] == "/tasks"


def test_the_answer_is_the_same_whatever_is_wrong(client: Client) -> None:
    person()
    person("bob@example.com", is_active=False)
    User.objects.create_user("nopassword@example.com")
    attempts = [("alice@example.com", "wrong"), ("bob@example.com", "correct horse battery")]
    attempts += [("nopassword@example.com", "!"), ("nobody@example.com", "wrong"), ("no address", "wrong")]
    pages = {_anonymous(sign_in(client, email, password).content.decode(), email) for email, password in attempts}
    assert len(pages) == 1
    assert "do not match" in pages.pop()


def _anonymous(page: str, email: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "")


def test_an_address_that_nobody_has_takes_as_long_as_one_that_somebody_has(client: Client, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.people.SomewhatSlowHasher"]
    person()
    User.objects.create_user("nopassword@example.com")
    emails = ("alice@example.com", "nopassword@example.com", "nobody@example.com")
    times = {email: min(_timed(client, email) for _ in range(5)) for email in emails}
    assert max(times.values()) < 2 * min(times.values()), times


def _timed(client: Client, email: str) -> float:
    began = time.thread_time()
    sign_in(client, email, "wrong")
    return time.thread_time() - began


@pytest.mark.parametrize("path", ["/login", "/password/forgot", "/signup"])
def test_ten_attempts_a_minute_and_no_more_from_one_address(client: Client, limited: Settings, path: str) -> None:
    limited.TORALE_SIGNUP = "open"
    for _ in range(10):
        assert client.post(path, {}).status_code == 200
    refused = client.post(path, {})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Too many attempts" in refused.content.decode()
    assert client.get(path).status_code == 200
    assert client.post(path, {}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_nobody_signs_in_while_attempts_cannot_be_counted(client: Client, link: RedisLink) -> None:
    person()
    link.go_dead()
    assert sign_in(client).status_code == 503
    link.revive()


def test_signing_out_takes_a_button_not_a_link(client: Client) -> None:
    person()
    sign_in(client)
    assert client.get("/logout").status_code == 405
    assert is_signed_in(client)
    assert client.post("/logout")["Location"] == "/"
    assert not is_signed_in(client)


def test_a_session_ends_with_its_account_and_does_not_come_back_with_it(client: Client, admin: User) -> None:
    alice = person()
    sign_in(client)
    owners.deactivate(user_id=alice.pk, by=admin, now=timezone.now())
    assert client.get("/settings/api-keys")["Location"] == "/login?next=/settings/api-keys"
    assert client.post("/settings/api-keys", {"name": "late"})["Location"].startswith("/login")
    owners.activate(user_id=alice.pk)
    assert not is_signed_in(client)
    sign_in(client)
    assert is_signed_in(client)


def test_the_django_admin_has_the_same_door(client: Client) -> None:
    person(role="admin")
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/login?next=/admin/"
    assert sign_in(client, next="/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_who_is_no_admin_is_told_so_rather_than_sent_in_circles(client: Client) -> None:
    person()
    sign_in(client)
    page = client.get("/admin/", follow=True)
    assert page.status_code == 200
    assert "may not open that page" in page.content.decode()


@pytest.mark.parametrize("path", ["/login", "/password/forgot", "/settings/api-keys", "/settings/password"])
def test_a_form_from_another_site_does_nothing(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    assert client.post(path, {}).status_code == 403


def test_pages_and_cookies_keep_to_themselves(client: Client) -> None:
    person()
    answer = sign_in(client)
    session = answer.cookies["sessionid"]
    assert (session["samesite"], session["httponly"]) == ("Strict", True)
    for path in ("/", "/login", "/settings/api-keys", "/settings/password", "/nothing-here"):
        page = client.get(path, headers={"Accept": "text/html"})
        assert "script-src 'self';" in page["Content-Security-Policy"]
        assert "unsafe" not in page["Content-Security-Policy"]
        assert page["Permissions-Policy"]
        assert page["Referrer-Policy"] == "same-origin"
        assert page["X-Frame-Options"] == "DENY"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"<script>|<style>| style=| on\w+=", page.content.decode())


@pytest.mark.parametrize("path", ["/login", "/settings/api-keys", "/settings/password", "/password/forgot"])
def test_no_cache_keeps_a_page_with_a_form(client: Client, path: str) -> None:
    client.force_login(person())
    assert "no-store" in client.get(path)["Cache-Control"]


def test_the_first_page_says_what_this_is_and_where_to_go(client: Client) -> None:
    person()
    page = client.get("/").content.decode()
    for shown in ('href="/login"', 'href="/redoc"', 'href="/docs"', 'href="/explore"'):
        assert shown in page
    assert "/signup" not in page

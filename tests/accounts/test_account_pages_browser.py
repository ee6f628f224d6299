"""The pages that guard an account, in a real Chromium: notices, keys with a new password, and waiting after guesses."""

import re

import pytest
import requests
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import links, services
from accounts.models import User
from tests.accounts.limiting import limited
from tests.accounts.people import PASSWORD, person, quick_passwords
from tests.accounts.people import sign_in as post_sign_in
from tests.browser import PHONE, chromium, context, needs_chromium, page

__all__ = ["chromium", "context", "limited", "page", "quick_passwords"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_passwords")]
NEW = "staple of another colour"
GUESSES_AT_ONCE = 10


@pytest.fixture(autouse=True)
def _public_url(settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def alice() -> User:
    return person()


def sign_in(page: Page, path: str = "/login", password: str = PASSWORD) -> None:
    page.goto(path)
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def choose_password(page: Page) -> None:
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password confirmation").fill(NEW)


def works(site: LiveServer, key: str) -> bool:
    answer = requests.get(f"{site.url}/api/v1/tasks", headers={"Authorization": f"Bearer {key}"}, timeout=10)
    return answer.ok


def test_notices_are_turned_off_and_stay_off(page: Page, alice: User) -> None:
    sign_in(page, "/settings/notices")
    kinds = [page.get_by_role("checkbox", name=name) for name in ("new API key", "new address", "new place")]
    for kind in kinds:
        expect(kind).to_be_checked()
    kinds[0].uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.reload()
    expect(kinds[0]).not_to_be_checked()
    expect(kinds[1]).to_be_checked()


@pytest.mark.parametrize("is_ticked", [True, False])
def test_a_change_of_password_revokes_the_keys_if_asked_to(
    page: Page, alice: User, live_server: LiveServer, is_ticked: bool
) -> None:
    key, _ = services.issue_key(user=alice, name="laptop")
    sign_in(page, "/settings/password")
    box = page.get_by_role("checkbox", name="Revoke my API keys too")
    expect(box).not_to_be_checked()
    box.set_checked(is_ticked)
    page.get_by_label("Old password").fill(PASSWORD)
    choose_password(page)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    assert works(live_server, key) is not is_ticked


@pytest.mark.parametrize("is_ticked", [True, False])
def test_a_reset_of_a_password_revokes_the_keys_unless_told_not_to(
    page: Page, alice: User, live_server: LiveServer, is_ticked: bool
) -> None:
    key, _ = services.issue_key(user=alice, name="laptop")
    page.goto(links.reset_url(alice))
    box = page.get_by_role("checkbox", name="Revoke my API keys too")
    expect(box).to_be_checked()
    box.set_checked(is_ticked)
    choose_password(page)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set")
    assert works(live_server, key) is not is_ticked


def test_who_guesses_is_told_to_wait_and_the_owners_browser_is_not(
    limited: Settings, page: Page, alice: User, chromium: Browser, live_server: LiveServer
) -> None:
    sign_in(page)
    expect(page).not_to_have_url(re.compile("/login"))
    for number in range(GUESSES_AT_ONCE + 1):
        post_sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), password="a guess")
    with chromium.new_context(base_url=live_server.url) as elsewhere:
        guesser = elsewhere.new_page()
        sign_in(guesser)
        expect(guesser.get_by_role("heading", name="Too many attempts")).to_be_visible()
        expect(guesser.get_by_text(re.compile(r"wait \d+ seconds"))).to_be_visible()
        guesser.get_by_role("link", name="Set a new password").click()
        guesser.wait_for_url("**/password/forgot")
    sign_in(page)
    expect(page).not_to_have_url(re.compile("/login"))


def test_an_operator_changes_the_password_inside_the_admin(page: Page) -> None:
    operator = person(role=User.Role.ADMIN)
    sign_in(page, "/admin/password_change/")
    page.get_by_label("Old password").fill("a guess")
    choose_password(page)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your old password was entered incorrectly")).to_be_visible()
    page.get_by_label("Old password").fill(PASSWORD)
    choose_password(page)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    operator.refresh_from_db()
    assert operator.check_password(NEW)


def test_every_setting_is_reached_from_the_navigation_of_a_phone(page: Page, alice: User) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "/settings/api-keys")
    for name, path in (("Password", "password"), ("Notices", "notices"), ("API keys", "api-keys")):
        link = page.get_by_role("navigation").get_by_role("link", name=name).first
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport()
        link.click()
        page.wait_for_url(f"**/settings/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

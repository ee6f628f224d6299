"""The pages in a real Chromium: by mouse and by keyboard, on a phone, without scripts, and from a mail."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import links, services
from accounts.models import User
from tests.accounts.people import PASSWORD, person, quick_passwords
from tests.browser import PHONE, chromium, context, needs_chromium, page
from tests.doubles.server import LocalServer, QuietHandler

__all__ = ["chromium", "context", "page", "quick_passwords"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_passwords")]


@pytest.fixture(autouse=True)
def _public_url(settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def alice() -> User:
    return person()


def sign_in(page: Page, path: str = "/login") -> None:
    page.goto(path)
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def status(site: LiveServer, key: str) -> int:
    answer = requests.get(f"{site.url}/api/v1/tasks", headers={"Authorization": f"Bearer {key}"}, timeout=10)
    return answer.status_code


def test_a_key_is_made_copied_used_and_revoked(page: Page, alice: User, live_server: LiveServer) -> None:
    sign_in(page, "/settings/api-keys")
    expect(page.get_by_text("You have none yet.")).to_be_visible()

    page.get_by_role("textbox", name="Name").fill("laptop")
    page.get_by_role("button", name="Make the key").click()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    key = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"sk_[\w-]{43}", key)
    assert status(live_server, key) == 200

    page.reload()
    expect(page.get_by_role("link", name=re.compile("^Revoke "))).to_have_count(1)
    assert key not in page.content()

    page.get_by_role("link", name="Revoke laptop").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_role("status")).to_contain_text("“laptop” is revoked")
    assert status(live_server, key) == 401

    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.goto("/settings/api-keys")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_everything_can_be_done_by_keyboard(page: Page, alice: User, live_server: LiveServer) -> None:
    page.goto("/login?next=/settings/api-keys")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type("alice@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/settings/api-keys")
    tab_to(page, "input[name=name]")
    page.keyboard.type("laptop")
    page.keyboard.press("Enter")
    key = page.locator("#new-key").inner_text()
    tab_to(page, "a[aria-label='Revoke laptop']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/revoke")
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    assert status(live_server, key) == 401


def tab_to(page: Page, selector: str) -> None:
    for _ in range(30):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
        page.keyboard.press("Tab")
    expect(page.locator(selector)).to_be_focused()


def test_without_scripts_only_the_copying_is_missing(chromium: Browser, alice: User, live_server: LiveServer) -> None:
    with chromium.new_context(java_script_enabled=False, base_url=live_server.url) as plain:
        page = plain.new_page()
        sign_in(page, "/settings/api-keys")
        page.get_by_role("textbox", name="Name").fill("laptop")
        page.get_by_role("button", name="Make the key").click()
        key = page.locator("#new-key").inner_text()
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
        page.get_by_role("link", name="Revoke laptop").click()
        page.get_by_role("button", name="Revoke it").click()
        expect(page.get_by_role("status")).to_be_visible()
        assert status(live_server, key) == 401


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_can_be_read_in_any_light(page: Page, alice: User, scheme: Any) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    services.issue_key(user=alice, name="a-name-without-any-place-to-break-it-" * 2)
    sign_in(page, "/settings/api-keys")
    page.wait_for_url("**/settings/api-keys")
    page.get_by_role("textbox", name="Name").fill("laptop")
    page.get_by_role("button", name="Make the key").click()
    expect(page.locator("#new-key")).to_be_visible()
    assert_fits_and_reads(page)
    for path in ("/", "/login", "/password/forgot", "/settings/password", "/settings/api-keys"):
        page.goto(path)
        assert_fits_and_reads(page)


def assert_fits_and_reads(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate(FAINT_TEXTS) == [], page.url


# Texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3).
FAINT_TEXTS = """() => {
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = rgb(color).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return rgb(color)[3] === 0 ? ground(element.parentElement) : color;
  };
  const contrast = (element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const speaks = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && speaks(element) && contrast(element) < 4.5)
    .map((element) => element.outerHTML);
}"""


@pytest.fixture
def mail_reader() -> Iterator["MailReader"]:
    with MailReader() as reader:
        yield reader


class MailReader(LocalServer):
    """A web mailer on another site than ours: its address is 127.0.0.1, the live server's is localhost."""

    def __init__(self) -> None:
        super().__init__(_Mail)
        self.link = ""


class _Mail(QuietHandler):
    server: MailReader

    def do_GET(self) -> None:
        body = f'<link rel="icon" href="data:,"><a href="{self.server.link}">the link</a>'.encode()
        self.answer(200, body, {"Content-Type": "text/html"})


def test_the_link_in_a_mail_works_although_cookies_are_strict(
    page: Page, alice: User, mail_reader: MailReader, live_server: LiveServer
) -> None:
    mail_reader.link = links.reset_url(alice)
    page.goto(mail_reader.url())
    page.get_by_role("link", name="the link").click()
    page.get_by_label("New password", exact=True).fill("staple of another colour")
    page.get_by_label("New password confirmation").fill("staple of another colour")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set")
    alice.refresh_from_db()
    assert alice.check_password("staple of another colour")


def test_the_admin_and_the_documentation_work_under_their_policies(page: Page, live_server: LiveServer) -> None:
    admin = person(role=User.Role.ADMIN)
    services.issue_key(user=admin, name="laptop")
    sign_in(page, "/admin/")
    for path in ("/admin/accounts/user/", f"/admin/accounts/user/{admin.pk}/change/", "/admin/accounts/apikey/"):
        page.goto(path)
        expect(page.get_by_text("alice@example.com").first).to_be_visible()
        assert page.evaluate("typeof Alpine") == "object"
    page.goto("/docs")
    expect(page.get_by_text("/auth/api-keys").first).to_be_visible()

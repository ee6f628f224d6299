"""The web application in a real Chromium: no barriers, by keyboard, without scripts, on a phone, light and dark."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.accounts.people import PASSWORD, person, quick_passwords
from tests.accounts.test_browser import assert_fits_and_reads, tab_to
from tests.browser import PHONE, chromium, context, needs_chromium, page
from tests.webapp import stage

__all__ = ["chromium", "context", "page", "quick_passwords"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_passwords")]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# The rules of WCAG 2.2 at level AA, and the good practices that axe-core knows.
RUN_AXE = """() => axe.run(document).then(found => found.violations.map(
  each => [each.id, each.nodes.map(node => node.html).slice(0, 3)]))"""
OF_STRANGERS = ("/", "/login", "/explore", "/password/forgot", "/nothing-here")
OF_PEOPLE = (
    *("/welcome", "/tasks", "/tasks/new", "/alerts", "/explore", "/settings", "/settings/channels"),
    *("/settings/channels/secret", "/settings/sent", "/settings/password", "/settings/notices", "/settings/api-keys"),
)
MOST_BYTES = 60_000


@pytest.fixture(autouse=True)
def _public_url(settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def alice() -> User:
    alice = person(time_zone="Europe/Berlin")
    stage.furnish(alice)
    return alice


def let_in(context: BrowserContext, user: User, site: LiveServer) -> None:
    """Give the browser a session, which another test types the password for."""
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])


@pytest.fixture
def watched(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser that lets the script of axe-core in, which the policy of the pages rightly keeps out."""
    with chromium.new_context(base_url=live_server.url, bypass_csp=True) as context:
        yield context


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_on_any_page(
    watched: BrowserContext, alice: User, live_server: LiveServer, scheme: str
) -> None:
    page = watched.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    task = alice.tasks.get(name="Lamp below 40 euros")
    found = {path: barriers(page, path) for path in OF_STRANGERS}
    let_in(watched, alice, live_server)
    found |= {path: barriers(page, path) for path in (*OF_PEOPLE, f"/tasks/{task.pk}", f"/tasks/{task.pk}/fork")}
    assert {path: what for path, what in found.items() if what} == {}


def test_axe_finds_no_barrier_in_the_first_start_nor_in_its_errors(watched: BrowserContext) -> None:
    page = watched.new_page()
    assert barriers(page, "/") == []
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []


def barriers(page: Page, path: str) -> object:
    page.goto(path)
    page.add_script_tag(path=AXE)
    return page.evaluate(RUN_AXE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_the_narrowest_phone_and_can_be_read(
    page: Page, context: BrowserContext, alice: User, live_server: LiveServer, scheme: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    let_in(context, alice, live_server)
    for path in OF_PEOPLE:
        page.goto(path)
        assert_fits_and_reads(page)


def test_the_menu_of_a_phone_opens_without_a_script(chromium: Browser, alice: User, live_server: LiveServer) -> None:
    with chromium.new_context(java_script_enabled=False, base_url=live_server.url, viewport=PHONE) as plain:
        let_in(plain, alice, live_server)
        page = plain.new_page()
        page.goto("/settings")
        expect(page.get_by_role("link", name="Explore")).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Explore").click()
        expect(page.get_by_role("heading", name="Explore")).to_be_visible()


def test_the_first_account_is_made_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Your email address")).to_be_focused()
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/welcome")
    expect(page.get_by_label("What do you want to know?")).to_be_focused()
    assert User.objects.get().is_staff


def test_the_first_account_is_made_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    with chromium.new_context(java_script_enabled=False, base_url=live_server.url) as plain:
        page = plain.new_page()
        page.goto("/")
        page.get_by_label("Your email address").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Time zone").select_option("Europe/Berlin")
        page.get_by_role("button", name="Make the account").click()
        expect(page.get_by_role("link", name="Tell me when the page")).to_be_visible()
    assert User.objects.get().time_zone == "Europe/Berlin"


def test_settings_are_changed_by_keyboard_and_say_so_in_german(
    page: Page, context: BrowserContext, alice: User, live_server: LiveServer
) -> None:
    let_in(context, alice, live_server)
    page.goto("/settings")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab_to(page, "#id_language")
    page.keyboard.type("Deutsch")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Gespeichert.")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_no_page_asks_another_host(page: Page, context: BrowserContext, alice: User, live_server: LiveServer) -> None:
    let_in(context, alice, live_server)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in OF_PEOPLE:
        page.goto(path)
    assert {url for url in asked if not url.startswith((live_server.url, "data:"))} == set()


def test_each_page_is_small(alice: User) -> None:
    """With its style and its scripts, as a browser gets them that has nothing yet."""
    browser = Client(headers={"accept-encoding": "gzip"})
    browser.force_login(alice)
    assert {path: size for path in OF_PEOPLE if not 0 < (size := weight(browser, path)) < MOST_BYTES} == {}


def weight(browser: Client, path: str) -> int:
    answer = browser.get(path)
    assert answer.status_code == 200
    page = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page))
    assert files
    return len(answer.content) + sum(len(b"".join(browser.get(file))) for file in files)

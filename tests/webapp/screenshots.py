"""Makes the pictures of the documents: `./script/screenshots`. No test, though pytest runs it for its fixtures."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core.env import BASE_DIR
from tests.accounts.people import PASSWORD, person, quick_passwords
from tests.browser import chromium, context
from tests.webapp import stage

__all__ = ["chromium", "context", "quick_passwords"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_passwords")]

# Milliseconds, for a machine that has much else to do.
PATIENCE = 120_000
IMAGES = BASE_DIR / "docs" / "images"
PREVIEW = BASE_DIR / "core" / "web" / "static" / "torale-preview.png"
PLACES = {
    "my-tasks": "/tasks",
    "new-task": "/tasks/new?wish=Tell+me+when+the+lamp+at+https://shop.example.com/lamp+is+below+40+euros",
    "alerts": "/alerts",
    "explore": "/explore",
    "settings": "/settings/channels",
    "sent": "/settings/sent",
    "keys": "/settings/api-keys",
    "welcome": "/welcome",
}
CARD = """<!doctype html><style>
body {{ margin: 0; width: 1200px; height: 630px; display: grid; align-content: center; gap: 28px; padding: 0 110px;
  box-sizing: border-box; background: #0f1413; color: #e7edeb; font-family: system-ui, sans-serif }}
svg {{ width: 132px; height: 132px }} h1 {{ margin: 0; font-size: 84px; letter-spacing: -0.02em }}
p {{ margin: 0; font-size: 38px; color: #9eaba7 }}
</style>{icon}<h1>Torale</h1><p>It watches the web, and tells you, once, when it has come true.</p>"""


@pytest.fixture
def alice(settings: Settings, live_server: LiveServer) -> User:
    settings.PUBLIC_URL = live_server.url
    alice = person(time_zone="Europe/Berlin")
    stage.furnish(alice)
    return alice


def sign_in(page: Page) -> None:
    page.goto("/login?next=/settings")
    page.locator("[name=username]").fill("alice@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_selector("nav.tabs")


def take(page: Page, name: str, path: str) -> None:
    stage.seem_running()
    page.goto(path)
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / f"{name}.png", full_page="phone" in name or name == "task")


@pytest.mark.parametrize(
    ("scheme", "width", "suffix"), [("light", 1280, ""), ("dark", 1280, "-dark"), ("light", 390, "-phone")]
)
def test_pages(chromium: Browser, live_server: LiveServer, alice: User, scheme: str, width: int, suffix: str) -> None:
    size = {"width": width, "height": 844 if suffix == "-phone" else 860}
    places = PLACES | {"task": f"/tasks/{alice.tasks.order_by('created_at', 'id').get(name='Lamp below 40 euros').pk}"}
    with chromium.new_context(base_url=live_server.url, viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]  # literals
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        sign_in(page)
        for name, path in places.items():
            take(page, f"{name}{suffix}", path)


def test_the_first_start(context: BrowserContext, settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url
    take(context.new_page(), "first-start", "/")


def test_the_preview_picture(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1200, "height": 630})
    icon = Path(BASE_DIR / "core" / "web" / "static" / "torale.svg").read_text()
    page.set_content(CARD.format(icon=icon))
    page.screenshot(path=PREVIEW)

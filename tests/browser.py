"""A real Chromium for tests of pages: `page` fixtures in modules that import from here.

Where there is no Chromium these tests are left out, and the run says so.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# Milliseconds; a busy machine takes its time over a page.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# Its network is as closed as that of the tests.
ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", "--disable-gpu"]


def find() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


needs_chromium = pytest.mark.skipif(
    find() is None,
    reason="no Chromium: put one on the PATH (on Debian and Ubuntu the package chromium), or name it in CHROMIUM",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ends with its module: Playwright's event loop must not be there for other tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # That loop runs nothing of Django's, whose ORM would still refuse to be called beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A fresh profile; its pages may read the clipboard, and know the site by its paths."""
    context = chromium.new_context(base_url=live_server.url, viewport=DESKTOP)
    context.set_default_timeout(PATIENCE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may go wrong in silence: what the browser complains of fails the test."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: _note(message, complaints))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    if complaints:
        pytest.fail("the browser complained:\n" + "\n".join(complaints))


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in ("error", "warning"):
        complaints.append(f"{message.text} ({message.location.get('url')})")

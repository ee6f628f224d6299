"""The first three minutes: from an empty database to a mail, in a browser and without a terminal."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import stack as stacks
from tests.accounts.people import PASSWORD
from tests.browser import PATIENCE, chromium, needs_chromium
from tests.doubles.pages import Page, Pages
from tests.doubles.smtp import MailServer
from tests.stack import Stack, wait_for

__all__ = ["chromium"]
pytestmark = [needs_chromium, pytest.mark.stack]
MOST_SECONDS = 180


@pytest.fixture
def empty(tmp_path: Path, prepared: Path, pages: Pages, mail: MailServer) -> Iterator[Stack]:
    """All of Torale, without an account and without a model."""
    with stacks.running(tmp_path, template=prepared) as stack:
        stack.environment = {
            "SEARCH_PROVIDER": "web",
            "GEMINI_API_KEY": "",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.settings['EMAIL_PORT']}",
            "TORALE_ALLOWED_PRIVATE_URLS": pages.url("/shop/"),
        }
        stack.start("web", "beat", "worker", "courier")
        stack.await_ready()
        yield stack


def test_the_first_three_minutes(empty: Stack, pages: Pages, mail: MailServer, chromium: Browser) -> None:
    pages["/shop/lamp"] = Page("<h1>Lamp</h1><p>The lamp is in stock.</p>")
    began = time.monotonic()
    with chromium.new_context(base_url=empty.url, locale="en-GB") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Your email address").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()

        page.get_by_label("What do you want to know?").fill(
            f"Tell me when the lamp at {pages.url('/shop/lamp')} is in stock"
        )
        page.get_by_role("button", name="Go on").click()
        create = page.get_by_role("button", name="Create the task")
        if not create.is_visible():
            page.get_by_role("button", name="Continue").click()
        create.click()

        letter = wait_for(lambda: mail.mails, "the mail", seconds=MOST_SECONDS)[-1]
        assert time.monotonic() - began < MOST_SECONDS
        assert letter["To"] == "ada@example.com"
        page.goto("/alerts")
        expect(page.get_by_role("link", name="Lamp is in stock")).to_be_visible()

"""The page that shows the API, in a browser: it dresses as the reader's screen does, and asks no other site."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, chromium, context, needs_chromium, page

__all__ = ["chromium", "context", "page"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Scheme = Literal["light", "dark"]
# The page, and the text on it.
COLOURS: dict[Scheme, tuple[str, str]] = {
    "light": ("rgba(0, 0, 0, 0)", "rgb(51, 51, 51)"),
    "dark": ("rgb(16, 21, 20)", "rgb(231, 237, 235)"),
}


def test_redoc_fits_every_screen_and_follows_one_that_turns_dark(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/redoc", wait_until="networkidle")
    for scheme, (behind, text) in COLOURS.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_css("background-color", behind)
        expect(page.get_by_role("heading", name="Create a task")).to_have_css("color", text)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate(OVERFLOW) == 0


def test_docs_load_without_a_request_that_the_policy_refuses(page: Page) -> None:
    """The fixture fails on each complaint of the browser, refused requests included."""
    page.goto("/docs", wait_until="networkidle")
    expect(page.get_by_text("/api/v1/tasks", exact=True).first).to_be_visible()

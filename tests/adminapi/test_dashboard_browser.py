"""The first page of the Django admin as operators have it open: it stays fresh, and leads to what is to be done."""

from datetime import timedelta
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tasks_app.models import Execution
from tasks_app.pipeline.errors import NetworkError, RateLimitError
from tasks_app.services import outcomes
from tests.adminapi.make import Platform, fail, fail_for_good
from tests.adminapi.test_admin_browser import OVERFLOW, signed_in
from tests.browser import DESKTOP, PHONE, chromium, context, needs_chromium, page
from tests.tasks_app.make import make_task, outcome, taken

__all__ = ["chromium", "context", "page", "signed_in"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]
FRESH = "/admin/dashboard/**"


def look_again(page: Page) -> None:
    """What the page does every ten seconds, at once."""
    with page.expect_response(FRESH):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen_and_loads_nothing_that_is_forbidden(
    signed_in: BrowserContext, page: Page, platform: Platform, scheme: Literal["light", "dark"]
) -> None:
    make_task(platform.owner, name="Un" * 40, search_query="long" * 60)
    page.emulate_media(color_scheme=scheme)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.goto("/admin/?hours=168", wait_until="networkidle")
        page.get_by_text("The numbers, hour by hour").click()
        assert page.evaluate(OVERFLOW) == 0
        bars = page.locator(".plot rect.failed")
        assert bars.first.evaluate("bar => getComputedStyle(bar).fill").startswith('url("#hatch")')


def test_an_error_is_found_retried_and_gone_in_three_clicks(signed_in: BrowserContext, page: Page, owner: User) -> None:
    task = make_task(owner, name="Concert", now=timezone.now())
    page.goto("/admin/")
    fail_for_good(task, NetworkError("The page did not answer."), at=timezone.now())
    look_again(page)

    page.get_by_role("link", name="NetworkError: Concert").click()
    page.get_by_role("link", name="Retry now").click()
    page.get_by_role("button", name="Yes, retry now").click()
    page.get_by_text("1 queued.").wait_for()

    retried = Execution.objects.get(status="pending")
    now = timezone.now()
    assert outcomes.record_outcome(claim=taken(retried, now=now), outcome=outcome(now=now), now=now)
    page.goto("/admin/")
    page.get_by_text("No error stands.").wait_for()
    assert page.get_by_text("NetworkError: Concert").count() == 0


def test_what_has_changed_is_replaced_and_the_reader_is_left_in_their_place(
    signed_in: BrowserContext, page: Page, platform: Platform
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/admin/")
    page.get_by_text("The numbers, hour by hour").click()
    page.locator("#numbers-rows").evaluate("box => box.scrollTop = 120")
    link = page.get_by_role("link", name="All schedules")
    link.scroll_into_view_if_needed()
    link.focus()
    before = _top_of(page, "#queues")
    then = timezone.now() - timedelta(minutes=5)
    task = make_task(platform.owner, name="Concert", search_query=platform.cron.search_query, now=then)

    fail(task, RateLimitError("Slow down."), at=timezone.now())
    look_again(page)

    page.get_by_role("link", name="RateLimitError: Concert").wait_for()
    page.locator("#late").get_by_text("Concert").wait_for()
    assert link.evaluate("link => link === document.activeElement")
    assert page.locator("#numbers").get_attribute("open") is not None
    assert page.locator("#numbers-rows").evaluate("box => box.scrollTop") == 120
    assert abs(_top_of(page, "#queues") - before) < 2


def test_it_says_when_it_cannot_be_refreshed_and_that_it_can_again(signed_in: BrowserContext, page: Page) -> None:
    page.goto("/admin/")
    said, cookies = page.get_by_role("status"), signed_in.cookies()
    page.route(FRESH, lambda route: route.fulfill(body="<p>A proxy's page</p>"))
    look_again(page)
    said.get_by_text("could not be refreshed: Torale answers 200").wait_for()
    page.unroute(FRESH)

    signed_in.clear_cookies()
    look_again(page)
    said.get_by_text("you are signed out").wait_for()

    signed_in.add_cookies(cookies)  # type: ignore[arg-type]
    look_again(page)
    page.wait_for_function("document.getElementById('trouble').textContent === ''")


def test_it_refreshes_by_itself_unless_it_is_paused(signed_in: BrowserContext, page: Page) -> None:
    page.clock.install()
    page.goto("/admin/")
    with page.expect_response(FRESH):
        page.clock.run_for(10_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Pause refreshing").press("Enter")
    page.clock.run_for(60_000)
    assert asked == []
    with page.expect_response(FRESH):
        page.get_by_role("button", name="Pause refreshing").press("Enter")


def test_the_keyboard_reaches_errors_and_tables(signed_in: BrowserContext, page: Page, platform: Platform) -> None:
    page.goto("/admin/")
    page.get_by_role("button", name="Pause refreshing").focus()
    reached = []
    for _ in range(45):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
    assert "TimeoutError: iPhone" in reached
    assert "The numbers, hour by hour (UTC)" in reached
    assert "worst-rows" in reached


def test_without_scripts_it_is_all_there(
    chromium: Browser, signed_in: BrowserContext, live_server: LiveServer, platform: Platform
) -> None:
    plain = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(signed_in.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto("/admin/")
    assert page.get_by_text("TimeoutError: iPhone").is_visible()
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    assert not page.get_by_role("button", name="Pause refreshing").is_visible()
    plain.close()


def _top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]

"""Tasks and alerts in a real Chromium: from nothing to a mail, live results, by keyboard and without scripts."""

import pytest
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from notifications import jobs as courier
from notifications.models import Notification
from tasks_app import jobs as worker
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tests.accounts.people import PASSWORD, person, quick_passwords
from tests.accounts.test_browser import assert_fits_and_reads, tab_to
from tests.browser import PHONE, chromium, context, needs_chromium, page
from tests.doubles.pages import Page as Document
from tests.doubles.pages import Pages
from tests.inquiring import apart, at_once
from tests.tasks_app.looking import pages, without_model
from tests.tasks_app.make import begin, make_task
from tests.tasks_app.test_overview import look
from tests.webapp import stage
from tests.webapp.test_browser import barriers, let_in, watched

__all__ = ["apart", "at_once", "chromium", "context", "page", "pages", "quick_passwords", "watched", "without_model"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_passwords")]
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(autouse=True)
def _public_url(settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def alice(context: BrowserContext, live_server: LiveServer) -> User:
    """Signed in."""
    alice = person()
    let_in(context, alice, live_server)
    return alice


@pytest.fixture
def shop(pages: Pages, without_model: None, at_once: None) -> Pages:
    """A shop whose camera is in stock; trials are worked on as they are asked for."""
    pages["/camera"] = Document("<h1>Camera</h1><p>The camera is in stock.</p>")
    return pages


def wish(shop: Pages) -> str:
    return f"Tell me when the camera at {shop.url('/camera')} is in stock"


def work() -> None:
    """Do what a worker would: the checks that wait, and the mails that they lead to."""
    for execution in Execution.objects.filter(status="pending"):
        worker.run_execution(str(execution.pk))
    for pending in Notification.objects.filter(status="pending"):
        courier.deliver(str(pending.pk))


def test_the_first_minutes_lead_from_nothing_to_a_mail(page: Page, shop: Pages) -> None:
    page.goto("/")
    page.get_by_label("Your email address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_label("What do you want to know?").fill(wish(shop))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Understood as")).to_be_visible()

    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#trial")).to_contain_text("Condition met")
    expect(page.locator("#trial blockquote")).to_contain_text("The camera is in stock.")

    page.get_by_role("button", name="Create the task").click()
    expect(page.locator("#live")).to_contain_text("Checking now")
    work()
    expect(page.locator("#live .headline")).to_contain_text("in stock")
    [sent] = mail.outbox
    assert sent.to == ["ada@example.com"]
    assert "in stock" in str(sent.subject)

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Alerts").click()
    expect(page.locator(".alert.unread")).to_have_count(1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".alert")).to_have_count(1)
    expect(page.locator(".alert.unread")).to_have_count(0)


def test_a_check_that_ends_while_its_page_is_open_shows_its_result(page: Page, alice: User) -> None:
    task = make_task(alice)
    page.goto(f"/tasks/{task.pk}")
    page.get_by_role("button", name="Check now").click()
    expect(page.locator("#live")).to_contain_text("Waiting for a free worker")
    Execution.objects.all().delete()
    look(task, Verdict.MET)
    expect(page.locator("#live")).to_contain_text("It is out.")
    expect(page.locator("#live")).not_to_contain_text("Checking now")


def test_a_hidden_page_asks_for_nothing(page: Page, alice: User) -> None:
    task = make_task(alice)
    begin(task)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => window.isHidden || false})")
    page.goto(f"/tasks/{task.pk}")
    with page.expect_request("**/live?*"):
        pass
    page.evaluate("window.isHidden = true")
    page.wait_for_timeout(300)
    asked.clear()
    page.wait_for_timeout(2500)
    assert asked == []


def test_several_tasks_are_ticked_and_paused(page: Page, alice: User) -> None:
    for number in range(3):
        make_task(alice, name=f"Task {number}")
    page.goto("/tasks")
    page.get_by_label("All on this page").check()
    page.get_by_label("Task 1").uncheck()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status")).to_have_text("2 tasks are paused.")
    assert {task.name: task.state for task in Task.objects.all()} == {
        "Task 0": "paused",
        "Task 1": "active",
        "Task 2": "paused",
    }
    page.get_by_role("searchbox", name="Search").fill("1")
    expect(page.locator(".task")).to_have_count(1)
    page.get_by_label("Task 1").check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".notice.success")).to_have_text("1 task is deleted.")


def test_a_task_is_made_tried_changed_and_deleted_without_scripts(
    chromium: Browser, live_server: LiveServer, shop: Pages
) -> None:
    with chromium.new_context(java_script_enabled=False, base_url=live_server.url) as plain:
        let_in(plain, person(), live_server)
        page = plain.new_page()
        page.goto("/tasks/new")
        page.get_by_label("What do you want to know?").fill(wish(shop))
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Name", exact=True).fill("Camera")
        page.get_by_role("button", name="Try it").click()
        expect(page.locator("#trial")).to_contain_text("Condition met")
        page.get_by_label("At an interval").check()
        page.get_by_label("Interval", exact=True).select_option("30")
        page.get_by_role("button", name="Create the task").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Camera")
        work()
        page.reload()
        expect(page.locator("#live .headline")).to_contain_text("in stock")
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Name", exact=True).fill("Other camera")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Other camera")
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_role("status")).to_have_text("“Other camera” is deleted.")


def test_a_task_is_made_by_keyboard_alone(page: Page, alice: User) -> None:
    page.goto("/tasks/new?form")
    tab_to(page, "#id_search_query")
    page.keyboard.type("Is https://shop.example.com/camera in stock?")
    tab_to(page, "#id_cadence_0")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Interval", exact=True)).to_be_visible()
    expect(page.locator("#next-times time")).to_have_count(3)
    tab_to(page, "button[value=create]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*-*")
    assert Task.objects.get().schedule == "0 */6 * * *"


def test_errors_are_said_at_their_fields(page: Page, alice: User) -> None:
    page.goto("/tasks/new?form")
    page.get_by_label("Name", exact=True).fill("Kept")
    page.get_by_label("By a cron expression").check()
    page.get_by_label("Cron expression", exact=True).fill("nonsense")
    page.get_by_label("Channels for this task alone").check()
    page.get_by_label("Email address").fill("nobody")
    page.get_by_role("button", name="Create the task").click()
    for field in ("What to look for", "Cron expression", "Email address"):
        expect(page.get_by_label(field, exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Kept")
    assert_fits_and_reads(page)


def test_whatever_is_typed_or_found_is_text(page: Page, alice: User) -> None:
    task = make_task(alice, name=HOSTILE, search_query=HOSTILE, condition_description=HOSTILE)
    look(task, Verdict.MET)
    Execution.objects.update(
        notification=HOSTILE, result={"answer": HOSTILE, "evidence": HOSTILE, "reasoning": HOSTILE}
    )
    parts = ("", "/checks", "/edit", "/delete", "/deliveries", "/fork")
    for path in ("/tasks", "/tasks?checks=table", "/alerts", *(f"/tasks/{task.pk}{part}" for part in parts)):
        page.goto(path)
        assert page.locator("main :is(script, img)").count() == 0, path
        assert not page.title().startswith("owned"), path
        assert_fits_and_reads(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_on_the_pages_of_a_task(
    watched: BrowserContext, live_server: LiveServer, scheme: str
) -> None:
    owner = person()
    stage.furnish(owner)
    let_in(watched, owner, live_server)
    page = watched.new_page()
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
    task = owner.tasks.get(name="Lamp below 40 euros")
    parts = ("/checks", "/edit", "/delete", "/deliveries")
    paths = ["/tasks?checks=table", "/tasks/new?form", "/alerts/feed", *(f"/tasks/{task.pk}{part}" for part in parts)]
    found = {}
    for path in paths:
        found[path] = barriers(page, path)
        assert_fits_and_reads(page)
    assert {path: what for path, what in found.items() if what} == {}

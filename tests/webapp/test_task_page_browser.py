"""The page of a task in a real Chromium: hostile text, a phone, any light, no scripts, and from a mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes, sharing
from tests.accounts.people import PASSWORD, person, quick_passwords
from tests.accounts.test_browser import MailReader, assert_fits_and_reads, mail_reader
from tests.browser import PHONE, chromium, context, needs_chromium, page
from tests.tasks_app.make import begin, make_task, outcome, taken

__all__ = ["chromium", "context", "mail_reader", "page", "quick_passwords"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_passwords")]

HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "</textarea></title></style><a href='javascript:document.title=1'>{{ 7|add:7 }}"
    "\u202egnp.exe \u2066<b>bold</b> " + "averyverylongwordwithoutanybreak" * 8
)
ANSWER = (
    "Apple has announced that the next iPhone is released on Friday, 19 September. Orders begin a week before.\n"
    "The announcement names all models and their prices."
)


@pytest.fixture(autouse=True)
def _public_url(settings: Settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def alice() -> User:
    return person()


@pytest.fixture
def task(alice: User) -> Task:
    """A public task that has been looked at for two days."""
    task = make_task(alice, name="iPhone Release Monitor", channels=ChannelConfigs(email=alice.email))
    start = timezone.now() - timedelta(days=2)
    for number in range(24):
        verdict = {11: Verdict.INCONCLUSIVE, 23: Verdict.MET}.get(number, Verdict.NOT_MET)
        execute(task, verdict, after=timedelta(hours=2 * number), start=start, seconds=2 + number % 5)
    now = timezone.now()
    outcomes.record_failure(
        claim=taken(begin(task, now=now), now=now), error=errors.ConfigurationError("Bad key"), now=now
    )
    Execution.objects.filter(condition_met=True).update(
        notification="The next iPhone is released on 19 September.",
        result={"answer": ANSWER, "reasoning": "Apple's own announcement names the date."},
        grounding_sources=[{"uri": "https://www.apple.com/newsroom/", "title": "Newsroom"}],
    )
    return sharing.set_visibility(owner=alice, task_id=task.pk, is_public=True, now=now)


def execute(task: Task, verdict: Verdict, *, after: timedelta, start: Any, seconds: float) -> None:
    now = start + after
    claim = taken(begin(task, now=now), now=now)
    outcomes.record_outcome(claim=claim, outcome=outcome(verdict, now=now), now=now + timedelta(seconds=seconds))


def sign_in(page: Page, password: str = PASSWORD, email: str = "alice@example.com") -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_anybody_reads_a_public_task_and_its_timeline(page: Page, task: Task) -> None:
    page.goto(f"/tasks/{task.pk}")
    expect(page.get_by_role("heading", level=1)).to_have_text("iPhone Release Monitor")
    expect(page.get_by_role("img", name="How long")).to_be_visible()
    expect(page.get_by_text("The last 25: 1 condition met, 22 not met, 1 could not tell, 1 failed")).to_be_visible()
    expect(page.get_by_text("The next iPhone is released on 19 September.")).to_be_visible()
    source = page.get_by_role("link", name="Newsroom").first
    expect(source).to_have_attribute("rel", "noopener nofollow ugc")


@pytest.mark.parametrize("whose", ["nobody", "owner"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_and_can_be_read_in_any_light(page: Page, task: Task, scheme: Any, whose: str) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    if whose == "owner":
        page.goto("/login")
        sign_in(page)
        page.wait_for_url("**/tasks")
    page.goto(f"/tasks/{task.pk}")
    for summary in page.get_by_text("What was found").all():
        summary.click()
    assert_fits_and_reads(page)
    if whose == "owner":
        page.goto(f"/tasks/{task.pk}/fork")
        assert_fits_and_reads(page)


def test_whatever_a_model_or_a_page_says_is_text(page: Page, task: Task) -> None:
    Task.objects.update(name=HOSTILE[:200], search_query=HOSTILE, condition_description=HOSTILE[::-1])
    Execution.objects.update(
        notification=HOSTILE,
        result={"answer": HOSTILE, "reasoning": HOSTILE},
        grounding_sources=[
            {"uri": "javascript:document.title='owned'", "title": HOSTILE},
            {"uri": "https://a.example/\"onmouseover=\"document.title='owned'", "title": HOSTILE},
            {"uri": "data:text/html,<script>alert(1)</script>", "title": ""},
        ],
    )
    page.set_viewport_size(PHONE)
    page.goto(f"/tasks/{task.pk}")
    assert_fits_and_reads(page)
    assert page.title().startswith("<script>")
    assert page.locator("main :is(script, img, b, textarea)").count() == 0
    links = page.locator("main a").evaluate_all("all => all.map(one => one.href)")
    assert links
    assert all(link.startswith(("http://localhost", "https://a.example/")) for link in links)
    assert page.locator("main [onmouseover], main [onerror], main [style]").count() == 0


def test_a_fork_is_made_by_who_signs_in_without_scripts(chromium: Browser, task: Task, live_server: LiveServer) -> None:
    person("charlie@example.com")
    with chromium.new_context(java_script_enabled=False, base_url=live_server.url) as plain:
        page = plain.new_page()
        page.goto(f"/tasks/{task.pk}")
        page.get_by_role("link", name="Copy").click()
        sign_in(page, email="charlie@example.com")
        page.get_by_label("Name of the copy").fill("Mine")
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mine")
        expect(page.get_by_role("status")).to_contain_text("private, and paused")


def test_an_owner_who_comes_from_a_mail_sees_the_private_task(
    page: Page, task: Task, mail_reader: MailReader, live_server: LiveServer
) -> None:
    Task.objects.update(is_public=False)
    mail_reader.link = f"{live_server.url}/tasks/{task.pk}"
    page.goto(mail_reader.url())
    page.get_by_role("link", name="the link").click()
    sign_in(page)
    expect(page.get_by_text("Only you see this")).to_be_visible()

    page.goto(mail_reader.url())
    page.get_by_role("link", name="the link").click()
    expect(page.get_by_text("Only you see this")).to_be_visible()


STYLE = "<style>.chip { color: rgb(1, 2, 3); }</style>"
SUGGESTIONS = f"{STYLE}<div><a class='chip' href='https://www.google.com/'>next iphone</a></div>"


def test_search_suggestions_are_shown_with_their_own_style(page: Page, task: Task) -> None:
    found = outcome(Verdict.MET, now=timezone.now(), search_suggestions=SUGGESTIONS)
    outcomes.record_outcome(claim=taken(begin(task, now=timezone.now())), outcome=found, now=timezone.now())
    page.goto(f"/tasks/{task.pk}")
    chip = page.frame_locator(".card > iframe").get_by_role("link", name="next iphone")
    expect(chip).to_be_visible()
    expect(chip).to_have_css("color", "rgb(1, 2, 3)")


def test_search_suggestions_can_run_nothing(context: BrowserContext, task: Task) -> None:
    hostile = (
        "<script>top.document.title='owned'</script><img src=x onerror=\"parent.document.title='owned'\">"
        "<iframe src='https://evil.example'></iframe><form action='https://evil.example'><button>x</button></form>owned?"
    )
    found = outcome(Verdict.MET, now=timezone.now(), search_suggestions=hostile)
    outcomes.record_outcome(claim=taken(begin(task, now=timezone.now())), outcome=found, now=timezone.now())
    page = context.new_page()
    page.goto(f"/tasks/{task.pk}")
    expect(page.frame_locator(".card > iframe").get_by_text("owned?")).to_be_visible()
    expect(page).to_have_title("iPhone Release Monitor · Torale")

"""Pages of the Django admin in a real browser: wide, on a phone, light and dark, and nothing that it complains of."""

from typing import Literal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tests.adminapi.rows import make
from tests.browser import PHONE, chromium, context, needs_chromium, page

__all__ = ["chromium", "context", "page"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def signed_in(context: BrowserContext, live_server: LiveServer, client: Client, admin: User) -> BrowserContext:
    client.force_login(admin)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context


@pytest.fixture
def paths(db: None) -> list[str]:
    execution, (task,) = make(Execution, 3)[0], make(Task, 1)
    make(Notification, 2)
    lists = ("tasks_app/task", "tasks_app/execution", "notifications/notification", "adminapi/auditentry")
    return [
        *(f"/admin/{name}/" for name in lists),
        f"/admin/tasks_app/execution/{execution.pk}/change/",
        f"/admin/tasks_app/task/{task.pk}/pause/",
        "/admin/mails/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_load_nothing_that_is_forbidden(
    signed_in: BrowserContext, page: Page, paths: list[str], scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in paths:
        page.set_viewport_size(PHONE)
        answer = page.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200
        assert page.evaluate(OVERFLOW) == 0, path


def test_mails_are_shown_as_their_readers_see_them(signed_in: BrowserContext, page: Page) -> None:
    page.goto("/admin/mails/")
    mail = page.frame_locator("iframe").first
    mail.get_by_text("Apple's own page names the day.").wait_for()
    assert page.locator("iframe").first.bounding_box()["height"] > 500  # type: ignore[index]


def test_an_operator_pauses_a_task_with_the_keyboard(signed_in: BrowserContext, page: Page, db: None) -> None:
    (task,) = make(Task, 1)
    page.goto(f"/admin/tasks_app/task/{task.pk}/change/")
    page.get_by_role("link", name="Pause").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, pause").focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 paused.").wait_for()
    assert Task.objects.get().state == "paused"

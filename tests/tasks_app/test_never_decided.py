"""What is never judged here does not fail: it keeps its cadence, and its owner is told once. And what is told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tasks_app.services.outcomes import NEVER_DECIDED
from tests.doubles.pages import Page, Pages
from tests.tasks_app.looking import Watched, pages, watched, without_model

__all__ = ["pages", "watched", "without_model"]
pytestmark = pytest.mark.usefixtures("without_model")
CHALLENGE = Page(
    "<title>Just a moment...</title><p>Verify you are human. This needs to review the security of your connection.</p>"
)


def widget(text: str) -> Page:
    return Page(f"<title>Widget</title><main><h1>Widget 3000</h1><p>{text}</p></main>")


def pause(execution: Any) -> timedelta:
    wanted = datetime.fromisoformat(execution["result"]["next_run"])
    return wanted - datetime.fromisoformat(execution["started_at"])


def test_a_task_that_is_never_judged_keeps_its_cadence_and_its_owner_is_told_once(
    pages: Pages, watched: Watched
) -> None:
    pages["/w"] = widget("Blue, and heavier than it looks.")
    watched.create(pages.url("/w"), "The makers sound proud of the widget")
    began = timezone.now()
    for hours in (0, 1, 2, 3, 25, 26, 50, 80):
        with time_machine.travel(began + timedelta(hours=hours)):
            execution = watched.look()
            assert (execution["status"], execution["condition_met"]) == ("success", None)
            assert timedelta(minutes=59) < pause(execution) < timedelta(minutes=71)
        assert watched.told == (["task.failing"] if hours > 24 else [])
    assert watched.sent[0]["data"]["execution"]["notification"] == NEVER_DECIDED
    assert watched.client.get(watched.path).json()["state"] == "active"


def test_another_question_is_not_told_of_for_looks_at_the_one_before(pages: Pages, watched: Watched) -> None:
    pages["/w"] = widget("If it is in stock, we send it today")
    watched.create(pages.url("/w"), 'The page says "in stock"')
    began = timezone.now()
    for hours in (0, 1, 2):
        with time_machine.travel(began + timedelta(hours=hours)):
            watched.look()
    with time_machine.travel(began + timedelta(hours=25)):
        change = {"condition_description": "The makers sound proud of the widget"}
        assert watched.client.put(watched.path, change, format="json").status_code == 200
        watched.look()

    assert watched.told == []


def test_a_second_question_that_is_never_judged_is_told_of_as_the_first_was(pages: Pages, watched: Watched) -> None:
    pages["/w"] = widget("Blue, and heavier than it looks.")
    watched.create(pages.url("/w"), "The makers sound proud of the widget")
    began = timezone.now()
    for hours in (0, 1, 2, 25, 26):
        with time_machine.travel(began + timedelta(hours=hours)):
            watched.look()
    assert watched.told == ["task.failing"]

    with time_machine.travel(began + timedelta(hours=30)):
        change = {"condition_description": "The widget looks better than last year's"}
        assert watched.client.put(watched.path, change, format="json").status_code == 200
    for hours in (31, 32, 33, 56, 57):
        with time_machine.travel(began + timedelta(hours=hours)):
            watched.look()

    assert watched.told == ["task.failing"] * 2


def test_what_may_be_decided_later_is_looked_at_sooner(pages: Pages, watched: Watched) -> None:
    pages["/w"] = widget("If it is in stock, we send it today")
    watched.create(pages.url("/w"), 'The page says "in stock"')

    execution = watched.look()

    assert execution["condition_met"] is None
    assert pause(execution) < timedelta(minutes=61)


@pytest.mark.parametrize("between", [CHALLENGE, Page("", status=404), widget("If it is in stock, we send it today")])
def test_met_then_unreadable_then_met_tells_once(pages: Pages, watched: Watched, between: Page) -> None:
    pages["/w"] = widget("In stock")
    watched.create(pages.url("/w"), 'The page says "in stock"')
    assert watched.look()["condition_met"] is True
    pages["/w"] = between
    assert watched.look()["condition_met"] is None
    pages["/w"] = widget("In stock")
    assert watched.look()["condition_met"] is True

    assert watched.told == ["task.condition_met"]


def test_met_then_gone_then_met_tells_twice(pages: Pages, watched: Watched) -> None:
    pages["/w"] = widget("In stock")
    watched.create(pages.url("/w"), 'The page says "in stock"')
    for text, is_met in (("In stock", True), ("Sold out", False), ("In stock", True)):
        pages["/w"] = widget(text)
        assert watched.look()["condition_met"] is is_met

    assert watched.told == ["task.condition_met"] * 2

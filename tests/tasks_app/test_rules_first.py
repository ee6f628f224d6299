"""Rules in front of a model: an exact verdict costs no tokens, and the model judges the rest."""

import pytest

from tests.doubles.gemini import GeminiDouble, judgement
from tests.doubles.pages import Page, Pages
from tests.tasks_app.looking import Watched, gemini, pages, watched

__all__ = ["gemini", "pages", "watched"]
IN_STOCK = 'The page says "in stock"'


def shop(text: str) -> Page:
    return Page(f"<title>Widget</title><main><h1>Widget 3000</h1><p>{text}</p></main>")


@pytest.mark.parametrize(
    ("text", "is_met", "told"), [("In stock", True, ["task.condition_met"]), ("Sold out", False, [])]
)
def test_an_exact_verdict_is_given_by_rules_and_the_model_is_asked_nothing(
    gemini: GeminiDouble, pages: Pages, watched: Watched, text: str, is_met: bool, told: list[str]
) -> None:
    pages["/w"] = shop(text)
    watched.create(f"Is the widget back? {pages.url('/w')}", IN_STOCK)

    execution = watched.look()

    result = execution["result"]
    assert (execution["status"], execution["condition_met"]) == ("success", is_met)
    assert (result["provider"], result["model"], result["usage"]["total_tokens"]) == ("rules", "rules", 0)
    assert [source["url"] for source in result["sources"]] == [pages.url("/w")]
    assert gemini.requests == []
    assert watched.told == told


def test_a_statement_in_free_words_goes_to_the_model(gemini: GeminiDouble, pages: Pages, watched: Watched) -> None:
    pages["/w"] = shop("In stock")
    watched.create(f"How is the widget? {pages.url('/w')}", "The makers sound proud of the widget")

    result = watched.look()["result"]

    assert (result["provider"], result["usage"]["total_tokens"]) == ("gemini", 560)
    assert len(gemini.requests) == 2
    assert pages.asked == []


def test_a_condition_that_names_no_page_goes_to_the_model(gemini: GeminiDouble, watched: Watched) -> None:
    watched.create("Is the widget back?", IN_STOCK)

    assert watched.look()["result"]["provider"] == "gemini"


@pytest.mark.parametrize(
    "page",
    [
        Page("", status=404),
        Page("Sold out", status=503),
        Page("<script>go()</script>"),
        Page("<title>Just a moment...</title><p>Checking your browser before accessing the shop.</p>", status=403),
    ],
)
def test_a_page_that_cannot_be_read_goes_to_the_model(
    gemini: GeminiDouble, pages: Pages, watched: Watched, page: Page
) -> None:
    gemini.evaluations = [judgement("met")]
    pages["/w"] = page
    watched.create(f"Is the widget back? {pages.url('/w')}", IN_STOCK)

    execution = watched.look()

    assert (execution["status"], execution["condition_met"]) == ("success", True)
    assert (execution["result"]["provider"], len(gemini.requests)) == ("gemini", 2)
    assert pages.asked


def test_one_page_of_two_that_cannot_be_read_is_no_absence(
    gemini: GeminiDouble, pages: Pages, watched: Watched
) -> None:
    pages["/1"] = shop("Sold out")
    watched.create(f"{pages.url('/1')} {pages.url('/gone')}", IN_STOCK)

    assert watched.look()["result"]["provider"] == "gemini"


def test_what_rules_leave_open_goes_to_the_model(gemini: GeminiDouble, pages: Pages, watched: Watched) -> None:
    pages["/w"] = shop("If it is in stock, we send it today")
    watched.create(f"Is the widget back? {pages.url('/w')}", IN_STOCK)

    assert watched.look()["result"]["provider"] == "gemini"


def test_a_change_is_judged_by_rules_from_the_second_look_on(
    gemini: GeminiDouble, pages: Pages, watched: Watched
) -> None:
    pages["/w"] = shop("Open from ten to six.")
    watched.create(f"Does it change? {pages.url('/w')}", "The page changes")

    watched.look()
    assert watched.told == []
    pages["/w"] = shop("Open from nine to five.")
    gemini.requests.clear()
    execution = watched.look()

    assert (execution["condition_met"], execution["result"]["provider"]) == (True, "rules")
    assert gemini.requests == []
    assert watched.told == ["task.condition_met"]


def test_a_task_that_rules_and_model_judge_in_turn_tells_once(
    gemini: GeminiDouble, pages: Pages, watched: Watched
) -> None:
    gemini.evaluations = [judgement("met", new_finding=False)]
    pages["/w"] = shop("In stock")
    watched.create(f"Is the widget back? {pages.url('/w')}", IN_STOCK)

    by = [watched.look()["result"]["provider"]]
    pages["/w"] = Page("", status=503)
    by.append(watched.look()["result"]["provider"])
    pages["/w"] = shop("In stock")
    by.append(watched.look()["result"]["provider"])

    assert by == ["rules", "gemini", "rules"]
    assert watched.told == ["task.condition_met"]

"""The last look of a task: the baseline of changes, shown to nobody, and gone with its question or its task."""

import json

import pytest
from rest_framework.test import APIClient

from tasks_app.models import LastLook, Task
from tests.doubles.pages import Page, Pages
from tests.tasks_app.looking import Watched, pages, watched, without_model

__all__ = ["pages", "watched", "without_model"]
pytestmark = pytest.mark.usefixtures("without_model")
BEFORE, AFTER = "Open on weekdays from ten to six.", "Open on weekends from nine to five."


def museum(text: str) -> Page:
    return Page(f"<title>Museum</title><main><h1>Museum of Tides</h1><p>{text}</p></main>")


@pytest.fixture
def changing(pages: Pages, watched: Watched) -> Watched:
    """A task for changes, after its first look."""
    pages["/m"] = museum(BEFORE)
    watched.create(f"Does it change? {pages.url('/m')}", "The page changes")
    assert watched.look()["condition_met"] is not True
    return watched


def test_the_first_look_tells_nothing_and_a_change_is_told_once(pages: Pages, changing: Watched) -> None:
    assert changing.look()["condition_met"] is False
    assert changing.told == []

    pages["/m"] = museum(AFTER)
    execution = changing.look()

    assert execution["condition_met"] is True
    assert AFTER in execution["notification"]
    assert changing.look()["condition_met"] is False
    assert changing.told == ["task.condition_met"]


def test_a_second_change_is_told_too(pages: Pages, changing: Watched) -> None:
    for text in (AFTER, "Closed until the spring."):
        pages["/m"] = museum(text)
        assert changing.look()["condition_met"] is True

    assert changing.told == ["task.condition_met"] * 2


def test_a_look_that_fails_keeps_the_baseline(pages: Pages, changing: Watched) -> None:
    pages["/m"] = Page("", status=404)
    assert changing.look()["status"] == "failed"
    pages["/m"] = museum(BEFORE)
    assert changing.look()["condition_met"] is False
    pages["/m"] = museum(AFTER)
    assert changing.look()["condition_met"] is True


@pytest.mark.parametrize("field", ["search_query", "condition_description"])
def test_another_question_has_a_baseline_of_its_own(pages: Pages, changing: Watched, field: str) -> None:
    changed = {"search_query": f"Is it new? {pages.url('/m')}", "condition_description": "The text of the page changes"}
    answer = changing.client.put(changing.path, {field: changed[field]}, format="json")
    assert answer.status_code == 200, answer.content
    pages["/m"] = museum(AFTER)

    assert changing.look()["condition_met"] is not True
    assert changing.told == []
    pages["/m"] = museum(BEFORE)
    assert changing.look()["condition_met"] is True


def test_a_change_of_the_name_keeps_the_baseline(pages: Pages, changing: Watched) -> None:
    changing.client.put(changing.path, {"name": "Tides"}, format="json")
    pages["/m"] = museum(AFTER)

    assert changing.look()["condition_met"] is True


def test_no_answer_shows_it(changing: Watched, as_nobody: APIClient) -> None:
    kept = LastLook.objects.get(task_id=changing.id)
    [line, *_] = next(iter(kept.look["pages"].values()))["lines"]
    changing.client.patch(f"{changing.path}/visibility", {"is_public": True}, format="json")
    ways = ("", "/executions", "/notifications")
    answers = [changing.client.get(f"{changing.path}{way}") for way in ways]
    answers += [as_nobody.get(f"/api/v1/public/tasks/id/{changing.id}"), as_nobody.get(f"/tasks/{changing.id}")]

    for answer in answers:
        assert answer.status_code == 200, answer.content
        assert line not in answer.content.decode()
        assert "last_look" not in answer.content.decode()


def test_it_is_deleted_with_its_task(changing: Watched) -> None:
    assert LastLook.objects.count() == 1

    assert changing.client.delete(changing.path).status_code in {200, 204}

    assert (Task.objects.count(), LastLook.objects.count()) == (0, 0)


def test_a_look_too_large_to_keep_is_no_look(pages: Pages, changing: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks_app.services.looks.LARGEST", 10)
    pages["/m"] = museum(AFTER)
    changing.look()

    assert json.dumps(LastLook.objects.get().look) == "{}"
    assert changing.look()["condition_met"] is not True
    assert changing.told == ["task.condition_met"]

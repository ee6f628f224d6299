"""`condition_understood` and `hint`: told before anything is judged, in the same words by each way that tells them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tasks_app.services.understanding import NAME_A_PAGE, NEEDS_MODEL
from tests.doubles.gemini import GeminiDouble
from tests.inquiring import DraftingProvider, apart, at_once, provider
from tests.tasks_app.looking import TASKS, gemini, without_model

__all__ = ["apart", "at_once", "gemini", "provider", "without_model"]
SHOP = "https://shop.example/lamp"
FREE = "The makers sound proud of the lamp"
# The query, the condition, how it is understood, and what would help without a model.
TOLD = [
    (f"Look at {SHOP}", 'The page says "in stock"', "the page says “in stock”", None),
    ("Is the lamp back?", 'The page says "in stock"', "the page says “in stock”", NAME_A_PAGE),
    (f"Look at {SHOP}", FREE, None, NEEDS_MODEL),
    ("How is the lamp?", FREE, None, NEEDS_MODEL),
    (f"Look at {SHOP}", "The page changes", "the page changes", None),
]


def told(answer: Any) -> tuple[str | None, str | None]:
    assert answer.status_code == 200, answer.content
    return answer.json()["condition_understood"], answer.json()["hint"]


def asked(query: str, condition: str) -> dict[str, str]:
    return {"search_query": query, "condition_description": condition}


def by_each_way(client: APIClient, query: str, condition: str) -> set[tuple[str | None, str | None]]:
    """Create a task, change another one to it, and preview it."""
    other = client.post(TASKS, {"search_query": "Is it so?"}, format="json").json()
    return {
        told(client.post(TASKS, asked(query, condition), format="json")),
        told(client.put(f"{TASKS}/{other['id']}", asked(query, condition), format="json")),
        told(client.post(f"{TASKS}/preview", asked(query, condition), format="json")),
    }


@pytest.mark.parametrize(("query", "condition", "understood", "hint"), TOLD)
@pytest.mark.usefixtures("without_model", "provider", "at_once")
def test_without_a_model_each_way_tells_what_would_help(
    as_owner: APIClient, query: str, condition: str, understood: str | None, hint: str | None
) -> None:
    assert by_each_way(as_owner, query, condition) == {(understood, hint)}


@pytest.mark.parametrize(("query", "condition", "understood"), [case[:3] for case in TOLD])
@pytest.mark.usefixtures("gemini", "provider", "at_once")
def test_with_a_model_nothing_needs_help(
    as_owner: APIClient, query: str, condition: str, understood: str | None
) -> None:
    assert by_each_way(as_owner, query, condition) == {(understood, None)}


@pytest.mark.usefixtures("without_model")
def test_a_task_without_a_condition_is_understood_by_its_query(as_owner: APIClient) -> None:
    answer = as_owner.post(TASKS, {"search_query": f"Tell me when the page {SHOP} changes"}, format="json")

    understood, hint = told(answer)
    assert understood is not None
    assert hint is None


@pytest.mark.usefixtures("without_model")
@pytest.mark.parametrize(
    ("prompt", "condition", "understood", "hint"),
    [
        (f"Tell me when I can finally grab the lamp at {SHOP}", None, True, None),
        (f"Tell me when the lamp is back in stock at {SHOP}", None, True, None),
        ("Tell me when the lamp is back in stock", "The lamp is back in stock", True, NAME_A_PAGE),
        ("Tell me when the makers sound proud of the lamp", FREE, False, NEEDS_MODEL),
    ],
)
def test_a_suggestion_is_understood_where_the_wish_can_be(
    as_owner: APIClient, prompt: str, condition: str | None, understood: bool, hint: str | None
) -> None:
    answer = as_owner.post(f"{TASKS}/suggest", {"prompt": prompt}, format="json")

    is_understood, helping = told(answer)
    assert (is_understood is not None, helping) == (understood, hint)
    suggested = answer.json()
    assert condition in {None, suggested["condition_description"]}
    created = as_owner.post(TASKS, asked(suggested["search_query"], suggested["condition_description"]), format="json")
    assert told(created) == (is_understood, helping)


@pytest.mark.usefixtures("at_once")
def test_a_suggestion_of_a_model_says_how_it_is_understood(
    as_owner: APIClient, gemini: GeminiDouble, provider: DraftingProvider
) -> None:
    answer = as_owner.post(f"{TASKS}/suggest", {"prompt": "Watch it"}, format="json")

    assert told(answer) == (None, None)


@pytest.mark.usefixtures("without_model")
def test_a_read_of_a_task_says_nothing_of_it(as_owner: APIClient) -> None:
    created = as_owner.post(TASKS, asked(f"Look at {SHOP}", FREE), format="json").json()
    read = as_owner.get(f"{TASKS}/{created['id']}").json()

    assert set(created) - set(read) >= {"condition_understood", "hint"}

"""Previews and suggestions on real processes: a worker answers while the request waits, and nobody else waits."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests

from tests.doubles.gemini import GeminiDouble, drafted, grounded, judgement
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.stack
QUESTION = {"search_query": "When is the next iPhone being released?"}


def post(stack: Stack, name: str, body: object, key: str | None = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}" if key else str(stack.session.headers["Authorization"])}
    return requests.post(f"{stack.url}/api/v1/tasks/{name}", json=body, headers=headers, timeout=70)


@pytest.fixture
def hurried(stack: Stack) -> Iterator[Stack]:
    """A web server with two places, and little patience."""
    usual = dict(stack.environment)
    stack.environment |= {"TORALE_PREVIEW_DEADLINE": "15", "TORALE_MAX_PREVIEWS": "2"}
    restart_web(stack)
    yield stack
    stack.environment = usual
    restart_web(stack)


def restart_web(stack: Stack) -> None:
    stack.end("web")
    stack.start("web")
    await_web(stack)


def await_web(stack: Stack) -> None:
    wait_for(lambda: answers(stack), f"{stack.url}/readyz", seconds=60)


def answers(stack: Stack) -> bool:
    try:
        return requests.get(f"{stack.url}/readyz", timeout=5).ok
    except requests.RequestException:
        return False


def start_courier(stack: Stack) -> None:
    """It, and no worker for executions: previews do not wait behind those."""
    stack.start("courier")
    await_web(stack)
    wait_for(lambda: post(stack, "suggest", {"prompt": "Tell me"}).ok, "the courier", seconds=90)


def test_a_worker_answers_while_the_request_waits(stack: Stack, gemini: GeminiDouble) -> None:
    start_courier(stack)
    gemini.searches = [replace(grounded("It comes on 9 September."), delay=1.0)]
    gemini.evaluations = [judgement("met", inferred_condition="Apple has announced a date")]
    gemini.drafts = [drafted(name="Radar")]
    before = stack.call("GET", "")

    previewed, suggested = post(stack, "preview", QUESTION), post(stack, "suggest", {"prompt": "Tell me of the iPhone"})

    assert previewed.json()["condition_met"] is True
    assert previewed.json()["inferred_condition"] == "Apple has announced a date"
    assert suggested.json()["name"] == "Radar"
    assert stack.call("GET", "") == before


def test_a_worker_that_is_killed_and_a_full_house_are_told_in_time(hurried: Stack, gemini: GeminiDouble) -> None:
    stack = hurried
    bob, carol = (stack.manage("create_api_key", f"{name}@example.com") for name in ("bob", "carol"))
    start_courier(stack)
    gemini.searches = [replace(grounded(), delay=30.0)]
    with ThreadPoolExecutor(2) as threads:
        begun = time.monotonic()
        waiting = [threads.submit(post, stack, "preview", QUESTION, key) for key in (None, bob)]
        wait_for(lambda: sum(asked.is_search for asked in gemini.requests) == 2, "both at the search service")

        again, third = post(stack, "preview", QUESTION), post(stack, "preview", QUESTION, carol)
        stack.call("GET", "")
        stack.kill("courier")

        assert (again.status_code, third.status_code) == (429, 503)
        assert again.headers["Retry-After"]
        assert time.monotonic() - begun < 15, "others had to wait"
        assert [answer.result().status_code for answer in waiting] == [504, 504]
    assert 15 <= time.monotonic() - begun < 28

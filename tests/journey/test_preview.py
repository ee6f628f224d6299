"""Previews and suggestions on real processes: a worker answers while the request waits, and nobody else waits."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.doubles.gemini import GeminiDouble, drafted, grounded, judgement
from tests.stack import Stack, wait_for

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]
QUESTION = {"search_query": "When is the next iPhone being released?"}


def post(stack: Stack, name: str, body: object, key: str | None = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}" if key else str(stack.session.headers["Authorization"])}
    return requests.post(f"{stack.url}/api/v1/tasks/{name}", json=body, headers=headers, timeout=70)


def start(stack: Stack) -> None:
    """Without a worker for executions: previews do not wait behind them."""
    stack.start("web", "courier")
    wait_for(lambda: _answers(stack), f"{stack.url}/readyz")
    wait_for(lambda: "ready" in stack.log("courier"), "the courier")


def _answers(stack: Stack) -> bool:
    try:
        return requests.get(f"{stack.url}/readyz", timeout=5).ok
    except requests.RequestException:
        return False


def test_a_worker_answers_while_the_request_waits(stack: Stack, gemini: GeminiDouble) -> None:
    start(stack)
    gemini.searches = [grounded("It comes on 9 September.", delay=1.0)]
    gemini.evaluations = [judgement("met", inferred_condition="Apple has announced a date")]
    gemini.drafts = [drafted(name="Radar")]
    before = stack.call("GET", "")

    previewed, suggested = post(stack, "preview", QUESTION), post(stack, "suggest", {"prompt": "Tell me of the iPhone"})

    assert previewed.json()["condition_met"] is True
    assert previewed.json()["inferred_condition"] == "Apple has announced a date"
    assert suggested.json()["name"] == "Radar"
    assert stack.call("GET", "") == before


def test_a_worker_that_is_killed_and_a_full_house_are_told_in_time(stack: Stack, gemini: GeminiDouble) -> None:
    stack.environment |= {"TORALE_PREVIEW_DEADLINE": "6", "TORALE_MAX_PREVIEWS": "2"}
    bob, carol = (stack.manage("create_api_key", f"{name}@example.com") for name in ("bob", "carol"))
    start(stack)
    gemini.searches = [grounded(delay=30)]
    with ThreadPoolExecutor(2) as threads:
        begun = time.monotonic()
        waiting = [threads.submit(post, stack, "preview", QUESTION, key) for key in (None, bob)]
        wait_for(lambda: len(gemini.requests) == 2, "both at the search service")

        again, third = post(stack, "preview", QUESTION), post(stack, "preview", QUESTION, carol)
        stack.call("GET", "")
        stack.kill("courier")

        assert (again.status_code, third.status_code) == (429, 503)
        assert again.headers["Retry-After"]
        assert time.monotonic() - begun < 6, "others had to wait"
        assert [answer.result().status_code for answer in waiting] == [504, 504]
    assert time.monotonic() - begun < 10
    assert post(stack, "preview", QUESTION, carol).status_code == 504, "no place has become free"

"""The main job, end to end, on real parts: create, beat, worker, provider, mail and webhook, executions API."""

import json
import time
from dataclasses import replace
from datetime import datetime

import pytest
from standardwebhooks import Webhook as Verifier

from tests.doubles.gemini import GeminiDouble, grounded, judgement
from tests.doubles.pages import Page, Pages
from tests.doubles.receiver import Receiver
from tests.doubles.smtp import MailServer
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.stack
WORKERS = ("worker", "courier")
WITHOUT_A_KEY = {"SEARCH_PROVIDER": "web", "GEMINI_API_KEY": ""}
ALICE = {"type": "email", "address": "alice@example.com"}


def secret_of(stack: Stack, email: str) -> str:
    look = f"from notifications.models import SigningSecret as S; print(S.objects.get(owner__email='{email}').secret)"
    return stack.manage("shell", "--no-imports", "-c", look)


def test_with_gemini_a_new_task_runs_by_itself_and_its_owner_is_told(
    stack: Stack, gemini: GeminiDouble, receiver: Receiver, mail: MailServer
) -> None:
    stack.start(*WORKERS)
    stack.await_ready()
    gemini.searches = [grounded("It will be released on 9 September, says Apple.", queries=["iphone release date"])]
    gemini.evaluations = [judgement("met", notification="The next iPhone comes on 9 September.")]
    created = time.time()

    task_id = stack.create_task(
        search_query="When is the next iPhone being released?",
        condition_description="A specific date has been announced",
        notifications=[ALICE, {"type": "webhook", "url": receiver.url("/hook/"), "headers": {"X-Custom": "value"}}],
    )
    execution = stack.ended(task_id, seconds=90)

    assert 55 < datetime.fromisoformat(execution["started_at"]).timestamp() - created < 80
    assert (execution["trigger"], execution["condition_met"], execution["retry_count"]) == ("schedule", True, 0)
    assert execution["notification"] == "The next iPhone comes on 9 September."
    assert execution["grounding_sources"] == [
        {
            "uri": "https://news.example.com/article",
            "title": "example.com",
            "url": "https://news.example.com/article",
        }
    ]
    assert execution["result"]["search_queries"] == ["iphone release date"]
    assert execution["result"]["usage"]["total_tokens"] == 560
    assert [asked.is_search for asked in gemini.requests] == [True, False]

    [hook] = receiver.wait_for(1, timeout=20)
    Verifier(secret_of(stack, "alice@example.com")).verify(hook.body, {k.lower(): v for k, v in hook.headers.items()})
    assert hook.headers["X-Custom"] == "value"
    body = json.loads(hook.body)
    assert body["type"] == "task.condition_met"
    assert body["data"]["execution"]["id"] == execution["id"]

    [letter] = wait_for(lambda: mail.mails, "the email")
    assert letter["To"] == "alice@example.com"
    assert "The next iPhone comes on 9 September." in letter["Subject"]
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "https://news.example.com/article" in text.get_content()
    assert "https://news.example.com/article" in html.get_content()

    task = stack.call("GET", f"/{task_id}")
    assert task["last_execution_id"] == execution["id"]
    assert task["last_known_state"]["evidence"] == "“It is so” (example.com)"
    assert datetime.fromisoformat(task["next_run"]).timestamp() > time.time()
    assert stack.call("GET", f"/{task_id}/notifications") == [execution]


def test_without_a_key_a_page_is_watched_until_it_changes(
    stack: Stack, pages: Pages, receiver: Receiver, mail: MailServer
) -> None:
    stack.environment |= WITHOUT_A_KEY
    pages["/shop/"] = Page("<h1>Console</h1><p>The console is sold out. Come back another day.</p>")
    stack.start(*WORKERS)
    stack.await_ready()

    task_id = stack.create_task(
        search_query=f"Is the console in stock at {pages.url('/shop/')}?",
        condition_description='The page says "in stock"',
        notifications=[{"type": "webhook", "url": receiver.url("/hook/"), "method": "PUT"}],
        run_immediately=True,
    )
    execution = stack.ended(task_id)
    assert (execution["condition_met"], execution["notification"]) == (False, None)

    pages["/shop/"] = Page("<h1>Console</h1><p>The console is in stock again.</p>")
    stack.call("POST", f"/{task_id}/execute")
    execution = wait_for(lambda: stack.ended(task_id) if len(stack.executions(task_id)) == 2 else None, "the second")
    assert execution["condition_met"] is True
    assert "in stock again" in execution["result"]["evidence"]
    [hook] = receiver.wait_for(1, timeout=20)
    assert hook.method == "PUT"
    stack.call("POST", f"/{task_id}/execute")
    wait_for(lambda: len(stack.executions(task_id)) == 3 and stack.ended(task_id), "the third")
    time.sleep(1)
    assert len(receiver.requests) == 1, "the same finding was told again"


def test_an_execution_whose_worker_is_killed_ends_once_by_another_and_is_told_once(
    stack: Stack, gemini: GeminiDouble, receiver: Receiver
) -> None:
    stack.environment["TORALE_EXECUTION_LEASE"] = "4"
    stack.start(*WORKERS)
    stack.await_ready()
    gemini.searches, gemini.evaluations = [replace(grounded(), delay=30.0), grounded()], [judgement("met")]
    task_id = stack.create_task(
        search_query="Is it so?", state="paused", notifications=[{"type": "webhook", "url": receiver.url("/hook/")}]
    )
    stack.call("POST", f"/{task_id}/execute")
    wait_for(lambda: gemini.requests, "the search to begin")

    stack.kill("worker")
    stack.start("worker")

    execution = stack.ended(task_id, seconds=40)
    assert (execution["retry_count"], execution["condition_met"]) == (1, True)
    assert len(stack.executions(task_id)) == 1
    receiver.wait_for(1, timeout=20)
    time.sleep(2)
    assert len(receiver.requests) == 1

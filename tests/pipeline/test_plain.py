"""Plain rules for wishes: English as people write it."""

import doctest
import time

import pytest

from tasks_app.conditions import understand
from tasks_app.pipeline import wishes, wording
from tasks_app.pipeline.cadence import cron, hearing
from tasks_app.pipeline.plain import draft
from tasks_app.pipeline.types import Draft, Wish
from tasks_app.pipeline.wording import condition_of

TASK = Draft("iPhone", "When is it released?", "A date is announced", email="old@example.com", paused=False)


@pytest.mark.parametrize("module", [cron, hearing, wording, wishes])
def test_the_examples_in_the_rules_hold(module: object) -> None:
    tested = doctest.testmod(module)  # type: ignore[arg-type]
    assert (tested.failed, tested.attempted > 0) == (0, True)


@pytest.mark.parametrize(
    ("prompt", "name", "query", "condition"),
    [
        (
            "When is the next iPhone being released?",
            "Release date of the next iPhone",
            "When is the next iPhone being released?",
            "The release date of the next iPhone is announced",
        ),
        (
            "when the PS5 is back in stock at https://shop.example/ps5",
            "PS5 is back in stock",
            "Is the PS5 back in stock at https://shop.example/ps5?",
            "The PS5 is back in stock at https://shop.example/ps5",
        ),
        (
            "Let me know when registration for the Fen run opens",
            "Registration for the Fen run open",
            "Is registration for the Fen run open?",
            "Registration for the Fen run is open",
        ),
        (
            "Tell me when https://example.com/jobs changes",
            "Changes at example.com",
            "What has changed at https://example.com/jobs?",
            "The page changes",
        ),
        (
            "Tell me when a new episode of Low Tide comes out at https://pod.example/feed.xml",
            "New episode of Low Tide",
            "Is there a new episode of Low Tide at https://pod.example/feed.xml?",
            "A new episode of Low Tide appears",
        ),
        (
            "Tell me when tickets for the Fen Choir go on sale",
            "Tickets for the Fen Choir on sale",
            "When do tickets for the Fen Choir go on sale?",
            "Tickets for the Fen Choir can be bought",
        ),
        ("When it is out", "It is out", "Is it out?", "It is out"),
        (
            "Let me know if Apple releases a new iPhone, please",
            "Apple releases a new iPhone",
            "Is it true that Apple releases a new iPhone?",
            "Apple releases a new iPhone",
        ),
        (
            "Watch https://shop.example/ps5 and tell me as soon as the price drops below 300.",
            "Price drops below 300",
            "Is it true that the price drops below 300 at https://shop.example/ps5?",
            "The price drops below 300",
        ),
        (
            "If the moon landing has been delayed, let me know.",
            "Moon landing has been delayed",
            "Has the moon landing been delayed?",
            "The moon landing has been delayed",
        ),
        (
            "Monitor iPhone 17 rumours",
            "iPhone 17 rumours",
            "What is new about iPhone 17 rumours?",
            "There is something new about iPhone 17 rumours",
        ),
        (
            "Alert me when the daily deal is open and check daily",
            "Daily deal is open",
            "Is the daily deal open?",
            "The daily deal is open",
        ),
    ],
)
def test_a_sentence_becomes_a_question_and_a_condition(prompt: str, name: str, query: str, condition: str) -> None:
    made = draft(Wish(prompt))
    assert (made.name, made.search_query, made.condition) == (name, query, condition)


@pytest.mark.parametrize(
    "prompt",
    [
        "When is the next iPhone being released?",
        "Tell me when the PS6 gets a release date",
        "When will the museum reopen?",
        "Tell me when the price of the Orion 3 at https://shop.example/o drops below 300 euros",
        "when the PS5 is back in stock",
        "when registration for the Fen run opens",
        "when this page changes: https://example.com/jobs",
        "Tell me when there is a new episode of Low Tide",
        "Tell me when version 4.0 of Trellico is released",
        "Has Python 3.15 been released?",
        "PS5 back in stock",
    ],
)
def test_the_drafts_of_common_wishes_are_understood_without_a_model(prompt: str) -> None:
    assert understand(draft(Wish(prompt)).condition) is not None


@pytest.mark.parametrize(
    ("prompt", "cron"),
    [
        ("every day at 9 tell me if it rains", "0 9 * * *"),
        ("tell me each Friday at 18:30 whether it rains", "30 18 * * 5"),
        ("weekly at 12 am tell me if it rains", "0 0 * * 1"),
        ("tell me if it rains on weekdays at 7:05 pm", "5 19 * * 1-5"),
        ("check every morning whether it rains", "0 8 * * *"),
        ("hourly, tell me if it rains", "0 * * * *"),
        ("every 15 minutes tell me if it rains", "*/15 * * * *"),
        ("monthly tell me if it rains", "0 9 1 * *"),
        ("tell me if the show is on Monday", None),
        ("tell me when the daily deal is open", None),
    ],
)
def test_times_become_cron(prompt: str, cron: str | None) -> None:
    assert draft(Wish(prompt)).schedule == cron


@pytest.mark.parametrize(
    ("prompt", "email", "webhook"),
    [
        ("mail me at a@example.com when it is out", "a@example.com", None),
        ("when it is out, send an email to a@example.com", "a@example.com", None),
        ("tell me when it is out, and use the webhook https://h.example/x.", None, "https://h.example/x"),
        ("tell me when https://shop.example/x is open", None, None),
        ("tell me when bob@example.com is gone from https://shop.example", None, None),
        ("tell me when it is out, mail joe.o'neil@example.com", "joe.o'neil@example.com", None),
        ("tell me when it is out and email jörg@bücher.example.", "jörg@bücher.example", None),
        ("mail me at 用户@例子.测试 when it is out", "用户@例子.测试", None),
    ],
)
def test_only_what_is_named_for_being_told_becomes_a_channel(
    prompt: str, email: str | None, webhook: str | None
) -> None:
    made = draft(Wish(prompt))
    assert (made.email, made.webhook) == (email, webhook)


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("rename to New name, pause it", {"name": "New name", "paused": True}),
        ("call it 'Foo bar' and check every 6 hours", {"name": "Foo bar", "schedule": "0 */6 * * *"}),
        ("don't email me; use the webhook https://h.example/a", {"email": None, "webhook": "https://h.example/a"}),
        ("tell me when the shop resumes sales", {"condition": "The shop resumes sales"}),
        ("change the query to: what does it cost?", {"search_query": "what does it cost?"}),
        ("set the condition to it costs nothing", {"condition": "It costs nothing"}),
        ("go on", {"paused": False}),
        ("hm", {}),
    ],
)
def test_a_change_is_what_is_said_and_no_more(prompt: str, changes: dict[str, str]) -> None:
    kept = {"schedule": None, "webhook": None}
    expected = {**{name: getattr(TASK, name) for name in Draft.__dataclass_fields__}, **kept, **changes}
    assert draft(Wish(prompt, TASK)) == Draft(**expected)


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("Has Apple announced a date?", "Apple has announced a date"),
        ("Is there a new version of it?", "There is a new version of it"),
        ("Is the limited edition available?", "The limited edition is available"),
        ("Will the show be renewed?", "The show will be renewed"),
        ("What is the price of it?", "What is the price of it?"),
        ("?", "?"),
    ],
)
def test_a_question_becomes_what_would_answer_it(question: str, condition: str) -> None:
    assert condition_of(question) == condition


@pytest.mark.parametrize(
    "piece", ["a", ",", "and ", "b.", "x@", "post ", "every ", "is ", "tell me ", "https://", "call it ", "'", "if "]
)
@pytest.mark.parametrize("current", [None, TASK])
def test_no_sentence_takes_long(piece: str, current: Draft | None) -> None:
    begun = time.process_time()
    draft(Wish((piece * 2000)[:2000], current))
    condition_of((piece * 2000)[:2000])
    assert time.process_time() - begun < 0.5

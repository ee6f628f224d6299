import json
from datetime import UTC, datetime

import pytest

from notifications.messages import SUBJECT_LENGTH, Event, Message
from tests.notifications.make import make_message


@pytest.mark.parametrize("message", [make_message(), make_message(next_run=None, confidence=None, sources=())])
def test_a_message_survives_the_outbox(message: Message) -> None:
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message


def test_a_subject_is_one_short_line() -> None:
    subject = make_message(task_name="a\r\nBcc: eve@example.com", text="b\x00\t\u2028c" + "d" * 500).subject()
    assert subject.startswith("a Bcc: eve@example.com: b c")
    assert len(subject) == SUBJECT_LENGTH
    assert subject.isprintable()


@pytest.mark.parametrize(
    ("name", "text", "subject"),
    [
        ("iPhone", "The iPhone is out.", "The iPhone is out."),
        ("Phone", "The iPhone is out.", "Phone: The iPhone is out."),
        ("PS5", "In stock at https://www.shop.example/ps5?id=1.", "PS5: In stock at shop.example."),
        ("https://shop.example/ps5", "In stock.", "shop.example: In stock."),
    ],
)
def test_a_subject_holds_no_address_and_the_name_once(name: str, text: str, subject: str) -> None:
    assert make_message(task_name=name, text=text).subject() == subject


@pytest.mark.parametrize("event", [Event.FAILING, Event.RECOVERED])
def test_a_subject_says_which_task_fails_or_has_recovered(event: Event) -> None:
    assert make_message(event=event).subject().startswith("iPhone: ")


def test_a_webhook_body_has_the_documented_shape() -> None:
    message = make_message(occurred_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    body = message.webhook_body()
    assert (body["type"], body["timestamp"]) == ("task.condition_met", "2026-03-01T12:00:00Z")
    assert set(body["data"]) == {"task", "execution", "result"}
    assert body["data"]["task"]["id"] == str(message.task_id)
    assert body["data"]["execution"] == {
        "id": str(message.execution_id),
        "condition_met": True,
        "notification": message.text,
    }
    assert body["data"]["result"]["grounding_sources"][0] == {
        "uri": "https://www.apple.com/newsroom/",
        "title": "Apple Newsroom",
        "url": "https://www.apple.com/newsroom/",
    }


def test_a_long_answer_is_cut_in_a_webhook_body() -> None:
    assert len(json.dumps(make_message(answer="long " * 10_000).webhook_body())) < 20_000

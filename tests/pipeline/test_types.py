import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.pipeline import errors
from tasks_app.pipeline.decide import decide
from tasks_app.pipeline.types import Deadline, Known, Outcome, Usage, Verdict, parse_time
from tests.pipeline.make import NOW, evaluation, findings, known, question


def outcome(verdict: Verdict = Verdict.MET, **changes: Any) -> Outcome:
    judged = evaluation(verdict, **changes)
    return Outcome(findings=findings(), evaluation=judged, decision=decide(question(), findings(), judged))


def test_a_result_holds_what_is_documented() -> None:
    assert outcome().result() == {
        "answer": "On the 9th of September.",
        "reasoning": "Apple says so.",
        "evidence": "“9th of September” (apple.example)",
        "confidence": 90,
        "sources": [{"url": "https://apple.example/news", "title": "apple.example"}],
        "search_queries": ["next iphone release date"],
        "search_suggestions": None,
        "unread": [],
        "next_run": "2026-03-03T12:34:00Z",
        "next_run_reason": "An event is expected.",
        "provider": "double",
        "model": "double-1",
        "usage": {
            "prompt_tokens": 400,
            "tool_tokens": 0,
            "answer_tokens": 0,
            "thought_tokens": 0,
            "total_tokens": 0,
            "search_queries": 1,
            "requests": 2,
        },
    }


def test_a_finished_matter_has_no_next_run() -> None:
    assert outcome(finished=True).result()["next_run"] is None


def test_sources_repeat_their_address() -> None:
    assert outcome().grounding_sources() == [
        {"uri": "https://apple.example/news", "title": "apple.example", "url": "https://apple.example/news"}
    ]


@pytest.mark.parametrize(
    ("verdict", "met"), [(Verdict.MET, True), (Verdict.NOT_MET, False), (Verdict.INCONCLUSIVE, None)]
)
def test_a_condition_is_met_not_met_or_unknown(verdict: Verdict, met: bool | None) -> None:
    assert outcome(verdict).condition_met is met


def test_usage_adds_up_count_by_count() -> None:
    one = Usage(1, 2, 3, 4, 5, 6, 7)
    assert one + one + Usage() == Usage(2, 4, 6, 8, 10, 12, 14)


@pytest.mark.parametrize("met", [True, False, None])
def test_what_is_known_is_stored_and_read_back(met: bool | None) -> None:
    assert Known.from_json(known(met=met).to_json()) == known(met=met)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["condition_met", "as_of", "x"]) | st.text(), inner)
    ),
)


@given(json_values)
def test_a_foreign_record_is_read_as_nothing_known_or_as_something_usable(data: object) -> None:
    read = Known.from_json(data)
    assert read is None or Known.from_json(read.to_json()) == read


def test_a_record_with_only_a_time_is_usable() -> None:
    assert Known.from_json({"as_of": "2026-03-01T12:34:00Z", "condition_met": "yes"}) == Known(None, "", "", NOW)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-01T12:34:00Z", NOW),
        ("2026-03-01T14:34:00+02:00", NOW),
        (NOW.astimezone(timezone(timedelta(hours=5))), NOW),
        ("2026-03-01T12:34:00", None),
        (NOW.replace(tzinfo=None), None),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), None),
        ("tomorrow", None),
        (1767225600, None),
        (None, None),
    ],
)
def test_a_time_needs_a_zone(value: object, moment: datetime | None) -> None:
    read = parse_time(value)
    assert read == moment
    assert read is None or read.tzinfo is UTC


def test_a_deadline_says_what_remains_and_then_raises() -> None:
    assert 9 < Deadline.after(10).remaining() <= 10
    with pytest.raises(errors.TimeoutError):
        Deadline(ends_at=time.monotonic()).remaining()


def test_values_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        outcome().findings.text = "else"  # type: ignore[misc]
    assert replace(findings(), text="else").text == "else"

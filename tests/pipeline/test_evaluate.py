import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tasks_app.pipeline import errors
from tasks_app.pipeline.evaluate import SCHEMA, Reply, evaluate
from tasks_app.pipeline.prompts import Prompt
from tasks_app.pipeline.types import Evaluation, Usage, Verdict
from tests.pipeline.make import findings, question

FITTING: dict[str, Any] = {
    "reasoning": "Because.",
    "evidence": "“It is so”",
    "verdict": "met",
    "confidence": 80,
    "answer": "Yes.",
    "new_finding": True,
    "notification": "It is so.",
    "next_run": "2026-03-05T10:00:00+02:00",
    "next_run_reason": "An event.",
    "finished": False,
}


class Model:
    """Writes what it is given to say, and keeps what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[Prompt] = []

    def __call__(self, prompt: Prompt) -> Reply:
        self.asked.append(prompt)
        return Reply(text=self.texts.pop(0), usage=Usage(prompt_tokens=10, requests=1))


def evaluated(model: Model) -> Evaluation:
    return evaluate(question(), findings(), ask=model)


def fitting(**changes: Any) -> str:
    return json.dumps(FITTING | changes)


def test_an_answer_that_fits_is_an_evaluation() -> None:
    model = Model(fitting())
    assert evaluated(model) == Evaluation(
        verdict=Verdict.MET,
        answer="Yes.",
        reasoning="Because.",
        evidence="“It is so”",
        confidence=80,
        notification="It is so.",
        new_finding=True,
        next_run=datetime(2026, 3, 5, 8, 0, tzinfo=UTC),
        next_run_reason="An event.",
        finished=False,
        usage=Usage(prompt_tokens=10, requests=1),
    )
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "unfit",
    [
        "",
        "not JSON",
        "```json\n{}\n```",
        "[]",
        "null",
        "[" * 5000,
        fitting()[:-20],
        fitting(verdict="maybe"),
        fitting(verdict=True),
        fitting(confidence=101),
        fitting(confidence=-1),
        fitting(confidence="80"),
        fitting(confidence=None),
        fitting(confidence=93.5),
        fitting(confidence=True),
        fitting().replace("80", "9" * 5000),
        f"{fitting()}\n{fitting(verdict='not_met')}",
        f"```json\n{fitting(confidence=400)}\n```",
        fitting(finished="false"),
        fitting(new_finding=1),
        fitting(answer="  "),
        fitting(answer=None),
        fitting(evidence=["a"]),
        fitting(next_run=5),
        json.dumps({name: value for name, value in FITTING.items() if name != "verdict"}),
        json.dumps({name: value for name, value in FITTING.items() if name != "finished"}),
    ],
)
def test_an_answer_that_does_not_fit_is_repaired_once(unfit: str) -> None:
    model = Model(unfit, fitting(verdict="not_met"))
    repaired = evaluated(model)
    assert repaired.verdict is Verdict.NOT_MET
    assert repaired.usage == Usage(prompt_tokens=20, requests=2)
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    "wrapped",
    [
        fitting(confidence=80.0),
        "\ufeff" + fitting(),
        f"```json\n{fitting()}\n```",
        f"```\n{fitting()}",
        f"Here is the JSON requested:\n{fitting()}",
        f"By the schema {{verdict, answer}} it is: {fitting()}",
        f"{fitting()}\n\nLet me know if {{anything}} is missing.",
        f"{fitting()}\n{fitting()}",
        f"[{fitting()}]",
        fitting()[:-1] + ",}",
        f"```json\n{fitting()[:-1]},\n}}\n```",
    ],
)
def test_an_answer_is_read_from_what_models_put_around_it(wrapped: str) -> None:
    model = Model(wrapped)
    assert evaluated(model) == evaluated(Model(fitting()))
    assert len(model.asked) == 1


def test_a_raw_line_break_in_a_string_is_kept() -> None:
    assert evaluated(Model(fitting(answer="One@Two").replace("@", "\n"))).answer == "One\nTwo"


@pytest.mark.parametrize("piece", ["{", '{"a":', "[{", '{"a":1}', "```json{", '"}{"'])
def test_no_answer_takes_long_to_read(piece: str) -> None:
    begun = time.process_time()
    with pytest.raises(errors.ValidationError):
        evaluated(Model(piece * 40_000, piece * 40_000))
    assert time.process_time() - begun < 4


def test_a_misfit_in_a_fence_is_told_by_its_field() -> None:
    model = Model(f"```json\n{fitting(confidence=400)}\n```", fitting())
    evaluated(model)
    assert json.loads(model.asked[1].data)["problem"] == "confidence: Input should be less than or equal to 100"


def test_a_repair_is_told_what_was_wrong_and_where() -> None:
    model = Model(fitting(confidence=400), fitting())
    evaluated(model)
    data = json.loads(model.asked[1].data)
    assert data["problem"] == "confidence: Input should be less than or equal to 100"
    assert data["rejected"] == fitting(confidence=400)


def test_an_answer_that_does_not_fit_after_its_repair_is_a_validation_error() -> None:
    model = Model("nonsense", "nonsense", fitting())
    with pytest.raises(errors.ValidationError) as caught:
        evaluated(model)
    assert len(model.asked) == 2
    assert "nonsense" not in str(caught.value)


@pytest.mark.parametrize("odd", ["soon", "2026-03-05T10:00:00", "9999-12-31T23:59:59-14:00", "0000-00-00", None])
def test_an_odd_next_run_is_none_and_no_reason_to_reject_the_rest(odd: str | None) -> None:
    assert evaluated(Model(fitting(next_run=odd))).next_run is None


def test_what_cannot_be_stored_is_taken_out_of_an_evaluation() -> None:
    judged = evaluated(Model(fitting(answer="a\x00b\x1bc", evidence="x" * 100_000)))
    assert judged.answer == "abc"
    assert len(judged.evidence) == 4000


def test_an_empty_notification_is_none() -> None:
    assert evaluated(Model(fitting(notification=" "))).notification is None


def test_the_schema_asks_for_every_field_and_for_reasons_before_the_verdict() -> None:
    assert SCHEMA["required"] == list(SCHEMA["properties"]) == list(FITTING)
    assert SCHEMA["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


def test_a_task_without_a_name_is_given_one_with_the_verdict() -> None:
    model = Model(fitting(name="  The next\niPhone "))
    assert evaluate(question(is_unnamed=True), findings(), ask=model).name == "The next iPhone"
    assert "`name`" in model.asked[0].instructions


def test_a_name_is_neither_asked_for_nor_taken_where_there_is_one() -> None:
    model = Model(fitting(name="Another name"))
    assert evaluated(model).name is None
    assert "`name`" not in model.asked[0].instructions


@pytest.mark.parametrize("name", [{}, {"name": " "}])
def test_a_verdict_without_a_name_is_taken(name: dict[str, str]) -> None:
    made = evaluate(question(is_unnamed=True), findings(), ask=Model(fitting(**name)))
    assert (made.verdict, made.name) == (Verdict.MET, None)

"""What a page supposes, denies, plans, asks, repeats or says of something else never meets a condition."""

from datetime import date
from pathlib import Path

import pytest

from tasks_app.conditions import judge, understand
from tasks_app.pipeline.types import Verdict
from tests.conditions.pages import page

LINES = Path(__file__).with_name("never_met.txt").read_text().splitlines()
CASES = [tuple(part.strip() for part in line.split("|", 2)) for line in LINES if line and not line.startswith("#")]
TODAY = date(2026, 12, 1)


@pytest.mark.parametrize("today", [TODAY, None], ids=["with a clock", "without one"])
def test_no_doubtful_text_meets_a_condition(today: date | None) -> None:
    met = [
        (condition, texts)
        for name, condition, texts in CASES
        if judge(
            understand(condition), condition, (page(name, *texts.split(" ++ ")),), is_complete=True, today=today
        ).judgement.verdict
        is Verdict.MET
    ]
    assert len(CASES) > 250
    assert not met

"""Labelled pages that were written before the rules saw them: right or silent, never wrong."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from bench.judgement.grades import of_verdict
from tasks_app import documents
from tasks_app.conditions import judge, understand

FOLDER = Path(__file__).with_name("labelled")
CASES: list[dict[str, Any]] = [json.loads(line) for line in (FOLDER / "pages.jsonl").read_text().splitlines()]
TODAY, URL = date(2026, 12, 1), "https://example.com/"
VERDICTS = {"met": "met", "not_met": "not_met", "inconclusive": "unsure"}
FEWEST_RIGHT = 65


def test_labelled_pages_are_right_or_silent() -> None:
    marks = {case["id"]: of_verdict(case["truth"], _verdict(case)) for case in CASES}
    wrong = {name: mark for name, mark in marks.items() if mark not in ("right", "silent")}
    assert not wrong
    assert Counter(marks.values())["right"] >= FEWEST_RIGHT


def _verdict(case: dict[str, Any]) -> str:
    read = tuple(
        documents.read(
            page["body"].encode(), url=f"{URL}{page['path']}", status=200, headers={"Content-Type": page["type"]}
        )
        for page in case["pages"]
    )
    judged = judge(understand(case["condition"]), case["condition"], read, is_complete=True, today=TODAY)
    return VERDICTS[judged.judgement.verdict.value]

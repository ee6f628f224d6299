"""Quotations: whether each stands in its page, by `documents.find`."""

import sys
from typing import Any

from tasks_app.documents import find, read

# A quotation that is found where it does not stand would be a false alert.
RIGHT = 0.95


def misses(cases: list[dict[str, Any]], *, verbose: bool) -> list[str]:
    """Print how many are right, and return the goals that are missed."""
    if not cases:
        return []
    wrong = [case for case in cases if _stands(case) is not case["stands"]]
    invented = [case for case in wrong if not case["stands"]]
    sys.stdout.write(f"quotations: {len(cases) - len(wrong)} of {len(cases)} right, {len(invented)} invented\n")
    if verbose:
        sys.stdout.writelines(f"{case['id']}: {case['quote'][:80]!r} {case['why']}\n" for case in wrong)
    goals = [
        (not invented, "no quotation that stands nowhere"),
        (len(wrong) <= (1 - RIGHT) * len(cases), f"right on at least {RIGHT:.0%} of the quotations"),
    ]
    return [goal for is_met, goal in goals if not is_met]


def _stands(case: dict[str, Any]) -> bool:
    document = read(case["body"].encode(), url="http://127.0.0.1/", headers={"Content-Type": case["type"]})
    return find(document, case["quote"]) is not None

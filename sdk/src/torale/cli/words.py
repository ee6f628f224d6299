"""Words for tasks, executions and times."""

from __future__ import annotations

from datetime import UTC, datetime

from torale.models import Execution

NOTHING = "-"
SHORT_ID = 8
UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def moment(time: str | None) -> str:
    """Write a time as the distance from now."""
    if time is None:
        return NOTHING
    seconds = round((datetime.fromisoformat(time) - datetime.now(UTC)).total_seconds())
    size, unit = next(((size, unit) for size, unit in UNITS if abs(seconds) >= size), UNITS[-1])
    count = abs(seconds) // size
    return f"in {count} {unit}" if seconds > 0 else f"{count} {unit} ago"


def clock(time: str | None) -> str:
    """Write a time in the local zone."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M:%S") if time else NOTHING


def duration(milliseconds: int | None) -> str:
    return NOTHING if milliseconds is None else f"{milliseconds / 1000:.1f} s"


def short(id_: str) -> str:
    return id_[:SHORT_ID]


def verdict(execution: Execution) -> str:
    """Write the verdict, or the status of an execution without one."""
    if execution.status != "success":
        return execution.status
    return {True: "met", False: "not met", None: "inconclusive"}[execution.condition_met]


def finding(execution: Execution) -> str:
    """Write the most informative sentence of an execution."""
    answer = execution.result.answer if execution.result else ""
    return execution.notification or execution.error_message or answer or NOTHING

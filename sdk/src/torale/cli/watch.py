"""`torale task watch`: a task's executions as they come, redrawn on a terminal, one line for each change elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from argparse import Namespace
from typing import NoReturn

from torale.cli import words
from torale.cli.answer import Answer
from torale.cli.streams import as_json, complain
from torale.cli.tables import clipped, printable, table
from torale.cli.tasks import EXECUTION_COLUMNS, execution_row, meant
from torale.client import ToraleClient
from torale.errors import ToraleError, is_away
from torale.models import Execution, Task

SHOWN = 20
# Lines without executions: the task, a blank, the titles, a blank, the footer, the cursor's.
FRAME = 6
FOOTER = "Ctrl-C ends."
UP_AND_CLEAR = "\x1b[{}F\x1b[J"


def watch(client: ToraleClient, given: Namespace) -> Answer:
    """Show executions until Ctrl-C. Waits for a server that is away for a while."""
    task_id = meant(client, given.task)
    view = Lines(as_json=given.json) if given.json or not sys.stdout.isatty() else Screen()
    try:
        _follow(client, task_id, view, given.interval)
    except KeyboardInterrupt:
        return Answer()


def _follow(client: ToraleClient, task_id: str, view: Lines | Screen, interval: float) -> NoReturn:
    task, executions = client.tasks.get(task_id), client.tasks.executions(task_id, limit=SHOWN)
    while True:
        view.show(task, executions)
        time.sleep(interval)
        try:
            task, executions = client.tasks.get(task_id), client.tasks.executions(task_id, limit=SHOWN)
        except ToraleError as error:
            if not is_away(error):
                raise
            view.trouble(str(error))


class Screen:
    """Output for terminals: the newest executions, redrawn in place."""

    def __init__(self) -> None:
        self._drawn = 0
        self._trouble = ""

    def trouble(self, text: str) -> None:
        self._trouble = text

    def show(self, task: Task, executions: list[Execution]) -> None:
        size = shutil.get_terminal_size()
        rows = [execution_row(execution) for execution in executions[: max(1, size.lines - FRAME)]]
        head = f"{printable(task.name)}: {task.state}, next run {words.moment(task.next_run)}"
        body = table(EXECUTION_COLUMNS, rows, width=size.columns) if rows else "No executions yet."
        lines = [head, "", *body.splitlines(), "", self._trouble or FOOTER]
        over = UP_AND_CLEAR.format(self._drawn) if self._drawn else ""
        print(over + "\n".join(clipped(line, size.columns) for line in lines), flush=True)
        self._drawn, self._trouble = len(lines), ""


class Lines:
    """Output for pipes: a line for each new status of an execution, the oldest first."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._seen: dict[str, str] = {}

    def trouble(self, text: str) -> None:
        complain(text)

    def show(self, task: Task, executions: list[Execution]) -> None:
        for execution in reversed(executions):
            if self._seen.get(execution.id) != execution.status:
                print(as_json(execution) if self._as_json else _line(execution), flush=True)
        self._seen = {execution.id: execution.status for execution in executions}


def _line(execution: Execution) -> str:
    when = words.clock(execution.completed_at or execution.started_at)
    said = (words.short(execution.id), words.verdict(execution), printable(words.finding(execution)))
    return "  ".join((when, *said))

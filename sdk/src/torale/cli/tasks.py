"""`torale task …`."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from typing import Any

from torale.cli import words
from torale.cli.answer import Answer
from torale.cli.tables import Column, pairs, printable, table
from torale.client import ToraleClient
from torale.errors import NotFoundError, ToraleError
from torale.models import Execution, Task, ToldBy

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TASK_COLUMNS = (Column("ID"), Column("NAME", gives_way=True), Column("STATE"), Column("LAST"), Column("NEXT RUN"))
EXECUTION_COLUMNS = (
    Column("ID"),
    Column("STARTED"),
    Column("VERDICT"),
    Column("TOOK"),
    Column("FINDING", gives_way=True),
)


def create(client: ToraleClient, given: Namespace) -> Answer:
    task = client.tasks.create(
        given.query,
        name=given.name,
        condition_description=given.condition,
        state="paused" if given.paused else None,
        schedule=given.schedule,
        run_immediately=given.run,
        notifications=_channels(given),
    )
    return Answer(task, _described(task))


def listed(client: ToraleClient, given: Namespace) -> Answer:
    found = client.tasks.list(state=given.state)
    text = table(TASK_COLUMNS, [_row(task) for task in found]) if found else "No tasks."
    return Answer(found, text)


def get(client: ToraleClient, given: Namespace) -> Answer:
    task = client.tasks.get(meant(client, given.task))
    return Answer(task, _described(task))


def update(client: ToraleClient, given: Namespace) -> Answer:
    task = client.tasks.get(meant(client, given.task))
    changes = _changes(given, task)
    if not changes:
        raise ToraleError("Nothing is to be changed: see `torale task update --help`.")
    changed = client.tasks.update(task, **changes)
    return Answer(changed, _described(changed))


def delete(client: ToraleClient, given: Namespace) -> Answer:
    task = client.tasks.get(meant(client, given.task))
    if not (given.yes or _agreed(f"Delete “{printable(task.name)}” and all it found?")):
        return Answer(text="Nothing was deleted.", code=1)
    client.tasks.delete(task)
    return Answer({"deleted": task.id}, f"Deleted “{printable(task.name)}”.")


def execute(client: ToraleClient, given: Namespace) -> Answer:
    execution = client.tasks.execute(meant(client, given.task), force=given.force)
    if given.wait:
        execution = client.tasks.wait(execution)
    text = executions_table([execution])
    return Answer(execution, text, code=0 if execution.status in ("success", "pending") else 1)


def logs(client: ToraleClient, given: Namespace) -> Answer:
    found = client.tasks.executions(meant(client, given.task), limit=given.limit)
    return Answer(found, executions_table(found) if found else "No executions yet.")


def notifications(client: ToraleClient, given: Namespace) -> Answer:
    found = client.tasks.notifications(meant(client, given.task), limit=given.limit)
    return Answer(found, executions_table(found) if found else "The condition was not met yet.")


def meant(client: ToraleClient, text: str) -> str:
    """Return the id of the task with this id or prefix. Raises NotFoundError."""
    if UUID.fullmatch(text):
        return text
    found = [task.id for task in client.tasks.list() if task.id.startswith(text.lower())]
    if len(found) != 1:
        several = f"{len(found)} of your tasks have an id that begins" if found else "None of your tasks has an id"
        raise NotFoundError(404, f"{several} with {text!r}." if found else f"{several} that begins with {text!r}.")
    return found[0]


def executions_table(found: list[Execution]) -> str:
    return table(EXECUTION_COLUMNS, [execution_row(execution) for execution in found])


def execution_row(execution: Execution) -> list[str]:
    return [
        words.short(execution.id),
        words.moment(execution.started_at),
        words.verdict(execution),
        words.duration(execution.duration_ms),
        words.finding(execution),
    ]


def _row(task: Task) -> list[str]:
    last = words.verdict(task.last_execution) if task.last_execution else words.NOTHING
    return [words.short(task.id), task.name, task.state, last, words.moment(task.next_run)]


def _described(task: Task) -> str:
    last = task.last_execution
    facts = [
        ("Id", task.id),
        ("Name", task.name),
        ("Query", task.search_query),
        ("Condition", task.condition_description),
        ("State", task.state + (", public" if task.is_public else "")),
        ("Schedule", task.schedule or "as the agent decides"),
        ("Next run", words.moment(task.next_run)),
        ("Tells", ", ".join(_recipient(channel) for channel in task.told_by) or "nobody"),
        ("Last", f"{words.verdict(last)}, {words.moment(last.started_at)}" if last else words.NOTHING),
        ("Finding", words.finding(last) if last else words.NOTHING),
    ]
    if error := task.get("immediate_execution_error"):
        facts.append(("Not run", error))
    return pairs(facts)


def _recipient(channel: ToldBy) -> str:
    return f"{channel.recipient} (your default)" if channel.is_default else channel.recipient


def _channels(given: Namespace) -> list[dict[str, str]]:
    email = [{"type": "email", "address": given.email}] if given.email else []
    return email + ([{"type": "webhook", "url": given.webhook}] if given.webhook else [])


def _changes(given: Namespace, task: Task) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "name": given.name,
        "search_query": given.query,
        "condition_description": given.condition,
        "state": given.state,
        "schedule": given.schedule,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    if given.no_schedule:
        changes["schedule"] = None
    told = _channels(given)
    if told or given.no_notifications:
        kinds = {channel["type"] for channel in told}
        kept = [] if given.no_notifications else [one for one in task.notifications if one["type"] not in kinds]
        changes["notifications"] = [*kept, *told]
    return changes


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise ToraleError("Deleting asks first, and there is nobody to ask: say --yes.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")

"""`torale admin …`."""

from __future__ import annotations

from argparse import Namespace

from torale.admin_models import Errors, Failure, Stats
from torale.cli import words
from torale.cli.answer import Answer
from torale.cli.tables import Column, pairs, table
from torale.client import ToraleClient

ERROR_COLUMNS = (
    Column("WHEN"),
    Column("ERROR"),
    Column("USER", gives_way=True),
    Column("QUERY", gives_way=True),
    Column("MESSAGE", gives_way=True),
    Column("RETRIES"),
)


def stats(client: ToraleClient, given: Namespace) -> Answer:
    found = client.admin.get_stats()
    text = pairs(_figures(found))
    if found.popular_queries:
        rows = [[str(popular.count), popular.query] for popular in found.popular_queries]
        text += "\n\n" + table([Column("TASKS"), Column("POPULAR QUERY", gives_way=True)], rows)
    return Answer(found, text)


def _figures(found: Stats) -> list[tuple[str, str]]:
    users, tasks, executions, told = found.users, found.tasks, found.executions, found.notifications
    failed = executions.failed_24h / executions.total_24h if executions.total_24h else 0.0
    return [
        ("Users", f"{users.total} ({users.active_30d} seen in 30 days, {users.new_7d} new in 7 days)"),
        ("Tasks", f"{tasks.total} ({tasks.active} active, {tasks.paused} paused, {tasks.completed} completed)"),
        ("Executions in 24 h", f"{executions.total_24h} ({executions.failed_24h} failed, {failed:.1%})"),
        ("Mean duration", words.duration(executions.avg_duration_ms)),
        ("Notifications sent", f"{told.sent_24h} in 24 h, {told.sent_7d} in 7 days"),
    ]


def errors(client: ToraleClient, given: Namespace) -> Answer:
    found = client.admin.get_errors(hours=given.hours, limit=given.limit)
    return Answer(found, _errors(found, given.hours))


def _errors(found: Errors, hours: int) -> str:
    if not found.errors:
        return f"No execution failed in {hours} h."
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.error_types.items())
    return (
        f"{table(ERROR_COLUMNS, [_error(failure) for failure in found.errors])}\n\n{found.total} in {hours} h: {kinds}"
    )


def _error(failure: Failure) -> list[str]:
    retries = f"{failure.retry_count}{', goes on' if failure.will_retry else ''}"
    when = words.moment(failure.occurred_at)
    return [when, failure.error_type, failure.user_email, failure.search_query, failure.error_message or "", retries]

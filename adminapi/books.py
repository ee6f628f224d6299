"""Fold the ledger's journal into its books, and compare the books with the rows.

Only this module writes the books, one transaction at a time. Journal and books together never lack a change: each
journal entry is committed with the row that it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from core.db import statements

# Advisory lock of the transaction that writes the books.
WRITING_LOCK = 7_261_353
# Entries that a reader folds before it reads. A job folds the whole journal each minute, so usually fewer wait.
BATCH = 20_000


@dataclass(frozen=True)
class Book:
    """A table whose `figures` are the sums of the journal's entries for each `key`."""

    table: str
    key: tuple[str, ...]
    figures: tuple[str, ...]
    from_journal: str
    from_rows: str
    # `label` is equal for all rows of a key. `purged` is a figure that the rows no longer show.
    label: str | None = None
    memory: str | None = None


HOURLY = Book(
    table="adminapi_hourlytotal",
    key=("hour", "status", "error_type"),
    figures=("executions", "duration_ms"),
    memory="purged",
    from_journal="""
        SELECT hour, status, error_type, sum(executions) AS executions, sum(duration_ms) AS duration_ms,
               sum(purged) AS purged
        FROM {journal} WHERE hour IS NOT NULL GROUP BY hour, status, error_type
    """,
    from_rows="""
        SELECT date_trunc('hour', started_at, 'UTC') AS hour, status,
               CASE WHEN status IN ('failed', 'retrying') THEN error_type ELSE '' END AS error_type,
               count(*) AS executions, coalesce(sum(duration_ms) FILTER (WHERE status = 'success'), 0) AS duration_ms
        FROM tasks_app_execution WHERE status NOT IN ('pending', 'running') GROUP BY 1, 2, 3
    """,
)
QUERIES = Book(
    table="adminapi_querytotal",
    key=("query",),
    figures=("tasks", "active_tasks", "successes", "failures", "duration_ms"),
    label="search_query",
    from_journal="""
        SELECT query, sum(tasks) AS tasks, coalesce(sum(tasks) FILTER (WHERE state = 'active'), 0) AS active_tasks,
               coalesce(sum(executions) FILTER (WHERE status = 'success'), 0) AS successes,
               coalesce(sum(executions) FILTER (WHERE status IN ('failed', 'retrying')), 0) AS failures,
               sum(duration_ms) AS duration_ms, max(search_query) AS search_query
        FROM {journal} WHERE query IS NOT NULL GROUP BY query
    """,
    from_rows="""
        SELECT md5(search_query)::uuid AS query, count(*) AS tasks,
               count(*) FILTER (WHERE state = 'active') AS active_tasks,
               coalesce(sum(successes), 0) AS successes, coalesce(sum(failures), 0) AS failures,
               coalesce(sum(duration_ms), 0) AS duration_ms, search_query
        FROM tasks_app_task task LEFT JOIN (
            SELECT task_id, count(*) FILTER (WHERE status = 'success') AS successes,
                   count(*) FILTER (WHERE status IN ('failed', 'retrying')) AS failures,
                   sum(duration_ms) FILTER (WHERE status = 'success') AS duration_ms
            FROM tasks_app_execution GROUP BY task_id
        ) AS own ON own.task_id = task.id
        GROUP BY search_query
    """,
)
STATES = Book(
    table="adminapi_statetotal",
    key=("state",),
    figures=("tasks",),
    from_journal="SELECT state, sum(tasks) AS tasks FROM {journal} WHERE state <> '' GROUP BY state",
    from_rows="SELECT state, count(*) AS tasks FROM tasks_app_task GROUP BY state",
)
BOOKS = (HOURLY, QUERIES, STATES)


@dataclass(frozen=True)
class Difference:
    """Amount by which the rows exceed book and journal together, for one key."""

    book: str
    key: tuple[str, ...]
    figures: dict[str, int]


def fold(*, limit: int = BATCH) -> int:
    """Enter the journal's oldest entries in the books. Returns their number: below `limit`, the journal is empty."""
    # Entries that another fold has taken stay visible here until it commits.
    if not statements.run("SELECT 1 FROM adminapi_journalentry LIMIT 1", []):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING_LOCK])
        cursor.execute(_FOLD, [limit])
        (folded,) = cursor.fetchone()
        cursor.execute(_FORGET_UNASKED)
    return int(folded)


def fold_all() -> int:
    """Fold until the journal is empty, a transaction for each batch. Returns how many entries there were."""
    total = 0
    while folded := fold():
        total += folded
        if folded < BATCH:
            break
    return total


def differences() -> list[Difference]:
    """Return every difference between the rows and books plus journal.

    Each book is compared in one statement, which sees rows and entries of the same transactions.
    """
    return [difference for book in BOOKS for difference in _differences(book)]


def mend() -> None:
    """Enter every difference in the books; what retention has deleted stays counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING_LOCK])
        for book in BOOKS:
            cursor.execute(_upsert(book, f"({_compared(book)})", book.figures))
        cursor.execute(_FORGET_UNASKED)


def _differences(book: Book) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_compared(book))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_difference(book, row) for row in rows]


def _difference(book: Book, row: dict[str, Any]) -> Difference:
    key = (book.label,) if book.label else book.key
    figures = {name: int(row[name]) for name in book.figures if row[name]}
    return Difference(book=book.table, key=tuple(str(row[name]) for name in key), figures=figures)


def _compared(book: Book) -> str:
    """Return the SQL that selects the keys whose figures differ, with the differences."""
    columns = [*book.key, *([book.label] if book.label else [])]
    names = ", ".join([*columns, *book.figures])
    negated = ", ".join([*columns, *(f"-{name}" for name in book.figures)])
    journal = book.from_journal.format(journal="adminapi_journalentry")
    summed = [*book.key, *(f"sum({name}) AS {name}" for name in book.figures)]
    return f"""
        SELECT {", ".join([*summed, *([f"max({book.label}) AS {book.label}"] if book.label else [])])} FROM (
            SELECT {names} FROM ({book.from_rows}) AS counted
            UNION ALL SELECT {negated} FROM {book.table}
            UNION ALL SELECT {negated} FROM ({journal}) AS posted
        ) AS compared
        GROUP BY {", ".join(book.key)} HAVING {" OR ".join(f"sum({name}) <> 0" for name in book.figures)}
    """  # noqa: S608 - of constants


def _upsert(book: Book, source: str, figures: Sequence[str]) -> str:
    """Return the SQL that adds the figures of `source` to the book, key by key."""
    added = [f"{name} = book.{name} + excluded.{name}" for name in figures]
    named = [f"{book.label} = greatest(book.{book.label}, excluded.{book.label})"] if book.label else []
    names = ", ".join([*book.key, *figures, *([book.label] if book.label else [])])
    return f"""
        INSERT INTO {book.table} AS book ({names}) SELECT {names} FROM {source} AS source
        ON CONFLICT ({", ".join(book.key)}) DO UPDATE SET {", ".join([*added, *named])}
    """  # noqa: S608 - of constants


def _fold_into(book: Book) -> str:
    figures = [*book.figures, *([book.memory] if book.memory else [])]
    return _upsert(book, f"({book.from_journal.format(journal='taken')})", figures)


_FOLD = f"""
WITH taken AS (
    DELETE FROM adminapi_journalentry
    WHERE id IN (SELECT id FROM adminapi_journalentry ORDER BY id LIMIT %s)
    RETURNING *
), hourly AS ({_fold_into(HOURLY)}), queries AS ({_fold_into(QUERIES)}), states AS ({_fold_into(STATES)})
SELECT count(*) FROM taken
"""  # noqa: S608 - of constants
# Only once no entry of a query is left: some entries of one transaction may be in the books and others not yet.
_FORGET_UNASKED = """
DELETE FROM adminapi_querytotal
WHERE tasks = 0 AND active_tasks = 0 AND successes = 0 AND failures = 0 AND duration_ms = 0
"""

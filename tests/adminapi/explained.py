"""What the database says of the statements that some code runs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

# A busy machine makes one run slow, not three.
RUNS = 3
EXPLAINED = ("SELECT", "WITH", "DELETE")


@dataclass(frozen=True)
class Explained:
    """`milliseconds` to plan and run it, of the fastest run; `scanned`: the tables that were read from end to end."""

    sql: str
    milliseconds: float
    scanned: frozenset[str]


def statements_of(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if query["sql"].lstrip().startswith(EXPLAINED)]


def explain(sql: str) -> Explained:
    plans = [_run(sql) for _ in range(RUNS)]
    return Explained(
        sql=sql,
        milliseconds=min(plan["Planning Time"] + plan["Execution Time"] for plan in plans),
        scanned=frozenset(
            node["Relation Name"] for node in _nodes(plans[0]["Plan"]) if node["Node Type"] == "Seq Scan"
        ),
    )


def _run(sql: str) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (plan,) = cursor.fetchone()
        transaction.set_rollback(True)
    (found,) = json.loads(plan) if isinstance(plan, str) else plan
    return dict(found)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)

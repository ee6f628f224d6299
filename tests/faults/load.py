"""Tasks that come due on real processes, and the books that are balanced after a fault."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg

from tests import invariants
from tests.doubles.gemini import Answer, Asked, GeminiDouble, grounded, judgement
from tests.doubles.receiver import Receiver
from tests.stack import Stack, wait_for

DUE = """
WITH due AS (
    SELECT task.id, periodic.clocked_id, now() + (row_number() OVER () - 1) * %(apart)s AS at
    FROM tasks_app_task task JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id
    WHERE task.id = ANY(%(tasks)s)
), moved AS (
    UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = due.at FROM due WHERE clocked.id = clocked_id
)
UPDATE tasks_app_task task SET next_run = due.at FROM due WHERE task.id = due.id
"""
# Of waits that are columns a few seconds are enough here; `bench.soak` waits them out.
HURRY = """
UPDATE tasks_app_execution SET retry_at = now() WHERE status = 'retrying' AND retry_at > now();
UPDATE tasks_app_execution SET queued_at = queued_at - interval '1 minute'
WHERE status = 'pending' AND queued_at BETWEEN now() - interval '1 minute' AND now() - interval '3 seconds';
UPDATE notifications_notification SET next_attempt_at = now(), publish_at = now()
WHERE status = 'pending' AND token IS NULL AND attempt_count > 0 AND next_attempt_at > now()
"""
# Of each task: its executions, those that succeeded and found it met, and what was told of them and is sent.
BOOKS = """
SELECT task.id::text, count(execution.id), count(execution.id) FILTER (WHERE execution.condition_met),
       coalesce(sum(told.number), 0)::int, coalesce(sum(told.sent), 0)::int
FROM tasks_app_task task
LEFT JOIN tasks_app_execution execution ON execution.task_id = task.id AND execution.status <> 'cancelled'
LEFT JOIN LATERAL (
    SELECT count(*) AS number, count(*) FILTER (WHERE status = 'sent') AS sent
    FROM notifications_notification WHERE execution_id = execution.id AND event = 'task.condition_met'
) told ON true
WHERE task.id = ANY(%(tasks)s) GROUP BY task.id
"""
TOLD = "SELECT id::text FROM notifications_notification WHERE task_id = ANY(%(tasks)s) AND kind = 'webhook'"
ONCE = (1, 1, 1, 1)


class HeldGemini(GeminiDouble):
    """Says of everything that it is met, after `seconds`; `hold` keeps the answers to a query back."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], threading.Event] = {}
        self.arrived: set[tuple[str, str]] = set()
        self.takes(0.0)

    def takes(self, seconds: float) -> None:
        self.searches = [replace(grounded(), delay=seconds)]
        self.evaluations = [replace(judgement("met"), delay=seconds)]

    def hold(self, query: str, step: str) -> None:
        """`step` is `search` or `evaluate`."""
        self.held[query, step] = threading.Event()

    def let_go(self) -> None:
        for event in self.held.values():
            event.set()
        self.held.clear()
        self.arrived.clear()

    def reply(self, asked: Asked) -> Answer:
        step, said = "search" if asked.is_search else "evaluate", str(asked.body)
        for (query, held_at), event in list(self.held.items()):
            if held_at == step and query in said:
                self.arrived.add((query, step))
                event.wait(30)
        return super().reply(asked)


@dataclass
class Load:
    stack: Stack
    gemini: HeldGemini
    receiver: Receiver
    created: list[str] = field(default_factory=list)

    def create(self, *queries: str, notifications: Sequence[dict[str, Any]] | None = None) -> list[str]:
        """A task for each query, told by webhook unless said otherwise; it is due in a minute."""
        told = notifications or [{"type": "webhook", "url": self.receiver.url("/hook")}]
        tasks = [self.stack.create_task(search_query=query, notifications=told) for query in queries]
        self.created += tasks
        return tasks

    def create_many(self, count: int) -> list[str]:
        return self.create(*(f"Is it out, number {number}?" for number in range(count)))

    def make_due(self, tasks: Sequence[str], *, apart: float = 0.0) -> None:
        """From now on, `apart` seconds from each other."""
        with self.stack.database() as cursor:
            cursor.execute(DUE, {"tasks": list(tasks), "apart": timedelta(seconds=apart)})

    def open_executions(self, tasks: Sequence[str], status: str) -> int:
        count = "SELECT count(*) FROM tasks_app_execution WHERE task_id = ANY(%(tasks)s) AND status = %(status)s"
        [(number,)] = self.stack.asked(count, tasks=list(tasks), status=status)
        return int(number)

    def settle(self, tasks: Sequence[str], *, seconds: float = 60) -> None:
        """Wait until all has been found again that a fault had lost; what has ended is started again meanwhile."""
        wait_for(lambda: self._is_settled(tasks), "all to be done and well", seconds=seconds)

    def _is_settled(self, tasks: Sequence[str]) -> bool:
        time.sleep(0.2)
        self.stack.revive()
        try:
            with self.stack.database() as cursor:
                cursor.execute(HURRY)
            books = self.books(tasks)
        except psycopg.OperationalError:
            return False
        is_done = all(met and met == told == sent for _, met, told, sent in books.values())
        return is_done and self.stack.is_well("readyz") and self.stack.is_well()

    def books(self, tasks: Sequence[str]) -> dict[str, tuple[int, ...]]:
        return {task: tuple(figures) for task, *figures in self.stack.asked(BOOKS, tasks=list(tasks))}

    def assert_balanced(self, tasks: Sequence[str], *, again: int = 0) -> None:
        """Each ran once and was told once, at most `again` of them twice under their own id; nothing else is amiss."""
        assert {task: figures for task, figures in self.books(tasks).items() if figures != ONCE} == {}
        with self.stack.database() as cursor:
            assert invariants.broken(cursor) == []
        arrived = Counter(received.headers["webhook-id"] for received in self.receiver.requests)
        assert set(arrived) == {told for (told,) in self.stack.asked(TOLD, tasks=list(tasks))}
        assert arrived.total() - len(arrived) <= again, arrived


@contextmanager
def frozen(stack: Stack, name: str) -> Iterator[None]:
    """A process that neither answers nor goes away."""
    group = stack.processes[name].pid
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)

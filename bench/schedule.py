"""Cost of a schedule of a thousand to a million tasks, beside celery-beat's stock scheduler and a bare loop.

    .venv/bin/python -m launcher.throwaway .venv/bin/python -m bench.schedule [--sizes 1000,10000] [--rounds 5]

Each size has a database of its own, and each round measures all of them, since a machine drifts within minutes: a tick
with nothing due; one task's time moved; tasks that come due at once, claimed and sent, by Torale's scheduler and by a
bare loop on the same tables. Before the rounds comes the memory of the process; after them the stock scheduler, on as
many rows, as far as it gets in `--patience` seconds.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import psutil  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_celery_beat.schedulers import DatabaseScheduler  # noqa: E402

from bench import databases, tasks  # noqa: E402
from config.celery import app  # noqa: E402
from core.jobs import broker, heartbeat, queues  # noqa: E402
from tasks_app.models import Task  # noqa: E402
from tasks_app.scheduling import dispatch  # noqa: E402
from tasks_app.scheduling.beat import BATCH, DueScheduler  # noqa: E402
from tasks_app.scheduling.schedules import move  # noqa: E402

SIZES = "1000,10000,100000,1000000"
DUE_AT_ONCE = 5000
STOCK_UP_TO = 100_000
MEGABYTE = 2**20

BARE_CLAIM = """
WITH due AS (
    SELECT clocked.id, clocked.clocked_time, task.id AS task_id
    FROM django_celery_beat_clockedschedule clocked
    JOIN django_celery_beat_periodictask periodic ON periodic.clocked_id = clocked.id AND periodic.enabled
    JOIN tasks_app_task task ON task.periodic_task_id = periodic.id
    WHERE clocked.clocked_time <= now() ORDER BY clocked.clocked_time LIMIT %s FOR UPDATE OF clocked SKIP LOCKED
), moved AS (
    UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = now() + interval '10 minutes'
    FROM due WHERE clocked.id = due.id
)
INSERT INTO tasks_app_execution (id, task_id, question_version, status, trigger, scheduled_for, created_at, started_at,
                                 queued_at, retry_count, error_type)
SELECT gen_random_uuid(), task_id, 1, 'pending', 'schedule', clocked_time, now(), now(), now(), 0, '' FROM due
ON CONFLICT (task_id) WHERE status IN ('pending', 'running', 'retrying') DO NOTHING RETURNING id
"""

TOMORROW = """
SELECT id, periodic_task_id, now() + interval '1 day' AS due_at FROM tasks_app_task
WHERE id IN (SELECT task_id FROM tasks_app_execution)
"""


@dataclass
class Round:
    """Milliseconds, and jobs a second."""

    idle: float
    move: float
    dispatch: float
    bare: float


@dataclass
class Stock:
    idle: float
    dispatch: float
    memory: float


@dataclass
class Schedule:
    """A schedule of a number of tasks, in a database of its own."""

    size: int
    memory: float = 0.0
    rounds: list[Round] = field(default_factory=list)
    stock: Stock | None = None

    @property
    def database(self) -> str:
        return f"torale_bench_{self.size}"

    @property
    def due(self) -> int:
        """How many come due at once."""
        return min(DUE_AT_ONCE, self.size // 8)

    def median(self, figure: str) -> float:
        return float(median(getattr(each, figure) for each in self.rounds))

    def times(self, other: "Schedule", figure: str) -> float:
        """How much more than another's a figure is, within a round."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return float(median(getattr(mine, figure) / getattr(its, figure) for mine, its in pairs))

    def times_bare(self) -> float:
        return median(each.dispatch / each.bare for each in self.rounds)


def main() -> None:
    options = parse()
    # Beat keeps its connection; so do these.
    connection.settings_dict["CONN_MAX_AGE"] = None
    logging.disable(logging.INFO)  # the stock scheduler writes a line for each job
    # Torale's scheduler tells Flower in any case, all at once; to the others it would be a message for each job.
    app.conf.task_send_sent_event = False
    call_command("migrate", verbosity=0)
    tasks.refuse_what_is_in_use()
    schedules = [Schedule(int(size)) for size in options.sizes.split(",")]
    with databases.copies([schedule.database for schedule in schedules]):
        try:
            run(schedules, options)
        finally:
            forget_jobs()
    report(schedules)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, help="how many tasks, separated by commas")
    parser.add_argument("--rounds", type=int, default=5, help="how often each size is measured")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds for each part of the stock scheduler")
    return parser.parse_args()


def run(schedules: list[Schedule], options: argparse.Namespace) -> None:
    for schedule in schedules:
        tell(f"{schedule.size:,} tasks are made")
        databases.use(schedule.database)
        tasks.seed(schedule.size)
        schedule.memory = beat_memory("tasks_app.scheduling.beat:DueScheduler")
    for number in range(options.rounds):
        tell(f"round {number + 1}")
        for schedule in schedules:
            databases.use(schedule.database)
            schedule.rounds.append(measure(schedule.due))
    for schedule in schedules:
        if schedule.size <= STOCK_UP_TO:
            tell(f"the stock scheduler, {schedule.size:,} tasks")
            databases.use(schedule.database)
            schedule.stock = stock(schedule, options.patience)


def measure(due: int) -> Round:
    scheduler = DueScheduler(app=app)
    clear(scheduler)
    return Round(
        idle=milliseconds(scheduler.tick, times=100),
        move=median(milliseconds(partial(move_one, task)) for task in Task.objects.active()[:100]),
        dispatch=rate(partial(clear, scheduler), due),
        bare=rate(bare_loop, due),
    )


def rate(work: Callable[[], object], due: int) -> float:
    """Jobs a second."""
    heartbeat.record_workers([queues.EXECUTIONS], name="bench", concurrency=10 * due)
    count = tasks.make_due(due)
    tasks.settle()
    found = 1000 * count / milliseconds(work)
    if not queued() == count == due:
        raise SystemExit(f"{queued()} of {due} jobs are on the queue")
    put_away()
    return found


def put_away() -> None:
    """As if they had run, and were due tomorrow: not taken for lost, and due again, in a later round."""
    forget_jobs()
    tasks.move(TOMORROW)
    tasks.execute("UPDATE tasks_app_task SET last_execution_id = NULL WHERE last_execution_id IS NOT NULL")
    tasks.execute("DELETE FROM tasks_app_execution")


def clear(scheduler: DueScheduler) -> None:
    """All that is due is dealt with, and what has been disabled past Torale is out of the way."""
    while dispatch.waiting(now=timezone.now()).due:
        scheduler.tick()


def bare_loop() -> None:
    """One statement that claims, and Celery's `send_task` in a batch.

    That of Torale's channel, which does what kombu's `Producer.batch` does: it comes with 5.7.
    """
    while ids := bare_claim():
        with broker.batch() as producer:
            for row_id in ids:
                app.send_task(dispatch.RUN_JOB, args=[row_id], task_id=row_id, producer=producer)


def bare_claim() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(BARE_CLAIM, [BATCH])
        return [str(row_id) for (row_id,) in cursor.fetchall()]


def move_one(task: Task) -> None:
    with transaction.atomic():
        Task.objects.filter(pk=task.pk).update(next_run=task.next_run)
        move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)


def stock(schedule: Schedule, patience: float) -> Stock:
    tasks.seed(schedule.size)
    memory = beat_memory("django_celery_beat.schedulers:DatabaseScheduler")
    count = tasks.make_due(schedule.due, after=patience)
    scheduler: Any = DatabaseScheduler(app=app)
    scheduler.tick()
    idle = milliseconds(scheduler.tick, times=100)
    time.sleep(patience)
    begun, until = time.perf_counter(), time.perf_counter() + patience
    while queued() < count and time.perf_counter() < until:
        scheduler.tick()
    sent = queued() / (time.perf_counter() - begun)
    forget_jobs()
    return Stock(idle, sent, memory)


def beat_memory(scheduler: str) -> float:
    """Return the memory of a real beat process, some seconds after its start."""
    command = [sys.executable, "-m", "celery", "--app=config", "--skip-checks", "beat", "--pidfile="]
    command.append(f"--scheduler={scheduler}")
    beat = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(8)
        return float(psutil.Process(beat.pid).memory_info().rss / MEGABYTE)
    finally:
        beat.kill()
        beat.wait()


def milliseconds(work: Callable[[], object], *, times: int = 1) -> float:
    def once() -> Iterator[float]:
        for _ in range(times):
            begun = time.perf_counter()
            work()
            yield (time.perf_counter() - begun) * 1000

    return median(once())


def queued() -> int:
    return int(heartbeat.client().llen(queues.EXECUTIONS))  # type: ignore[arg-type]


def forget_jobs() -> None:
    heartbeat.client().delete(*queues.ALL)


def report(schedules: list[Schedule]) -> None:
    first = schedules[0]
    tell("\n| tasks | idle tick, ms | × the first | dispatched a second | × the first | × the bare loop", end=" ")
    tell("| move one, ms | × the first | beat, MB |\n|---|---|---|---|---|---|---|---|---|")
    for each in schedules:
        tell(
            f"| {each.size:,} | {each.median('idle'):.2f} | {each.times(first, 'idle'):.2f}"
            f" | {each.median('dispatch'):,.0f} | {each.times(first, 'dispatch'):.2f} | {each.times_bare():.1f}"
            f" | {each.median('move'):.2f} | {each.times(first, 'move'):.2f} | {each.memory:.0f} |"
        )
    tell("\n| tasks | stock: idle tick, ms | dispatched a second | Torale's, × | beat, MB |\n|---|---|---|---|---|")
    for each in schedules:
        if each.stock:
            tell(
                f"| {each.size:,} | {each.stock.idle:.2f} | {each.stock.dispatch:,.0f}"
                f" | {each.median('dispatch') / each.stock.dispatch:.0f} | {each.stock.memory:.0f} |"
            )


def tell(line: str, end: str = "\n") -> None:
    sys.stdout.write(line + end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()

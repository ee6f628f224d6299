"""What a schedule of a thousand to a million tasks costs, beside celery-beat's stock scheduler and a bare loop.

    .venv/bin/python -m config.server.throwaway .venv/bin/python -m bench.schedule [--sizes 1000,10000] [--rounds 3]

For each size: a tick with nothing due; tasks that come due at once, claimed and sent, in turn by Torale's scheduler
and by a bare loop on the same tables; one task's time moved; the memory of the process. Then the stock scheduler on the
same rows, as far as it gets in `--patience` seconds.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

from bench import tasks  # noqa: E402
from config import broker, celery, heartbeat  # noqa: E402
from config.celery import app  # noqa: E402
from tasks_app import dispatch, schedules  # noqa: E402
from tasks_app.beat import BATCH, DueScheduler  # noqa: E402
from tasks_app.models import Task  # noqa: E402

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


@dataclass(frozen=True)
class Figures:
    """Milliseconds, jobs a second, megabytes; a median each."""

    size: int
    idle: float
    dispatch: float
    bare: float
    move: float
    memory: float
    stock_idle: float | None = None
    stock_dispatch: float | None = None
    stock_memory: float | None = None


def main() -> None:
    options = parse()
    # Beat keeps its connection; so do these.
    connection.settings_dict["CONN_MAX_AGE"] = None
    logging.disable(logging.INFO)  # the stock scheduler writes a line for each job
    # Torale's scheduler tells Flower in any case, all at once; to the others it would be a message for each job.
    app.conf.task_send_sent_event = False
    call_command("migrate", verbosity=0)
    tasks.refuse_what_is_in_use()
    try:
        report([measure(int(size), options) for size in options.sizes.split(",")])
    finally:
        tasks.empty()
        forget_jobs()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, help="how many tasks, separated by commas")
    parser.add_argument("--rounds", type=int, default=3, help="how often what is due at once is dispatched")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds for each part of the stock scheduler")
    return parser.parse_args()


def measure(size: int, options: argparse.Namespace) -> Figures:
    tell(f"{size} tasks")
    tasks.seed(size)
    scheduler = DueScheduler(app=app)
    clear(scheduler)
    idle = milliseconds(scheduler.tick, times=300)
    memory = beat_memory("tasks_app.beat:DueScheduler")
    move = median(milliseconds(partial(move_one, task)) for task in Task.objects.active()[:200])
    ours, bare = in_turn(scheduler, due=min(DUE_AT_ONCE, size // 8), rounds=options.rounds)
    figures = Figures(size, idle, ours, bare, move, memory)
    return figures if size > STOCK_UP_TO else with_stock(figures, options.patience)


def in_turn(scheduler: DueScheduler, *, due: int, rounds: int) -> tuple[float, float]:
    """Jobs a second: Torale's scheduler, and the bare loop, one after the other under the same load of the machine."""
    rates: dict[Callable[[], object], list[float]] = {partial(clear, scheduler): [], bare_loop: []}
    for _ in range(rounds):
        for work, found in rates.items():
            heartbeat.workers_alive([celery.EXECUTIONS], name="bench", concurrency=10 * due)
            tasks.execute("UPDATE tasks_app_task SET last_execution_id = NULL WHERE last_execution_id IS NOT NULL")
            tasks.execute("DELETE FROM tasks_app_execution")
            count = tasks.make_due(due)
            tasks.settle()
            found.append(1000 * count / milliseconds(work))
            if not queued() == count == due:
                raise SystemExit(f"{queued()} of {due} jobs are on the queue")
            forget_jobs()
    ours, bare = (median(found) for found in rates.values())
    return ours, bare


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
        schedules.move(periodic_task_id=task.periodic_task_id, next_run=task.next_run)


def with_stock(figures: Figures, patience: float) -> Figures:
    tasks.seed(figures.size)
    memory = beat_memory("django_celery_beat.schedulers:DatabaseScheduler")
    count = tasks.make_due(min(DUE_AT_ONCE, figures.size // 8), after=patience)
    scheduler: Any = DatabaseScheduler(app=app)
    scheduler.tick()
    idle = milliseconds(scheduler.tick, times=100)
    time.sleep(patience)
    begun, until = time.perf_counter(), time.perf_counter() + patience
    while queued() < count and time.perf_counter() < until:
        scheduler.tick()
    rate = queued() / (time.perf_counter() - begun)
    forget_jobs()
    return Figures(**{**vars(figures), "stock_idle": idle, "stock_dispatch": rate, "stock_memory": memory})


def beat_memory(scheduler: str) -> float:
    """Of a real beat process, some seconds after its start."""
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
    return int(heartbeat.client().llen(celery.EXECUTIONS))  # type: ignore[arg-type]


def forget_jobs() -> None:
    heartbeat.client().delete(*celery.QUEUES)


def report(table: list[Figures]) -> None:
    first = table[0]
    tell("\n| tasks | idle tick, ms | × the first | dispatched a second | × the bare loop | move one, ms | beat, MB |")
    tell("|---|---|---|---|---|---|---|")
    for row in table:
        tell(
            f"| {row.size:,} | {row.idle:.2f} | {row.idle / first.idle:.2f} | {row.dispatch:,.0f}"
            f" | {row.dispatch / row.bare:.1f} | {row.move:.2f} | {row.memory:.0f} |"
        )
    tell("\n| tasks | stock: idle tick, ms | dispatched a second | Torale's, × | beat, MB |\n|---|---|---|---|---|")
    for row in table:
        if row.stock_dispatch is not None:
            tell(
                f"| {row.size:,} | {row.stock_idle:.2f} | {row.stock_dispatch:,.0f}"
                f" | {row.dispatch / row.stock_dispatch:.0f} | {row.stock_memory:.0f} |"
            )


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

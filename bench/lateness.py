"""How late a run is handed to a worker: `python -m bench.lateness [--rate 50] [--minutes 2] [--workers 2]`.

So many tasks a second come due, one after the other; beat and the workers run as always. Told is the time from the
moment at which each was due to the one at which a worker took it.
"""

import argparse
import sys
import time

from bench import processes

SOON = 5.0  # seconds from now until the first is due

SPREAD = """
SELECT id, periodic_task_id, now() + make_interval(secs => %(soon)s + row_number() OVER () / %(rate)s) AS due_at
FROM tasks_app_task WHERE state = 'active' LIMIT %(count)s
"""
LATE = """
SELECT count(*), percentile_disc(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY started_at - scheduled_for)
FROM tasks_app_execution WHERE status <> 'pending'
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=10_000, help="of which almost half are active")
    parser.add_argument("--rate", type=float, default=50.0, help="tasks that come due in a second")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--workers", type=int, choices=(1, 2), default=2)
    options = parser.parse_args()
    count = int(options.rate * options.minutes * 60)
    with processes.running(seconds=0.2) as stack:
        from bench import tasks

        tasks.seed(max(options.tasks, 3 * count))
        stack.start("beat", *("worker", "second-worker")[: options.workers])
        time.sleep(10)
        tasks.move(SPREAD, soon=SOON, rate=options.rate, count=count)
        time.sleep(SOON + 60 * options.minutes)
        report(count)


def report(count: int) -> None:
    from django.db import connection

    until = time.monotonic() + 60
    taken = 0
    while taken < count and time.monotonic() < until:
        time.sleep(1)
        with connection.cursor() as cursor:
            cursor.execute(LATE)
            taken, late = cursor.fetchone()
    p50, p99, longest = (moment.total_seconds() for moment in late)
    sys.stdout.write(
        "| due | taken by a worker | p50, s | p99, s | longest, s |\n|---|---|---|---|---|\n"
        f"| {count:,} | {taken:,} | {p50:.2f} | {p99:.2f} | {longest:.2f} |\n"
    )


if __name__ == "__main__":
    main()

"""Recovery after an outage: `python -m bench.outage [--overdue 10000] [--hours 2]`.

So many tasks came due within the hours before, half of them of one owner. Beat and one worker start; each five seconds
one more task comes due, of an owner who has no other. Told is how long it takes until all have run, and who waits.
"""

import argparse
import sys
import time
from typing import Any

from bench import processes

EVERY = 5.0  # seconds between two tasks that come due meanwhile
OVERDUE = """
SELECT id, periodic_task_id, now() - random() * make_interval(secs => %(seconds)s) AS due_at
FROM tasks_app_task WHERE state = 'active' LIMIT %(count)s
"""
GIVE_HALF = """
UPDATE tasks_app_task SET owner_id = (SELECT id FROM accounts_user ORDER BY id LIMIT 1)
WHERE state = 'active' AND next_run <= now() AND get_byte(uuid_send(id), 15) & 1 = 0
"""
# A task of an owner whose other tasks are all paused or due later.
ONE_MORE = """
SELECT task.id, task.periodic_task_id, now() AS due_at FROM tasks_app_task task
WHERE state = 'active' AND last_execution_id IS NULL AND next_run > now()
  AND NOT EXISTS (SELECT FROM tasks_app_task own WHERE own.owner_id = task.owner_id AND own.next_run <= now())
ORDER BY next_run LIMIT 1
"""
RUN = """
SELECT count(*) FILTER (WHERE status = 'success'), count(*) - count(DISTINCT task_id),
       coalesce(max(extract(epoch FROM started_at - scheduled_for)) FILTER (WHERE scheduled_for >= %(begun)s), 0)
FROM tasks_app_execution
"""
# Number of one owner's executions that began before another that was due a second earlier.
OUT_OF_TURN = """
SELECT count(*) FROM (
    SELECT started_at, scheduled_for,
           max(scheduled_for) OVER (PARTITION BY owner_id ORDER BY execution.created_at
                                    RANGE BETWEEN UNBOUNDED PRECEDING AND '1 second' PRECEDING) AS newest_before
    FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = execution.task_id
) run WHERE newest_before > scheduled_for AND scheduled_for < %(begun)s
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--overdue", type=int, default=10_000)
    parser.add_argument("--hours", type=float, default=2.0, help="within which they came due")
    options = parser.parse_args()
    with processes.running(seconds=0.2) as stack:
        from bench import tasks

        tasks.seed(2 * options.overdue + 20_000)
        tasks.move(OVERDUE, count=options.overdue, seconds=3600 * options.hours)
        tasks.execute(GIVE_HALF)
        tasks.settle()
        stack.start("worker", "beat")
        report(options.overdue)


def report(overdue: int) -> None:
    from django.utils import timezone

    from bench import tasks

    begun, until = timezone.now(), time.monotonic() + 1200
    more, ended, next_one = 0, 0, 0.0
    while ended < overdue + more and time.monotonic() < until:
        time.sleep(0.5)
        if 0 < ended < overdue and time.monotonic() > next_one:  # the worker has started
            more, next_one = more + tasks.move(ONE_MORE), time.monotonic() + EVERY
        ended, twice, longest = _row(RUN, begun=begun)
    took = (timezone.now() - begun).total_seconds()
    (out_of_turn,) = _row(OUT_OF_TURN, begun=begun)
    sys.stdout.write(
        "| overdue | came due meanwhile | ended | run twice | begun before an older one of the same owner"
        " | all caught up after, s | those that came due meanwhile waited at most, s |\n|---|---|---|---|---|---|---|\n"
        f"| {overdue:,} | {more} | {ended:,} | {twice} | {out_of_turn} | {took:.0f} | {longest:.1f} |\n"
    )


def _row(statement: str, **parameters: Any) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()


if __name__ == "__main__":
    main()

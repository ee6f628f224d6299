"""Cost of an execution for a worker, with a slow Gemini: `python -m bench.worker [--count 10000]`.

The worker has one core to itself, PostgreSQL, Redis, beat and the double of Gemini share the others. Told are the
executions that end in a second, the worker's CPU time for each, how much of that goes into calls to google-genai, the
connections to the database, and the worker's memory at the beginning and at the end.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass

import psutil

from bench import processes
from tests import stack as stacks

CORE = 0
WARM_UP, CALLS = 200, 500
MEGABYTE = 2**20

# On the worker's core, with as many threads: the CPU time of the calls of so many executions, and of nothing else.
CALLS_ALONE = """
import sys, threading, time, django
django.setup()
from django.conf import settings
from concurrent.futures import ThreadPoolExecutor
from django.utils import timezone
from tasks_app.pipeline import runner
from tasks_app.pipeline.types import Deadline, Question
from tasks_app.providers.registry import current_provider
provider = current_provider()
def once(_):
    texts = ("When is the next one released?", "Its maker has announced a date")
    question = Question(*texts, timezone.now(), None, (), False)
    runner.answer(question, provider, deadline=Deadline.after(60))
with ThreadPoolExecutor(64) as threads:
    list(threads.map(once, range(128)))
    begun = time.process_time()
    list(threads.map(once, range(int(sys.argv[1]))))
    print(time.process_time() - begun)
"""


@dataclass(frozen=True)
class Figures:
    rate: float
    cpu_ms: float
    calls_ms: float
    connections: int
    memory: tuple[float, float]


def main() -> None:
    options = parse()
    # Whatever is started from here on keeps off the worker's core.
    others = os.sched_getaffinity(0) - {CORE}
    os.sched_setaffinity(0, others)
    with processes.running(seconds=options.seconds) as stack:
        report(options, measure(stack, options.count))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="executions to be run")
    parser.add_argument("--seconds", type=float, default=0.2, help="that Gemini takes for each of two answers")
    return parser.parse_args()


def measure(stack: stacks.Stack, count: int) -> Figures:
    from bench import tasks

    tasks.seed(3 * (count + WARM_UP))
    worker = started_alone(stack)
    stack.start("beat")
    tasks.make_due(WARM_UP)
    ended(WARM_UP)
    begun, cpu, small = time.monotonic(), seconds_of(worker), megabytes_of(worker)
    tasks.make_due(count)
    connections = ended(WARM_UP + count)
    took, cpu, large = time.monotonic() - begun, seconds_of(worker) - cpu, megabytes_of(worker)
    stack.kill("beat", "worker")
    calls = float(alone(stack, "-c", CALLS_ALONE, str(CALLS)).splitlines()[-1]) / CALLS
    return Figures(count / took, 1000 * cpu / count, 1000 * calls, connections, (small, large))


def started_alone(stack: stacks.Stack) -> psutil.Process:
    others = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CORE})
    stack.start("worker")
    os.sched_setaffinity(0, others)
    return psutil.Process(stack.processes["worker"].pid)


def alone(stack: stacks.Stack, *arguments: str) -> str:
    return stack.run("taskset", "-c", str(CORE), sys.executable, *arguments)


def ended(count: int) -> int:
    """Wait until so many executions have ended; returns the most connections that the workers have had meanwhile."""
    from django.db import connection

    from tasks_app.models import Execution

    most = 0
    while (done := Execution.objects.filter(status="success").count()) < count:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'torale' AND pid <> pg_backend_pid()"
            )
            most = max(most, cursor.fetchone()[0])
        sys.stderr.write(f"\r{done} of {count} ")
        time.sleep(0.5)
    return most


def seconds_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def megabytes_of(process: psutil.Process) -> float:
    return float(process.memory_info().rss / MEGABYTE)


def report(options: argparse.Namespace, found: Figures) -> None:
    sys.stdout.write(
        "\n| executions | a second | CPU each, ms | of it google-genai's | everything else | connections | memory, MB |"
        "\n|---|---|---|---|---|---|---|\n"
        f"| {options.count:,} | {found.rate:.0f} | {found.cpu_ms:.1f} | {found.calls_ms:.1f}"
        f" | {found.cpu_ms - found.calls_ms:.1f} | {found.connections}"
        f" | {found.memory[0]:.0f} → {found.memory[1]:.0f} |\n"
    )


if __name__ == "__main__":
    main()

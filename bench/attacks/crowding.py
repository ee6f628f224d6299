"""One user takes all that is allowed, and another waits: `python -m bench.attacks.crowding`.

The attacker has more tasks due than there are threads, asks for as many executions by hand as may be open, forces them
again and again, and makes tasks that run immediately only to delete them. Each execution takes some ten seconds.
Measured is how late another user's scheduled task and manual execution begin: goals 2 s and 5 s.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import requests

from bench import processes
from bench.attacks.attack import Attack, Target
from tests.stack import Stack, wait_for

# Seconds between two requests of the attacker, as the limit of one user allows (300 a minute).
PACE = 0.2
BY_HAND = 25
DUE_NOW = """
WITH moved AS (
    UPDATE tasks_app_task SET next_run = now() WHERE id = ANY(%(tasks)s) RETURNING periodic_task_id
)
UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = now()
FROM django_celery_beat_periodictask periodic JOIN moved ON moved.periodic_task_id = periodic.id
WHERE clocked.id = periodic.clocked_id
"""
BEGAN = """
SELECT extract(epoch FROM started_at - scheduled_for)::float FROM tasks_app_execution
WHERE task_id = %(task)s AND status NOT IN ('pending', 'retrying')
"""
OPEN = "SELECT FROM tasks_app_execution WHERE task_id = ANY(%(tasks)s) AND completed_at IS NULL"
RUNNING = "SELECT count(*) FROM tasks_app_execution WHERE status = 'running'"
SCHEDULED_GOAL, MANUAL_GOAL = 2.0, 5.0


@dataclass(frozen=True)
class Delays:
    """Seconds from being due, or asked for, to being taken by a worker; the longest of each kind."""

    scheduled: float
    manual: float
    running: int


class Caller:
    """A user, by a key."""

    def __init__(self, url: str, key: str) -> None:
        self._url = f"{url}/api/v1/tasks"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        return self._session.request(method, self._url + path, json=body, timeout=20)

    def create(self, **fields: Any) -> str:
        body = {"search_query": "Is it out?", **fields}
        return str(self.call("POST", "", body).json()["id"])

    def execute(self, task_id: str, *, force: bool = False) -> requests.Response:
        return self.call("POST", f"/{task_id}/execute", {"force": force})

    def clear(self) -> None:
        for task in self.call("GET", "").json():
            self.call("DELETE", f"/{task['id']}")


def measure(stack: Stack, attacker: Caller, victim: Caller, *, threads: int, rounds: int) -> Delays:
    """Attack a stack whose worker has so many threads, and time the victim's executions meanwhile."""
    greedy = [attacker.create(schedule="* * * * *") for _ in range(threads + 8)]
    by_hand = [attacker.create(state="paused") for _ in range(BY_HAND)]
    scheduled, manual = [], []
    with _pressed(stack, attacker, greedy, by_hand):
        enough = threads // 2
        wait_for(lambda: stack.asked(RUNNING)[0][0] >= enough, "the attack to have filled the worker", seconds=60)
        for _ in range(rounds):
            due, asked = victim.create(), victim.create(state="paused")
            _make_due(stack, [due])
            victim.execute(asked).raise_for_status()
            scheduled.append(_began(stack, due))
            manual.append(_began(stack, asked))
            if len(manual) < rounds:
                _await_end(stack, [due, asked])
        [(running,)] = stack.asked(RUNNING)
    attacker.clear()
    victim.clear()
    return Delays(max(scheduled), max(manual), int(running))


@contextmanager
def _pressed(stack: Stack, attacker: Caller, greedy: list[str], by_hand: list[str]) -> Iterator[None]:
    """The attacker at work, until the context ends."""
    _make_due(stack, greedy)
    is_over = threading.Event()

    def press() -> None:
        for number, task_id in enumerate(cycle(by_hand)):
            if is_over.wait(PACE):
                return
            if number % 3:
                attacker.execute(task_id, force=number >= len(by_hand))
            else:
                attacker.call("DELETE", f"/{attacker.create(run_immediately=True)}")

    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _make_due(stack: Stack, task_ids: list[str]) -> None:
    with stack.database() as cursor:
        cursor.execute(DUE_NOW, {"tasks": task_ids})


def _began(stack: Stack, task_id: str) -> float:
    (seconds,) = wait_for(lambda: stack.asked(BEGAN, task=task_id), "the other's execution to begin", seconds=90)[0]
    return float(seconds)


def _await_end(stack: Stack, task_ids: list[str]) -> None:
    wait_for(lambda: not stack.asked(OPEN, tasks=task_ids), "the other's executions to end", seconds=60)


def run(target: Target, until: float) -> None:
    """Take all that one user is allowed, on a stack that others share."""
    attacker = Caller(f"http://{target.host}:{target.port}", target.key)
    bodies = [{"search_query": "Is it out?", "state": "paused"}] * BY_HAND
    made = [attacker.call("POST", "", body) for body in bodies]
    by_hand = [str(answer.json()["id"]) for answer in made if answer.ok]
    for number, task_id in enumerate(cycle(by_hand)):
        if time.monotonic() >= until:
            break
        time.sleep(PACE)
        with suppress(requests.RequestException):
            attacker.execute(task_id, force=number >= len(by_hand))
    for task_id in by_hand:
        attacker.call("DELETE", f"/{task_id}")


ATTACK = Attack("executions by hand, as many as one user may ask for", "others' schedules a minute late", run)


def main() -> None:
    with processes.running(seconds=5.0) as stack:
        stack.start("web", "worker", "courier", "beat")
        stack.await_ready()
        began = time.monotonic()
        attacker, victim = (
            Caller(stack.url, stack.manage("create_api_key", f"{name}@example.com")) for name in ("attacker", "victim")
        )
        delays = measure(stack, attacker, victim, threads=64, rounds=5)
        write = sys.stdout.write
        write(f"attacked for {time.monotonic() - began:.0f} s, {delays.running} running in 64 threads at the end\n")
        write(f"scheduled: {delays.scheduled:.2f} s at most (goal {SCHEDULED_GOAL:g} s)\n")
        write(f"manual:    {delays.manual:.2f} s at most (goal {MANUAL_GOAL:g} s)\n")


if __name__ == "__main__":
    main()

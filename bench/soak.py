"""Minutes of load and kills, then the books are balanced: `python -m bench.soak [--minutes 10] [--rate 20]`.

Twenty tasks come due each second, each once. Every 15 seconds one process is killed with `-9` and started again, as the
supervisor does. When all is done that had come due, every row is counted. Ends with 1 if a run or a message is missing,
or was there twice, or anything is orphaned.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests import invariants
from tests import stack as stacks
from tests.doubles.gemini import KEY, MODEL
from tests.doubles.receiver import Receiver
from tests.faults.load import HeldGemini, Load
from tests.stack import Stack

VICTIMS = ("worker", "courier", "beat", "second-beat", "redis", "postgres", "web")
KILL_EVERY, GEMINI_SECONDS, LEASE_SECONDS, HEAD_START = 15.0, 0.2, 45, 5
# A lost message is sent again after a minute, and an attempt that failed is made again after up to 90 seconds.
SETTLE_SECONDS = 420.0
SEED = """
from datetime import timedelta
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from accounts.models import User
from notifications.services import ChannelConfigs, WebhookConfig
from tasks_app import schedules
from tasks_app.services import tasks
settings.TORALE_MAX_TASKS_PER_USER = 10**9
told = ChannelConfigs(webhook=WebhookConfig(url="{url}", method="POST", headers={{}}))
owner = User.objects.get()
with transaction.atomic():
    made = [
        tasks.create_task(
            owner=owner, name="soak", search_query=f"Is it out, number {{number}}?",
            condition_description="It is", state="active", schedule=None, notifications=told, now=timezone.now(),
        ).pk
        for number in range({count})
    ]
    first = timezone.now() + timedelta(seconds={head_start})
    schedules.move_many({{task: first + timedelta(seconds=nth / {rate}) for nth, task in enumerate(made)}})
"""
UNDONE = """
SELECT (SELECT count(*) FROM tasks_app_task WHERE last_execution_id IS NULL)
     + (SELECT count(*) FROM tasks_app_execution WHERE completed_at IS NULL)
     + (SELECT count(*) FROM notifications_notification WHERE status = 'pending')
"""
BOOKS = """
SELECT (SELECT count(*) FROM tasks_app_task),
       (SELECT count(*) FROM tasks_app_execution WHERE completed_at IS NOT NULL),
       (SELECT count(*) FROM tasks_app_execution WHERE completed_at IS NULL),
       (SELECT count(*) FROM tasks_app_execution WHERE status <> 'success'),
       (SELECT sum(retry_count) FROM tasks_app_execution),
       (SELECT count(*) - count(DISTINCT task_id) FROM tasks_app_execution),
       (SELECT count(*) FROM tasks_app_execution WHERE notification IS NOT NULL)
"""
TOLD = "SELECT id::text FROM notifications_notification WHERE event = 'task.condition_met' AND status = 'sent'"
LATENESS = """
SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - scheduled_for))
FROM tasks_app_execution WHERE retry_count = 0
"""


@dataclass
class Soak:
    """A soak: the kills of processes, and the longest time that `/readyz` was down."""

    load: Load
    kills: Counter[str] = field(default_factory=Counter)
    ended_by_themselves: Counter[str] = field(default_factory=Counter)
    longest_down: float = 0.0
    _down_since: float | None = None

    def run(self, seconds: float) -> None:
        end, next_kill = time.monotonic() + seconds, time.monotonic() + KILL_EVERY
        while time.monotonic() < end:
            if time.monotonic() > next_kill:
                self._kill(random.choice(VICTIMS))
                next_kill += KILL_EVERY
            self._look()

    def settle(self) -> None:
        end = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < end and not (self._look() and self._is_done()):
            pass

    def _kill(self, name: str) -> None:
        self.kills[name] += 1
        self.load.stack.kill(name)
        self.load.stack.restart(name)

    def _look(self) -> bool:
        time.sleep(0.5)
        self.ended_by_themselves.update(self.load.stack.revive())
        now = time.monotonic()
        if self.load.stack.is_well("readyz"):
            self._down_since = None
            return True
        self._down_since = self._down_since or now
        self.longest_down = max(self.longest_down, now - self._down_since)
        return False

    def _is_done(self) -> bool:
        try:
            return self.load.stack.asked(UNDONE) == [(0,)]
        except psycopg.OperationalError:
            return False


def main() -> int:
    options = parse()
    count = int(options.minutes * 60 * options.rate)
    with stage() as load:
        values = {"url": load.receiver.url("/hook"), "count": count, "rate": options.rate, "head_start": HEAD_START}
        load.stack.manage("shell", "--no-imports", "-c", SEED.format(**values))
        soak = Soak(load)
        soak.run(options.minutes * 60 + HEAD_START)
        soak.settle()
        return report(soak)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20, help="tasks that come due each second")
    return parser.parse_args()


@contextmanager
def stage() -> Iterator[Load]:
    with (
        tempfile.TemporaryDirectory() as home,
        HeldGemini() as gemini,
        Receiver() as receiver,
        stacks.running(Path(home), durable=True) as stack,
    ):
        gemini.takes(GEMINI_SECONDS)
        stack.environment = {
            "SEARCH_PROVIDER": "gemini",
            "GEMINI_API_KEY": KEY,
            "GEMINI_MODEL": MODEL,
            "GOOGLE_GEMINI_BASE_URL": gemini.base_url,
            "TORALE_ALLOWED_PRIVATE_URLS": receiver.url("/hook"),
            "TORALE_EXECUTION_DEADLINE": str(LEASE_SECONDS - 5),
            "TORALE_EXECUTION_LEASE": str(LEASE_SECONDS),
            "TORALE_NOTIFICATION_LEASE": str(LEASE_SECONDS),
        }
        stack.start("web", "worker", "courier", "beat", "second-beat")
        stack.sign_in("alice@example.com")
        stack.await_ready()
        yield Load(stack, gemini, receiver)


def report(soak: Soak) -> int:
    """Print the books; returns 1 where they are not balanced."""
    load = soak.load
    [(due, ended, open_, failed, lost, twice, decided)] = load.stack.asked(BOOKS)
    told = {row_id for (row_id,) in load.stack.asked(TOLD)}
    arrived = Counter(received.headers["webhook-id"] for received in load.receiver.requests)
    [(lateness,)] = load.stack.asked(LATENESS)
    with load.stack.database() as cursor:
        orphaned = invariants.broken(cursor)
    rows = {
        "came due": due,
        "ended": ended,
        "of them failed for good": failed,
        "still open": open_,
        "run twice": twice,
        "attempts that were lost, and made again": lost,
        "decided to tell": decided,
        "told": len(told),
        "arrived, by their ids": len(arrived),
        "arrived again, under the same id": arrived.total() - len(arrived),
        "rules broken, or orphans": len(orphaned),
        "killed": ", ".join(f"{name} {times}" for name, times in sorted(soak.kills.items())),
        "ended by themselves": ", ".join(f"{name} {n}" for name, n in sorted(soak.ended_by_themselves.items())) or "–",
        "`/readyz` down for at most, s": round(soak.longest_down, 1),
        "late of those not lost: p50, p99, most, s": ", ".join(f"{seconds:.1f}" for seconds in lateness),
    }
    sys.stdout.write("".join(f"| {name} | {value} |\n" for name, value in rows.items()))
    sys.stdout.write("".join(f"{rule}: {row}\n" for rule, row in orphaned))
    is_balanced = due == ended and not (open_ or failed or twice or orphaned)
    return 0 if is_balanced and decided == len(told) and told == set(arrived) and _is_well(load.stack) else 1


def _is_well(stack: Stack) -> bool:
    return stack.is_well("readyz") and stack.is_well()


if __name__ == "__main__":
    sys.exit(main())

"""Redis emptied or gone, PostgreSQL gone, a provider that hangs, a full disk, all in mid-load."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from redis import Redis

from launcher import embedded
from tests.faults.load import Load
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.stack
RETRYING = "SELECT DISTINCT error_type FROM tasks_app_execution WHERE task_id = ANY(%(tasks)s) AND status = 'retrying'"
FAILED_SENDS = "SELECT count(*) FROM notifications_attempt WHERE error <> ''"


def flush(stack: Stack) -> None:
    with Redis.from_url(embedded.redis_url(stack.installation.home)) as redis:
        redis.flushall()


def restart_redis(stack: Stack) -> None:
    stack.kill("redis")
    stack.restart("redis")


def restart_postgres(stack: Stack) -> None:
    """As `pg_ctl restart -m immediate` does it."""
    stack.quit("postgres")
    stack.restart("postgres")


@pytest.mark.parametrize("fault", [flush, restart_redis, restart_postgres])
def test_what_is_under_way_when_a_server_fails_ends_once(load: Load, fault: Callable[[Stack], None]) -> None:
    tasks = load.create_many(30)
    load.gemini.takes(0.2)
    load.make_due(tasks, apart=0.1)
    load.receiver.wait_for(5, timeout=60)

    fault(load.stack)

    load.settle(tasks)
    # A courier whose database goes between the receiver's answer and its record sends again.
    load.assert_balanced(tasks, again=3 if fault is restart_postgres else 0)


def test_a_provider_that_hangs_is_given_up_and_asked_again(load: Load) -> None:
    tasks = load.create("hangs?", "hangs too?")
    load.gemini.hold("hangs", "search")
    load.make_due(tasks)
    wait_for(lambda: load.open_executions(tasks, "retrying") == 2, "both to be given up")
    assert load.stack.asked(RETRYING, tasks=tasks) == [("TimeoutError",)]

    load.gemini.let_go()
    load.settle(tasks)
    load.assert_balanced(tasks)


@contextmanager
def full_disk(stack: Stack, name: str) -> Iterator[None]:
    """No file grows that these processes write."""
    parent = psutil.Process(stack.processes[name].pid)
    pids = [process.pid for process in (parent, *parent.children(recursive=True))]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)) for pid in pids}
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def test_mails_wait_for_a_disk_that_is_full(load: Load) -> None:
    [task] = load.create("Is the disk full?", notifications=[{"type": "email", "address": "alice@example.com"}])
    outbox = Path(load.stack.installation.home) / "outbox"
    with full_disk(load.stack, "courier"):
        load.make_due([task])
        wait_for(lambda: load.stack.asked(FAILED_SENDS) > [(0,)], "a mail that cannot be written")

    load.settle([task])
    load.assert_balanced([task])
    # The alert, and the notice of the key that the load uses.
    assert {file.suffix for file in outbox.iterdir()} == {".eml"}

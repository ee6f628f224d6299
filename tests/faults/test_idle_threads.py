"""Threads of the web server that idle give up their connections to PostgreSQL; those to Redis are shared."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from redis import Redis

from core.web.limits import ConnectionLimits
from launcher import embedded, programs
from launcher.programs import WEB_PROCESSES
from tests import stack as stacks
from tests.faults.load import Load
from tests.stack import Stack, wait_for

pytestmark = pytest.mark.stack
CLIENTS, BURSTS = 32, 2
IDLE_SECONDS = ConnectionLimits(max_body=0).idle_seconds
# A request of this test may keep a thread of each process from being idle.
KEPT = WEB_PROCESSES
POOLS, BEAT = programs.EXECUTION_CONNECTIONS + programs.COURIER_THREADS, 4
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'torale'"


@pytest.fixture
def web(tmp_path: Path, prepared: Path) -> Iterator[Stack]:
    with stacks.running(tmp_path, template=prepared) as stack:
        stack.start("web")
        stack.sign_in("alice@example.com")
        wait_for(lambda: stack.is_well("readyz"), "the web server")
        yield stack


def burst(stack: Stack) -> None:
    def ask(number: int) -> None:
        answer = requests.get(f"{stack.url}/api/v1/tasks", headers=dict(stack.session.headers), timeout=10)
        assert answer.status_code == 200, f"request {number}: {answer.status_code}"

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(ask, range(CLIENTS * 10)))


def to_postgres(stack: Stack) -> int:
    [(count,)] = stack.asked(CONNECTIONS)
    return int(count)


def to_redis(stack: Stack) -> int:
    with Redis.from_url(embedded.redis_url(stack.installation.home)) as redis:
        return len(redis.client_list()) - 1


def test_a_thread_that_idles_leaves_no_connection_behind(web: Stack) -> None:
    in_redis = []
    for number in range(BURSTS):
        burst(web)
        assert to_postgres(web) > KEPT, "the burst must need several threads"
        in_redis.append(to_redis(web))
        wait_for(
            lambda: to_postgres(web) <= KEPT, f"the threads to idle after burst {number}", seconds=3 * IDLE_SECONDS
        )
    # The clients of a process share its connections to Redis, which are as many as were ever needed at once.
    assert in_redis[-1] <= in_redis[0] + WEB_PROCESSES, in_redis


def test_workers_hold_no_more_connections_than_their_pools_have(load: Load) -> None:
    for _ in range(2):
        tasks = load.create_many(20)
        load.make_due(tasks)
        load.settle(tasks)
    wait_for(lambda: to_postgres(load.stack) <= POOLS + BEAT + KEPT, "the web server to idle", seconds=3 * IDLE_SECONDS)
    # Each thread of a worker may have used two clients of Redis at once.
    threads = programs.EXECUTION_THREADS + programs.COURIER_THREADS + WEB_PROCESSES * programs.WEB_THREADS
    assert to_redis(load.stack) <= 2 * threads

"""Jobs in child processes: what they return, what ends them, and that nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.jobs import children, frames
from core.jobs.children import Children
from core.work import CalledOffError, Work
from tests.core.jobs import calls


@pytest.fixture(scope="module")
def pool() -> Iterator[Children]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(children, "_modules", {})
        pool = Children(2)
        yield pool
        pool.close()


def run(
    pool: Children,
    function: Callable[[Any], Any],
    argument: Any = None,
    *,
    returns: Any = Any,
    seconds: float = 20.0,
    cpu_seconds: float = 10.0,
    memory_mb: int = 256,
) -> Any:
    return pool.run(
        frames.Job(function, argument, cpu_seconds, memory_mb),
        returns,
        until=time.monotonic() + seconds,
    )


def test_a_job_returns_what_its_function_returns(pool: Children) -> None:
    assert run(pool, calls.page, "News", returns=calls.Page) == calls.Page("News", ("one", "two"))
    assert run(pool, calls.pid) != os.getpid()


def test_an_error_of_a_function_is_told_with_its_class_and_place(pool: Children) -> None:
    with pytest.raises(children.ChildRaisedError, match="OddError: no title") as caught:
        run(pool, calls.fail, "no title")
    assert caught.value.kind == "OddError"
    assert "in fail" in caught.value.__notes__[0]


@pytest.mark.parametrize("title", ["a\ud800b", "\U0001f600\ud83d"])
def test_halves_of_letters_do_not_come_out_of_a_child(pool: Children, title: str) -> None:
    assert run(pool, calls.page, title, returns=calls.Page).title == title.replace("\ud800", "\ufffd").replace(
        "\ud83d", "\ufffd"
    )
    with pytest.raises(children.ChildRaisedError, match="\ufffd"):
        run(pool, calls.fail, title)


@pytest.mark.parametrize("answer", [calls.a_pickle, calls.nothing_that_is_known, calls.deeply_nested])
def test_a_child_that_was_taken_over_runs_nothing_in_its_worker(
    pool: Children, tmp_path: Path, answer: Callable[[Any], Any]
) -> None:
    with pytest.raises(children.ChildLostError):
        run(pool, answer, str(tmp_path / "broken in"))
    assert not list(tmp_path.iterdir())
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_an_answer_of_another_type_than_expected_is_refused(pool: Children) -> None:
    with pytest.raises(children.ChildLostError, match="not what was expected"):
        run(pool, calls.pid, returns=calls.Page)


def test_a_child_serves_one_job_after_another(pool: Children) -> None:
    first = run(pool, calls.pid)
    with pytest.raises(children.ChildRaisedError):
        run(pool, calls.fail, "")
    assert run(pool, calls.pid) == first


def test_a_job_is_ended_at_its_deadline(pool: Children) -> None:
    begun = time.monotonic()
    with pytest.raises(children.ChildTimeoutError):
        run(pool, calls.wait, 60, seconds=0.3)
    assert time.monotonic() - begun < 2
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


@pytest.mark.parametrize("burn", [calls.burn, calls.burn_outside_python, calls.burn_in_thread])
def test_a_job_is_ended_when_it_has_used_its_processor_time(pool: Children, burn: Callable[[Any], Any]) -> None:
    with pytest.raises(children.ChildCPUError):
        run(pool, burn, cpu_seconds=0.2)
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_a_job_is_refused_more_memory_than_it_may_take(pool: Children) -> None:
    assert run(pool, calls.fill, 100, memory_mb=256)
    with pytest.raises(children.ChildMemoryError):
        run(pool, calls.fill, 300, memory_mb=256)
    assert run(pool, calls.fill, 100, memory_mb=256)


def test_a_child_that_has_grown_is_replaced(pool: Children) -> None:
    grown = run(pool, calls.keep, 100)
    assert run(pool, calls.pid) != grown


def test_a_child_that_crashes_fails_its_job_alone(pool: Children) -> None:
    with pytest.raises(children.ChildLostError, match="-11"):
        run(pool, calls.crash)
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_a_child_that_stands_still_is_ended_at_the_deadline(pool: Children) -> None:
    with pytest.raises(children.ChildTimeoutError):
        run(pool, calls.stop, seconds=0.3)
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_an_answer_that_cannot_be_sent_is_an_error_of_the_job(pool: Children) -> None:
    with pytest.raises(children.ChildRaisedError, match="TypeError"):
        run(pool, calls.answer_what_cannot_be_sent)
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_a_child_killed_at_work_fails_that_job_and_no_other(pool: Children) -> None:
    with ThreadPoolExecutor(2) as threads:
        victim = run(pool, calls.pid)
        lost = threads.submit(run, pool, calls.wait, 60)
        wait_until(lambda: psutil.Process(victim).status() == psutil.STATUS_SLEEPING and len(pool._free) == 1)
        beside = threads.submit(run, pool, calls.wait, 0.5)
        os.kill(victim, signal.SIGKILL)
        with pytest.raises(children.ChildLostError):
            lost.result()
        assert beside.result() is None


def test_a_child_killed_while_idle_fails_no_job(pool: Children) -> None:
    victim = run(pool, calls.pid)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(victim))
    assert run(pool, calls.pid) != victim


def test_a_fork_server_that_was_killed_is_started_again(pool: Children) -> None:
    child = psutil.Process(run(pool, calls.pid))
    server = child.parent()
    assert server is not None
    server.kill()
    wait_until(lambda: not child.is_running())
    wait_until(lambda: server.status() == psutil.STATUS_ZOMBIE)
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_a_job_waits_for_a_free_child_no_longer_than_its_deadline(pool: Children) -> None:
    with ThreadPoolExecutor(2) as threads:
        busy = [threads.submit(run, pool, calls.wait, 1.0) for _ in range(2)]
        wait_until(lambda: not pool._free)
        begun = time.monotonic()
        with pytest.raises(children.ChildTimeoutError, match="no child was free"):
            run(pool, calls.page, "late", seconds=0.2)
        assert time.monotonic() - begun < 0.9
        assert [each.result() for each in busy] == [None, None]


def test_an_owner_leaves_the_last_child_to_others(pool: Children) -> None:
    def on_behalf_of(owner: str, function: Callable[[Any], Any], argument: Any) -> Any:
        with Work(owner).begin():
            return run(pool, function, argument, returns=calls.Page if function is calls.page else Any)

    with ThreadPoolExecutor(4) as threads:
        greedy = [threads.submit(on_behalf_of, "greedy", calls.wait, 0.7) for _ in range(3)]
        wait_until(lambda: len(pool._free) == 1)
        begun = time.monotonic()
        assert threads.submit(on_behalf_of, "other", calls.page, "News").result().title == "News"
        assert time.monotonic() - begun < 0.6
        assert [each.result() for each in greedy] == [None] * 3


@pytest.mark.parametrize("busy", [0, 2])
def test_work_that_is_called_off_ends_its_child_and_its_wait(pool: Children, busy: int) -> None:
    work = Work()

    def unwanted() -> None:
        with work.begin():
            run(pool, calls.wait, 60)

    with ThreadPoolExecutor(3) as threads:
        others = [threads.submit(run, pool, calls.wait, 1.3) for _ in range(busy)]
        wait_until(lambda: len(pool._free) == 2 - busy)
        lost = threads.submit(unwanted)
        wait_until(lambda: len(pool._free) == 1 or busy > 0)
        work.call_off()
        begun = time.monotonic()
        with pytest.raises(CalledOffError):
            lost.result()
        assert time.monotonic() - begun < 1
        assert [each.result() for each in others] == [None] * busy
    assert run(pool, calls.page, "after", returns=calls.Page).title == "after"


def test_many_threads_share_few_children(pool: Children) -> None:
    with ThreadPoolExecutor(64) as threads:
        pids = set(threads.map(lambda _: run(pool, calls.pid), range(400)))
    assert 1 <= len(pids) <= 2


def test_no_descriptor_and_no_process_stays_behind(pool: Children) -> None:
    run(pool, calls.pid)
    me = psutil.Process()
    before, processes = me.num_fds(), len(me.children(recursive=True))
    for _ in range(20):
        with pytest.raises(children.ChildTimeoutError):
            run(pool, calls.wait, 60, seconds=0.02)
    run(pool, calls.pid)
    wait_until(lambda: len(me.children(recursive=True)) <= processes)
    assert me.num_fds() <= before + 1


def test_a_child_has_no_secret_and_no_descriptor_of_its_worker(pool: Children) -> None:
    assert set(run(pool, calls.environment)) <= {*children.KEPT_VARIABLES, "PYTHONPATH", "LC_CTYPE"}
    sockets = [name for name in run(pool, calls.descriptors) if name.startswith("socket:")]
    assert len(sockets) == 1


def test_children_know_preloaded_modules_and_not_the_frameworks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_modules", {})
    children.preload("graphlib")
    pool = Children(1)
    try:
        known = run(pool, calls.modules)
    finally:
        pool.close()
    assert "graphlib" in known
    assert not {"django", "celery"} & set(known)


WORKER = """
import sys, threading, time
from core.jobs import frames
from core.jobs.children import Children
from tests.core.jobs import calls
pool, until = Children(2), time.monotonic() + 60
arguments = frames.Job(calls.burn, None, 60.0, 256), object
for _ in range(2):
    threading.Thread(target=pool.run, args=arguments, kwargs={"until": until}).start()
sys.stdin.read()
"""


def test_nothing_stays_when_the_worker_is_killed() -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE)
    family = psutil.Process(worker.pid)
    wait_until(lambda: len(family.children(recursive=True)) == 3)
    below = family.children(recursive=True)
    worker.kill()
    worker.communicate()
    gone, alive = psutil.wait_procs(below, timeout=3)
    assert (len(gone), alive) == (3, [])


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.01)

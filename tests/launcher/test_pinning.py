"""Web processes and processors: forked for real, as the web server forks them."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from launcher import pinning

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone lets a process choose its processors")
FORK = multiprocessing.get_context("fork")
Pinned = tuple[int | None, set[int]]
GONE = 1000


class Web:
    """A process that pins itself and goes on until it is killed."""

    def __init__(self) -> None:
        here, there = FORK.Pipe()
        self._process = FORK.Process(target=_serve, args=[there], daemon=True)
        self._process.start()
        self._pipe: Connection[Pinned, Pinned] = here

    def pinned(self) -> Pinned:
        """Its processor, and those that it may use."""
        assert self._pipe.poll(30)
        return self._pipe.recv()

    def kill(self) -> None:
        self._process.kill()
        self._process.join(10)


def _serve(pipe: "Connection[Pinned, Pinned]") -> None:
    pipe.send((pinning.pin(), os.sched_getaffinity(0)))
    pipe.recv()


@pytest.fixture
def fork() -> Iterator[Callable[[], Web]]:
    forked: list[Web] = []

    def one() -> Web:
        forked.append(Web())
        return forked[-1]

    yield one
    for web in forked:
        web.kill()


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Two processors at most: a machine may have hundreds."""
    some = set(sorted(os.sched_getaffinity(0))[:2])
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: some)
    return some


def test_each_process_has_a_processor_until_there_is_none_left(fork: Callable[[], Web], allowed: set[int]) -> None:
    processors = [fork().pinned()[0] for _ in allowed]
    assert set(processors) == allowed
    assert fork().pinned()[0] is None


def test_a_process_may_use_its_own_processor_alone(fork: Callable[[], Web]) -> None:
    processor, usable = fork().pinned()
    assert usable == {processor}


def test_the_processor_of_one_that_is_killed_goes_to_the_next(fork: Callable[[], Web], allowed: set[int]) -> None:
    first, *others = [fork() for _ in allowed]
    processor, _ = first.pinned()
    for other in others:
        other.pinned()
    first.kill()
    assert fork().pinned()[0] == processor


def test_one_that_may_not_be_used_any_more_is_left_out(
    fork: Callable[[], Web], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container has just lost it: the kernel refuses a processor that there is none of."""
    (usable, *_) = os.sched_getaffinity(0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {GONE, usable})
    monkeypatch.setattr(pinning, "apart", lambda _: [GONE, usable])
    assert fork().pinned()[0] == usable


def test_no_two_share_a_core_while_another_has_none(tmp_path: Path) -> None:
    for processor, siblings in enumerate(("0-1", "0-1", "2,5", "3-4", "3-4", "2,5")):
        folder = tmp_path / f"cpu{processor}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{siblings}\n")
    assert pinning.apart(range(6), tmp_path) == [0, 2, 3, 1, 4, 5]
    assert pinning.apart([5, 4, 3], tmp_path) == [3, 5, 4]


def test_where_the_cores_are_not_known_each_processor_is_one(tmp_path: Path) -> None:
    assert pinning.apart([2, 0, 1], tmp_path) == [0, 1, 2]

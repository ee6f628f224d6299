"""Web processes and processors: forked for real, as the web server forks them."""

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from config.server import pinning

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone lets a process choose its processors")
FORK = multiprocessing.get_context("fork")
Pinned = tuple[int | None, set[int]]


class Web:
    """A process that pins itself and goes on until it is killed."""

    def __init__(self) -> None:
        here, there = FORK.Pipe()
        self._process = FORK.Process(target=_serve, args=[there], daemon=True)
        self._process.start()
        self.processor, self.allowed = self._said(here)

    def kill(self) -> None:
        self._process.kill()
        self._process.join(10)

    @staticmethod
    def _said(pipe: "Connection[Pinned, Pinned]") -> Pinned:
        assert pipe.poll(30)
        return pipe.recv()


def _serve(pipe: "Connection[Pinned, Pinned]") -> None:
    pipe.send((pinning.pin(), os.sched_getaffinity(0)))
    pipe.recv()


@pytest.fixture
def processors() -> set[int]:
    return os.sched_getaffinity(0)


def test_each_process_has_a_processor_until_there_is_none_left(processors: set[int]) -> None:
    pinned = [Web() for _ in processors]
    late = Web()
    try:
        assert {web.processor for web in pinned} == processors
        assert all(web.allowed == {web.processor} for web in pinned)
        assert (late.processor, late.allowed) == (None, processors)
    finally:
        for web in (*pinned, late):
            web.kill()


def test_the_processor_of_one_that_is_killed_goes_to_the_next(processors: set[int]) -> None:
    first, *others = [Web() for _ in processors]
    first.kill()
    heir = Web()
    try:
        assert heir.processor == first.processor
    finally:
        for web in (*others, heir):
            web.kill()


def test_no_two_share_a_core_while_another_has_none(tmp_path: Path) -> None:
    for processor, siblings in enumerate(("0-1", "0-1", "2,5", "3-4", "3-4", "2,5")):
        folder = tmp_path / f"cpu{processor}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{siblings}\n")
    assert pinning.apart(range(6), tmp_path) == [0, 2, 3, 1, 4, 5]
    assert pinning.apart([5, 4, 3], tmp_path) == [3, 5, 4]


def test_where_the_cores_are_not_known_each_processor_is_one(tmp_path: Path) -> None:
    assert pinning.apart([2, 0, 1], tmp_path) == [0, 1, 2]

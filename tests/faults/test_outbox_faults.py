"""The outbox under `kill -9`: nothing is lost, nothing is made up, and little is told twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stack as stacks
from tests.doubles.receiver import Receiver
from tests.faults import outbox
from tests.stack import Stack

pytestmark = pytest.mark.stack
COUNT, KILLS = 200, 3


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as double:
        yield double


@pytest.fixture
def stack(tmp_path: Path, receiver: Receiver, prepared: Path) -> Iterator[Stack]:
    with stacks.running(tmp_path, template=prepared) as stack:
        stack.environment = outbox.environment(receiver)
        stack.start("beat")
        yield stack


def test_what_a_killed_worker_leaves_arrives_under_its_own_id(stack: Stack, receiver: Receiver) -> None:
    arrivals = outbox.deliver_under_fire(stack, receiver, count=COUNT, kills=KILLS)

    assert arrivals.missing == arrivals.invented == set()
    assert arrivals.kills == KILLS, "everything had arrived before the last kill"
    assert arrivals.unexplained == set(), "told again although no kill fell between the arrival and its record"
    assert arrivals.duplicates <= KILLS * outbox.AT_WORK, "more than what was under way when a worker was killed"

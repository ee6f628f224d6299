"""1,000 notifications by webhook while the worker that delivers them is killed ten times: `python -m bench.outbox`."""

import sys
import tempfile
import time
from pathlib import Path

from tests import stack as stacks
from tests.doubles.receiver import Receiver
from tests.faults import outbox

COUNT, KILLS = 1000, 10


def main() -> None:
    with tempfile.TemporaryDirectory() as home, Receiver() as receiver, stacks.running(Path(home)) as stack:
        stack.environment = outbox.environment(receiver)
        stack.start("beat")
        started = time.monotonic()
        arrivals = outbox.deliver_under_fire(stack, receiver, count=COUNT, kills=KILLS)
        seconds = time.monotonic() - started
    sys.stdout.write(
        f"{len(arrivals.recorded)} recorded, {arrivals.kills} kills, {len(arrivals.missing)} missing,"
        f" {len(arrivals.invented)} invented, {len(arrivals.met)} met between arrival and record,"
        f" {arrivals.duplicates} duplicates, {len(arrivals.unexplained)} of them unexplained, {seconds:.0f} s\n"
    )


if __name__ == "__main__":
    main()

"""Try every attack on a Torale of its own, one after another and then all at once from one address.

    .venv/bin/python -m bench.attacks [--each 15] [--seconds 600] [--only TEXT]

Prints a table. Ends with 1 where `/healthz` was not answered within a second throughout, or where the memory of the web
processes is not back within a tenth after all at once.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.attacks import hostile_pages, watched
from bench.attacks.attack import Attack, Target
from bench.attacks.registry import ATTACKS
from tests import stack as stacks
from tests.stack import Stack, wait_for

WITHIN_SECONDS, MORE_MEMORY = 1.0, 1.1
WARM_UP_SECONDS, REST_SECONDS = 10.0, 90.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=float, default=15)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--only", default="")
    asked = options.parse_args()
    attacks = [attack for attack in ATTACKS if asked.only in attack.name]
    with tempfile.TemporaryDirectory() as home, stacks.running(Path(home)) as stack, hostile_pages.served():
        # The limits are those of an installation.
        stack.environment = {"TORALE_RATE_LIMITS": "", "TORALE_ALLOWED_PRIVATE_URLS": f"{hostile_pages.SITE}/"}
        stack.start("web", "worker", "courier", "beat")
        stack.await_ready()
        target = Target("127.0.0.1", stack.installation.port, stack.manage("create_api_key", "alice@example.com"))
        return int(not _try_all(attacks, target, stack, asked))


def _try_all(attacks: list[Attack], target: Target, stack: Stack, asked: argparse.Namespace) -> bool:
    _say("| attack | before | now |\n|---|---|---|")
    seen = []
    for attack in attacks:
        seen.append(watched.under([attack], target, stack.url, asked.each))
        _say(f"| {attack.name} | {attack.before} | {seen[-1]} |")
    # Once, so that what is loaded and cached by them is there before memory is looked at.
    watched.under(attacks, target, stack.url, WARM_UP_SECONDS)
    pid = stack.processes["web"].pid
    before = watched.memory(pid)
    seen.append(watched.under(attacks, target, stack.url, asked.seconds))
    _say(f"| all at once for {asked.seconds:.0f} s | | {seen[-1]} |")
    is_back = _is_back(pid, before)
    _say(f"\nMemory of the web processes: {before / 1e6:.0f} MB before, {watched.memory(pid) / 1e6:.0f} MB after.")
    return is_back and all(one.slowest < WITHIN_SECONDS and not one.failed for one in seen)


def _is_back(pid: int, before: int) -> bool:
    try:
        return wait_for(lambda: watched.memory(pid) <= before * MORE_MEMORY, "the memory", seconds=REST_SECONDS)
    except AssertionError:
        return False


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

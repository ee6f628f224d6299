"""One user takes all that is allowed; another's executions begin in time, on real processes."""

from dataclasses import replace

import pytest

from bench.attacks import crowding
from launcher import programs
from tests.doubles.gemini import GeminiDouble, grounded, judgement
from tests.stack import Stack

pytestmark = pytest.mark.stack
THREADS = 4


def test_one_user_does_not_delay_another(stack: Stack, gemini: GeminiDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "EXECUTION_THREADS", THREADS)
    gemini.searches = [replace(grounded(), delay=2.0)]
    gemini.evaluations = [judgement()]
    stack.start("worker", "courier")
    stack.await_ready()
    attacker = crowding.Caller(stack.url, str(stack.session.headers["Authorization"]).removeprefix("Bearer "))
    victim = crowding.Caller(stack.url, stack.manage("create_api_key", "charlie@example.com"))
    delays = crowding.measure(stack, attacker, victim, threads=THREADS, rounds=1)
    # Twice the goals: other tests use the same processors. `bench.attacks.crowding` holds the goals themselves.
    assert delays.scheduled <= 2 * crowding.SCHEDULED_GOAL
    assert delays.manual <= 2 * crowding.MANUAL_GOAL

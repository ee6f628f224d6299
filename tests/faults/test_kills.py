"""`kill -9` at each step of an execution: what was begun ends once, by another, and is told once."""

import pytest

from tests.doubles.receiver import Behaviour
from tests.faults.load import Load, frozen
from tests.stack import wait_for

pytestmark = pytest.mark.stack
WAITS_FOR_A_ROW = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
SUCCESSES = "SELECT count(*) FROM tasks_app_execution WHERE task_id = ANY(%(tasks)s) AND status = 'success'"


def test_workers_killed_at_every_step_lose_nothing_and_repeat_nothing(load: Load) -> None:
    """Five executions, each at another step when the workers go: claimed, searched, evaluated, committed, notified."""
    claimed, searched, evaluated, committed, notified = tasks = load.create(
        "claimed?", "searched?", "evaluated?", "committed?", "notified?"
    )
    load.gemini.hold("claimed?", "search")
    for query in ("searched?", "evaluated?", "committed?"):
        load.gemini.hold(query, "evaluate")
    load.receiver.behaviour = Behaviour.HANG
    load.make_due(tasks)
    wait_for(lambda: len(load.gemini.arrived) == 4, "four to be asked about")
    load.receiver.wait_for(1, timeout=60)

    with load.stack.database() as cursor, frozen(load.stack, "redis"), cursor.connection.transaction():
        cursor.execute("SELECT FROM tasks_app_task WHERE id = %s FOR UPDATE", [evaluated])
        load.gemini.held["evaluated?", "evaluate"].set()
        load.gemini.held["committed?", "evaluate"].set()
        wait_for(lambda: load.stack.asked(WAITS_FOR_A_ROW) == [(1,)], "one to be about to commit")
        wait_for(lambda: load.stack.asked(SUCCESSES, tasks=[committed]) == [(1,)], "one to be committed")
        load.stack.kill("worker", "courier")
    assert load.stack.asked(SUCCESSES, tasks=[claimed, searched, evaluated]) == [(0,)]
    assert load.stack.asked(SUCCESSES, tasks=[committed, notified]) == [(2,)]

    load.gemini.let_go()
    load.receiver.behaviour = Behaviour.OK
    load.stack.start("worker", "courier")
    load.settle(tasks)
    load.assert_balanced(tasks, again=1)


def test_a_beat_killed_between_claim_and_send_leaves_what_another_finds(load: Load) -> None:
    tasks = load.create_many(10)
    with frozen(load.stack, "redis"):
        load.make_due(tasks)
        wait_for(lambda: load.open_executions(tasks, "pending") == 10, "all to be claimed")
        load.stack.kill("beat")

    load.stack.start("beat")
    load.settle(tasks)
    load.assert_balanced(tasks)


def test_of_two_beats_one_killed_at_any_moment_no_run_is_lost_or_doubled(load: Load) -> None:
    load.stack.restart("second-beat")
    tasks = load.create_many(60)
    try:
        load.make_due(tasks, apart=0.05)
        for beat in ("beat", "second-beat"):
            wait_for(lambda: load.stack.asked(SUCCESSES, tasks=tasks) > [(10,)], "some to be done")
            load.stack.kill(beat)
            load.stack.restart(beat)
        load.settle(tasks)
    finally:
        load.stack.end("second-beat")
    load.assert_balanced(tasks)

"""How many executions may begin: what the workers can take, and no more than the operator's limits."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings

from accounts.models import User
from core import env
from core.jobs import heartbeat
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import NetworkError, RateLimitError
from tasks_app.scheduling import capacity, dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.scheduling.fairness import FIRST_OWNER
from tasks_app.services import executions, outcomes
from tests.conftest import member
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

DUE = NOW + timedelta(minutes=1)


def claim(limits: Limits, *, now: datetime = DUE) -> int:
    return len(begun(limits, now=now))


def begun(limits: Limits, *, now: datetime) -> Sequence[uuid.UUID]:
    return dispatch.claim_due(now=now, limit=100, limits=limits).execution_ids


def ask(task: Task, *, now: datetime = NOW) -> Execution:
    """A manual execution that waits for its turn."""
    return executions.execute_now(owner=task.owner, task_id=task.pk, force=False, now=now)


def end(execution: Execution, *, now: datetime) -> None:
    assert outcomes.record_outcome(claim=taken(execution, now=now), outcome=outcome(now=now), now=now)


@pytest.fixture
def signs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    prefix = f"torale:test:{uuid.uuid4()}:"
    monkeypatch.setattr(heartbeat, "_CAPACITY", prefix)
    yield
    heartbeat.client().delete(prefix + "executions")


def test_the_queue_holds_no_more_than_the_workers_can_soon_take(owner: User) -> None:
    for _ in range(12):
        make_task(owner)
    assert claim(Limits(capacity=8)) == 10
    assert claim(Limits(capacity=8)) == 0
    end(Execution.objects.first(), now=DUE)  # type: ignore[arg-type]
    assert claim(Limits(capacity=8)) == 1


def test_what_a_lost_worker_held_does_not_keep_the_others_idle(owner: User) -> None:
    for _ in range(12):
        make_task(owner)
    assert claim(Limits(capacity=8)) == 10
    for execution in Execution.objects.all():
        taken(execution, now=DUE)
    later = DUE + timedelta(seconds=5)
    assert claim(Limits(capacity=8, concurrent=10), now=later) == 0
    assert claim(Limits(capacity=8), now=later) == 2


def test_workers_that_are_fast_get_what_they_take_in_a_second(owner: User) -> None:
    for _ in range(40):
        make_task(owner)
    assert claim(Limits(capacity=8)) == 10
    for execution in Execution.objects.all():
        end(execution, now=DUE)
    assert claim(Limits(capacity=8), now=DUE + timedelta(milliseconds=500)) == 18


def test_no_more_are_under_way_than_may_be(owner: User) -> None:
    for _ in range(5):
        make_task(owner)
    limits = Limits(concurrent=2)
    assert claim(limits) == 2
    first, second = Execution.objects.all()
    taken(first, now=DUE)
    assert claim(limits) == 0
    end(second, now=DUE)
    assert claim(limits) == 1


def test_no_more_begin_within_any_minute_than_may(owner: User) -> None:
    for _ in range(6):
        make_task(owner)
    limits = Limits(per_minute=2)
    assert claim(limits) == 2
    late = DUE + timedelta(seconds=50)
    assert claim(limits, now=late + timedelta(minutes=1)) == 0, "what is pending may begin at any moment"
    for execution in Execution.objects.all():
        end(execution, now=late)
    assert claim(limits, now=late + timedelta(seconds=59)) == 0
    assert claim(limits, now=late + timedelta(seconds=61)) == 2


def test_a_manual_execution_waits_for_room_like_any_other(owner: User) -> None:
    tasks = [make_task(owner) for _ in range(2)]
    limits = Limits(concurrent=1)
    assert claim(limits) == 1
    (open_one,) = Execution.objects.all()
    by_hand = ask(next(task for task in tasks if task.pk != open_one.task_id), now=DUE)
    assert claim(limits) == 0
    end(open_one, now=DUE)
    assert begun(limits, now=DUE) == [by_hand.pk]


def test_a_retry_that_comes_due_needs_room_too(owner: User) -> None:
    execution = begin(make_task(owner, state="paused"))
    outcomes.record_failure(claim=taken(execution), error=RateLimitError("busy"), now=NOW)
    now = NOW + timedelta(seconds=40)
    busy = begin(make_task(owner, state="paused"), now=now)
    assert claim(Limits(concurrent=1), now=now) == 0
    assert claim(Limits(per_minute=2), now=now) == 0, "an attempt of each"
    end(busy, now=now)
    assert claim(Limits(concurrent=1), now=now) == 1


def test_each_attempt_within_a_minute_counts_however_soon_it_is_made_again(owner: User) -> None:
    limits, began = Limits(per_minute=10), 0
    for seconds in (0, *[5] * 12):
        make_task(owner, now=NOW + timedelta(seconds=seconds))
    for now in (DUE + timedelta(seconds=seconds) for seconds in range(10)):
        for execution in Execution.objects.filter(pk__in=begun(limits, now=now)):
            busy = RateLimitError("busy", retry_after=1)
            outcomes.record_failure(claim=taken(execution, now=now), error=busy, now=now)
            began += 1
    assert began == 10


def test_what_is_about_to_be_retried_counts_with_the_attempts_it_has_had(owner: User) -> None:
    limits = Limits(per_minute=3)
    execution = begin(make_task(owner, state="paused"), now=DUE)
    outcomes.record_failure(claim=taken(execution, now=DUE), error=NetworkError("no route"), now=DUE)
    for _ in range(5):
        make_task(owner, now=NOW + timedelta(seconds=11))
    now = DUE + timedelta(seconds=11)
    assert [claim(limits, now=now) for _ in range(3)] == [2, 0, 0], "the first attempt, its retry, and one other"


@override_settings(
    SEARCH_PROVIDER="web", TORALE_LIMITS=(10, 100), TORALE_PROVIDER_LIMITS={"web": (20, 50), "gemini": (1, 1)}
)
def test_the_tightest_limit_holds(signs: None) -> None:
    assert capacity.current_limits() == Limits(capacity=capacity.USUAL_CAPACITY, concurrent=10, per_minute=50)


def test_without_limits_the_workers_are_the_limit(signs: None) -> None:
    heartbeat.record_workers(["executions"], name="one@host", concurrency=16)
    heartbeat.record_workers(["executions"], name="two@host", concurrency=32)
    heartbeat.record_workers(["executions"], name="two@host", concurrency=32)
    assert capacity.current_limits() == Limits(capacity=48)


def test_a_worker_that_is_not_heard_of_counts_no_more(signs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat.record_workers(["executions"], name="one@host", concurrency=16)
    later = time.time() + heartbeat.EXPIRE_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert heartbeat.capacity("executions") is None


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_lets_nothing_through_stops_the_start(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setenv("WEB_MAX_CONCURRENT", limit)
    with pytest.raises(ImproperlyConfigured, match="WEB_MAX_CONCURRENT"):
        env.optional_limit("WEB_MAX_CONCURRENT")


@pytest.mark.parametrize("limits", [Limits(concurrent=7), Limits(per_minute=7), Limits(capacity=6)])
@pytest.mark.django_db(transaction=True)
def test_a_limit_is_exact_with_several_beats(limits: Limits) -> None:
    user = member("alice@example.com")
    for _ in range(20):
        make_task(user)
    begun: list[int] = []

    def beat() -> None:
        begun.extend(claim(limits) for _ in range(10))
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(4)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert sum(begun) == Execution.objects.count() == 7


def test_one_user_with_thousands_due_does_not_delay_another(
    owner: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Neither among the oldest that are looked at, nor among the newest, and due at the same moment as many others.
    tasks = [make_task(owner) for _ in range(15)]
    single = make_task(stranger)
    tasks += [make_task(owner) for _ in range(15)]
    claimed = dispatch.claim_due(now=DUE, limit=5, limits=Limits(concurrent=2))
    assert len(claimed.execution_ids) == 2
    assert Execution.objects.filter(task=single).exists()


def test_all_owners_are_visited_in_turn(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "OWNERS", 2)
    for number in range(5):
        make_task(member(f"user-{number}@example.com"), now=NOW + timedelta(seconds=20))
    for _ in range(10):
        make_task(owner)
    began: Counter[str] = Counter()
    last_owner = FIRST_OWNER
    for tick in range(8):
        claimed = dispatch.claim_due(
            now=DUE + timedelta(minutes=1), limit=3, limits=Limits(concurrent=2 + 2 * tick), last_owner=last_owner
        )
        last_owner = claimed.last_owner
        began.update(
            Execution.objects.filter(pk__in=claimed.execution_ids).values_list("task__owner__email", flat=True)
        )
    others = [email for email in began if email != owner.email]
    assert len(others) == 5


def began_in_turn(*, limits: Limits, ticks: int) -> Counter[uuid.UUID]:
    """How often each owner's turn came, while what begins ends before the next tick."""
    now, last_owner, began = DUE + timedelta(hours=1), FIRST_OWNER, Counter[uuid.UUID]()
    for _ in range(ticks):
        claimed = dispatch.claim_due(now=now, limit=5, limits=limits, last_owner=last_owner)
        last_owner = claimed.last_owner
        for execution in Execution.objects.filter(pk__in=claimed.execution_ids).select_related("task"):
            began[execution.task.owner_id] += 1
            end(execution, now=now)
    return began


@pytest.mark.parametrize("places", [1, 2])
@pytest.mark.usefixtures("db")
def test_those_with_thousands_due_do_not_pass_the_turn_among_themselves(
    monkeypatch: pytest.MonkeyPatch, places: int
) -> None:
    monkeypatch.setattr(dispatch, "OWNERS", 2)
    owners = [User.objects.create(pk=uuid.UUID(int=number), email=f"{number}@example.com") for number in range(1, 13)]
    for _ in range(12):
        for many in (owners[8], owners[9], owners[11]):
            make_task(many)
    make_task(owners[6], now=DUE)
    began = began_in_turn(limits=Limits(concurrent=places), ticks=10)
    assert began[owners[6].pk] == 1
    assert began.total() == 10 * places


def test_a_retry_does_not_wait_for_another_with_thousands_due(owner: User, stranger: User) -> None:
    execution = begin(make_task(stranger, state="paused"), now=DUE)
    outcomes.record_failure(claim=taken(execution, now=DUE), error=NetworkError("no route"), now=DUE)
    for _ in range(30):
        make_task(owner)
    assert began_in_turn(limits=Limits(concurrent=2), ticks=3)[stranger.pk] == 1

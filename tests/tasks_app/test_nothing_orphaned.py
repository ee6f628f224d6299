"""Whatever users, operators, schedulers and workers do, in whatever order: tasks, schedules and figures agree.

A longer search: `HYPOTHESIS_PROFILE=long pytest tests/tasks_app/test_nothing_orphaned.py`.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from accounts.models import User
from adminapi import books, retention
from core.jobs import broker
from notifications import dispatch as outbox_dispatch
from notifications.models import Notification
from notifications.services import delivery
from notifications.transports.result import Receipt
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import Verdict
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import executions, outcomes
from tests import invariants
from tests.conftest import client_of, member
from tests.tasks_app.make import NOW, outcome

IS_LONG = settings.get_current_profile_name() == "long"
SETTINGS = settings(
    max_examples=1000 if IS_LONG else 15,
    stateful_step_count=60 if IS_LONG else 25,
    suppress_health_check=list(HealthCheck),
)
STATES = st.sampled_from(["active", "paused"])
CRONS = st.sampled_from([None, "*/5 * * * *", "0 9 * * *", "0 0 29 2 *"])
QUESTIONS = st.sampled_from(["Is it out?", "Is it in stock?"])
HOOK = {"type": "webhook", "url": "https://hooks.example.com/x"}
CHANNELS = st.sampled_from([[], [HOOK], [HOOK, {"type": "email", "address": "alice@example.com"}]])
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["active", "paused", "completed"]),
        "search_query": QUESTIONS,
        "schedule": CRONS,
        "notifications": CHANNELS,
        "name": st.just("Another name"),
    },
)
ACTIONS = st.sampled_from(["pause", "resume", "run_now", "cancel", "retry"])
ERRORS = st.sampled_from([errors.NetworkError("no route"), errors.ConfigurationError("bad key")])
PAUSES = st.sampled_from([1.0, 31.0, 61.0, 95.0, 660.0, 3700.0, 90_000.0, 8_640_000.0])
NEWEST = st.integers(0, 2)
BACK = timedelta(seconds=90)
SESSION_SECONDS = 10**9
ALL = Limits(capacity=1000)


class Platform(RuleBasedStateMachine):
    """Two users and an operator, one scheduler, workers that may be lost, couriers, and a clock of its own."""

    tasks = Bundle("tasks")
    sent: ClassVar[Counter[UUID]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        cache.clear()
        self.now = NOW
        self.admin = member("root@example.com", User.Role.ADMIN)
        self.users = [member("alice@example.com"), member("bob@example.com")]
        self.clients = [client_of(user) for user in self.users]
        self.operator = Client()
        self.operator.force_login(self.admin)
        self.owners: dict[str, int] = {}
        self.claims: list[executions.Claim] = []
        self.sent.clear()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # ── Users ──

    @initialize(target=tasks)
    def there_is_one(self) -> Any:
        return self.creates(user=0, search_query="Is it out?", state="active", notifications=[HOOK])

    @rule(
        target=tasks,
        user=st.integers(0, 1),
        state=STATES,
        schedule=CRONS,
        search_query=QUESTIONS,
        notifications=CHANNELS,
        run_immediately=st.booleans(),
    )
    def creates(self, user: int, **fields: Any) -> Any:
        return self._new_task(user, self._api(user, "post", "", fields))

    @rule(task=tasks, changes=CHANGES)
    def changes(self, task: str, changes: dict[str, Any]) -> None:
        was_active = Task.objects.active().filter(pk=task).exists()  # by hand one that is paused runs too, and on
        answer = self._api(self.owners[task], "put", f"/{task}", changes)
        if was_active and answer.status_code == 200 and changes.get("state", "active") != "active":
            self._nothing_is_open(task)

    @rule(task=tasks, force=st.booleans())
    def executes(self, task: str, force: bool) -> None:
        self._api(self.owners[task], "post", f"/{task}/execute", {"force": force})

    @rule(task=tasks, is_public=st.booleans())
    def shares(self, task: str, is_public: bool) -> None:
        self._api(self.owners[task], "patch", f"/{task}/visibility", {"is_public": is_public})

    @rule(target=tasks, task=tasks, user=st.integers(0, 1))
    def forks(self, task: str, user: int) -> Any:
        return self._new_task(user, self._api(user, "post", f"/{task}/fork", {}))

    @rule(task=consumes(tasks))
    def deletes(self, task: str) -> None:
        answer = self._api(self.owners[task], "delete", f"/{task}")
        assert answer.status_code == 401 or not Task.objects.filter(pk=task).exists()

    # ── Operators ──

    @rule(task=tasks, enabled=st.booleans())
    def switches_a_schedule(self, task: str, enabled: bool) -> None:
        for schedule in Task.objects.filter(pk=task).values_list("periodic_task_id", flat=True):
            page = reverse("admin:django_celery_beat_periodictask_change", args=[schedule])
            self._admin(page, {"enabled": "on"} if enabled else {})

    @rule(task=tasks, action=ACTIONS)
    def operators_act(self, task: str, action: str) -> None:
        if action in ("cancel", "retry"):
            last = Task.objects.filter(pk=task, last_execution__isnull=False)
            rows = [str(pk) for pk in last.values_list("last_execution", flat=True)]
            self._act("tasks_app_execution", action, rows)
        else:
            self._act("tasks_app_task", action, [task])

    @rule(task=tasks, model=st.sampled_from(["tasks_app_task", "django_celery_beat_periodictask"]))
    def deletes_in_the_admin(self, task: str, model: str) -> None:
        for row in Task.objects.filter(pk=task):
            page = reverse(f"admin:{model}_delete", args=[row.pk if "tasks_app" in model else row.periodic_task_id])
            assert self._admin(page, {"post": "yes"}).status_code == 403

    @rule(user=st.integers(0, 1))
    def deactivates(self, user: int) -> None:
        self._act("accounts_user", "deactivate", [str(self.users[user].pk)])

    @rule(user=st.integers(0, 1))
    def activates(self, user: int) -> None:
        self._act("accounts_user", "activate", [str(self.users[user].pk)])
        self.clients[user] = client_of(self.users[user])

    # ── The machinery ──

    @rule(seconds=PAUSES)
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def what_is_due_is_taken(self) -> None:
        """By workers that end it, or do not, or too late."""
        self._tick()
        self.claims += self._taken()

    @rule()
    def what_is_next_is_taken(self) -> None:
        soonest = Task.objects.active().order_by("next_run").first()
        self.now = max(self.now, soonest.next_run or self.now) if soonest else self.now
        self.what_is_due_is_taken()

    @precondition(lambda self: self.claims)
    @rule(nth=NEWEST, verdict=st.sampled_from(Verdict), finished=st.booleans())
    def a_worker_ends_one(self, nth: int, verdict: Verdict, finished: bool) -> None:
        found = outcome(verdict, now=self.now, finished=finished)
        outcomes.record_outcome(claim=self._held(nth), outcome=found, now=self.now)

    @precondition(lambda self: self.claims)
    @rule(nth=NEWEST, error=ERRORS)
    def a_worker_fails(self, nth: int, error: errors.PipelineError) -> None:
        outcomes.record_failure(claim=self._held(nth), error=error, now=self.now)

    @rule(what=st.one_of(CHANGES, ACTIONS, st.just("force")), verdict=st.sampled_from(Verdict))
    def something_happens_while_one_runs(self, what: Any, verdict: Verdict) -> None:
        self.what_is_next_is_taken()
        if not self.claims:
            return
        task = str(self._held(0).task_id)
        match what:
            case "force":
                self.executes(task=task, force=True)
            case str():
                self.operators_act(task=task, action=what)
            case _:
                self.changes(task=task, changes=what)
        self.all_agrees()
        self.claims += self._taken()
        self.a_worker_ends_one(nth=0, verdict=verdict, finished=False)

    @rule(what=st.sampled_from(["delivery", "fold", "retention", "clock"]))
    def meanwhile(self, what: str) -> None:
        match what:
            case "delivery":
                for row in Notification.objects.claimable(self.now):
                    delivery.deliver(row.pk, clock=lambda: self.now)
            case "fold":
                books.fold(limit=5)
            case "retention":
                retention.delete_old(now=self.now)
            case "clock":
                self.now -= BACK

    @rule()
    def all_comes_to_an_end(self) -> None:
        """Within some hours of workers that work, whatever was before."""
        for _ in range(4):
            self.now += timedelta(hours=1)
            self._tick()
            for claim in self._taken():
                outcomes.record_outcome(claim=claim, outcome=outcome(now=self.now), now=self.now)
        assert not Execution.objects.open().exists()
        overdue = Task.objects.active().filter(next_run__lte=self.now)
        assert not overdue.exists()

    # ── What holds after each step ──

    @invariant()
    def all_agrees(self) -> None:
        with connection.cursor() as cursor:
            assert invariants.broken(cursor) == []
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        assert books.differences() == []
        assert all(times == 1 for times in self.sent.values())

    # ── How it is done ──

    def _api(self, user: int, method: str, path: str, body: Any = None) -> Any:
        with time_machine.travel(self.now, tick=False):
            answer = getattr(self.clients[user], method)(f"/api/v1/tasks{path}", body, format="json")
        assert answer.status_code < 500
        return answer

    def _new_task(self, user: int, answer: Any) -> Any:
        """The task's id, or nothing where the user was refused."""
        if answer.status_code != 200:
            return multiple()
        task = str(answer.json()["id"])
        self.owners[task] = user
        return task

    def _admin(self, page: str, body: dict[str, Any]) -> Any:
        with time_machine.travel(self.now, tick=False):
            answer = self.operator.post(page, body)
        assert answer.status_code in (200, 302, 403)
        return answer

    def _act(self, model: str, action: str, rows: list[str]) -> None:
        if rows:
            selected = {"action": action, "_selected_action": rows, "confirmed": "yes"}
            self._admin(reverse(f"admin:{model}_changelist"), selected)

    def _tick(self) -> None:
        dispatch.waiting(now=self.now)
        outcomes.expire_leases(now=self.now, limit=10)
        dispatch.claim_due(now=self.now, limit=10, limits=ALL)
        dispatch.requeue_unheard(now=self.now, limit=10)
        outbox_dispatch.publish_due(now=self.now, limit=10)

    def _taken(self) -> list[executions.Claim]:
        pending = Execution.objects.filter(status="pending").order_by("queued_at", "id")
        claims = [executions.claim(execution_id=execution.pk, now=self.now) for execution in pending]
        return [claim for claim in claims if claim]

    def _held(self, nth: int) -> executions.Claim:
        """What a worker took, and has perhaps lost since; the newest is the first."""
        return self.claims[-1 - nth % len(self.claims)]

    def _nothing_is_open(self, task: str) -> None:
        assert not Execution.objects.open().filter(task_id=task).exists()


@pytest.fixture
def _stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that outlast all, no packet to the broker, and channels that take whatever is sent."""

    def take(held: Notification, *, now: datetime) -> Receipt:
        Platform.sent[held.pk] += 1
        return Receipt()

    settings.SESSION_COOKIE_AGE = SESSION_SECONDS
    monkeypatch.setattr(broker, "publish", lambda job, ids: None)
    for kind in delivery.SENDERS:
        monkeypatch.setitem(delivery.SENDERS, kind, take)


@pytest.mark.usefixtures("_stage", "unhurried")
def test_nothing_is_ever_orphaned() -> None:
    run_state_machine_as_test(Platform, settings=SETTINGS)

"""Old rows go, in small batches; what must stay stays, also when it is killed half-way or done twice at once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import ApiKey, User
from adminapi import retention
from adminapi.retention import API_KEYS, EXECUTIONS, NOTIFICATIONS, delete_old
from notifications.messages import Event
from notifications.models import Attempt, Notification
from tasks_app.models import Execution, Task
from tests.tasks_app.make import NOW, make_task

OLD = NOW - timedelta(days=91)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _walks_begin_anew() -> Iterator[None]:
    keys = [retention._key(kind) for kind in (API_KEYS, EXECUTIONS, NOTIFICATIONS)]
    cache.delete_many(keys)
    yield
    cache.delete_many(keys)


def executed(task: Task, how_many: int, *, since: timedelta = timedelta(days=91), **fields: object) -> list[Execution]:
    """So many executions a minute apart, the newest of them `since` before now."""
    moments = [NOW - since - timedelta(minutes=number) for number in range(how_many)]
    rows = [
        Execution(
            task=task,
            question_version=1,
            status="success",
            trigger="schedule",
            duration_ms=100,
            **dict.fromkeys(("scheduled_for", "created_at", "started_at", "completed_at", "queued_at"), moment),
            **fields,
        )
        for moment in moments
    ]
    made = Execution.objects.bulk_create(rows)
    Task.objects.filter(pk=task.pk).update(last_execution=made[0])
    return made


def told(owner: User, execution_id: uuid.UUID | None, **fields: object) -> Notification:
    event = Event.CONDITION_MET if execution_id else Event.CONFIRMATION
    about = {"execution_id": execution_id, "task_id": uuid.uuid4() if execution_id else None}
    given = {
        "status": "sent",
        "event": event,
        "kind": "email",
        "recipient": "a@example.com",
        "created_at": OLD,
        **about,
    }
    row = Notification.objects.create(owner=owner, **(given | fields))
    Attempt.objects.create(notification=row, number=1, started_at=OLD, duration_ms=1)
    return row


def test_of_each_task_the_last_ten_stay_however_old(owner: User) -> None:
    quiet, busy = make_task(owner), make_task(owner)
    kept = executed(quiet, 15)[:10]
    executed(busy, 15)
    new = executed(busy, 10, since=timedelta(days=1))

    assert delete_old(now=NOW)[EXECUTIONS.table] == 20
    assert set(Execution.objects.values_list("pk", flat=True)) == {row.pk for row in [*kept, *new]}


def test_the_last_day_that_is_kept_is_kept(owner: User) -> None:
    task = make_task(owner)
    executed(task, 3, since=timedelta(days=90, minutes=1))
    executed(task, 3, since=timedelta(days=90) - timedelta(minutes=3))
    executed(task, 10, since=timedelta(days=1))
    assert delete_old(now=NOW)[EXECUTIONS.table] == 3


def test_what_told_something_stays_and_so_does_what_was_told(owner: User) -> None:
    task = make_task(owner)
    rows = executed(task, 14)
    Execution.objects.filter(pk=rows[11].pk).update(notification="It is out.")
    of_failure = told(owner, rows[12].pk)

    assert delete_old(now=NOW)[EXECUTIONS.table] == 2
    assert Execution.objects.filter(pk__in=[rows[11].pk, rows[12].pk]).count() == 2
    assert Notification.objects.filter(pk=of_failure.pk).exists()


def test_the_last_execution_of_a_task_stays_whichever_it_names(owner: User) -> None:
    task = make_task(owner)
    rows = executed(task, 12)
    Task.objects.filter(pk=task.pk).update(last_execution=rows[11])
    assert delete_old(now=NOW)[EXECUTIONS.table] == 1
    assert Task.objects.get().last_execution == rows[11]


@pytest.mark.parametrize("retention_days", [0, 90])
def test_a_revoked_key_goes_after_ninety_days(owner: User, settings: Any, retention_days: int) -> None:
    settings.TORALE_RETENTION_DAYS = retention_days
    keys = {
        days: ApiKey.objects.create(
            user=owner, name="old", digest=bytes([days]), revoked_at=NOW - timedelta(days=days, minutes=1)
        )
        for days in (89, 90, 200)
    }
    ApiKey.issue(user=owner, name="in use")

    assert delete_old(now=NOW)["accounts_apikey"] == 2
    assert set(ApiKey.objects.values_list("name", "revoked_at")) == {("old", keys[89].revoked_at), ("in use", None)}


def test_open_executions_stay(owner: User) -> None:
    task = make_task(owner)
    rows = executed(task, 11)
    Execution.objects.filter(pk=rows[10].pk).update(status="pending", completed_at=None)
    assert delete_old(now=NOW)[EXECUTIONS.table] == 0


def test_sends_go_when_nothing_is_left_that_they_are_about(owner: User) -> None:
    gone, confirmation = told(owner, uuid.uuid4()), told(owner, None)
    waiting = told(owner, None, status="pending", next_attempt_at=NOW, publish_at=NOW)
    digest = told(owner, None, event=Event.DIGEST)
    part = told(owner, executed(make_task(owner), 1)[0].pk, digest=digest)
    young = told(owner, None, created_at=NOW - timedelta(days=89))

    delete_old(now=NOW)

    left = set(Notification.objects.values_list("pk", flat=True))
    assert left == {waiting.pk, digest.pk, part.pk, young.pk}
    assert not Attempt.objects.filter(notification__in=[gone.pk, confirmation.pk]).exists()


def test_sessions_that_have_run_out_go() -> None:
    for number in range(3):
        Session.objects.create(session_key=f"old-{number}", session_data="", expire_date=NOW - timedelta(hours=1))
    Session.objects.create(session_key="current", session_data="", expire_date=NOW + timedelta(hours=1))
    delete_old(now=NOW)
    assert Session.objects.get().pk == "current"


def test_zero_days_keep_everything(owner: User, settings: Settings) -> None:
    settings.TORALE_RETENTION_DAYS = 0
    executed(make_task(owner), 15)
    assert EXECUTIONS.table not in delete_old(now=NOW)
    assert Execution.objects.count() == 15


def test_the_totals_know_what_the_rows_no_longer_show(owner: User) -> None:
    executed(make_task(owner), 40)
    call_command("figures", verbosity=0)
    delete_old(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(purged), sum(executions) FROM adminapi_journalentry WHERE hour IS NOT NULL")
        purged, executions = cursor.fetchone()
    assert purged == 30
    assert executions <= 10


def test_what_is_kept_is_looked_at_once_a_day(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 5)
    executed(make_task(owner), 10)
    page, looked = retention._page, list[retention.Place]()

    def watched(kind: retention.Kind, before: datetime, place: retention.Place) -> list[retention.Place]:
        found = page(kind, before, place)
        looked.extend(found)
        return found

    monkeypatch.setattr(retention, "_page", watched)
    seen = []
    for hours in (0, 1, 23, 25):
        looked.clear()
        delete_old(now=NOW + timedelta(hours=hours))
        seen.append(len(looked))
    assert seen == [10, 0, 0, 10]


def test_a_run_ends_when_its_time_is_over_and_the_next_goes_on(owner: User) -> None:
    executed(make_task(owner), 1_210)
    ticks = count(step=5)  # seconds that seem to pass between two looks at the clock
    counts = [delete_old(now=NOW, clock=lambda: float(next(ticks)))[EXECUTIONS.table] for _ in range(4)]
    assert sum(counts) == 1_200
    assert 0 < counts[0] < 1_200


def test_the_scan_and_the_reasons_to_keep_are_served_by_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for kind in (EXECUTIONS, NOTIFICATIONS):
            asked: dict[str, Any] = {"before": NOW, "at": OLD, "id": uuid.UUID(int=0), "ids": [uuid.uuid4()]}
            for question in (kind.page, kind.delete):
                cursor.execute(f"EXPLAIN {question}", asked)
                plan = "\n".join(line for (line,) in cursor.fetchall())
                assert "Seq Scan" not in plan, plan


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_it_goes_on_and_two_at_once_do_no_harm(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    task = make_task(owner)
    kept = executed(task, 2_000)[:10]
    delete, calls = retention._delete, count()

    def killed(kind: retention.Kind, ids: list[uuid.UUID]) -> int:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return delete(kind, ids)

    monkeypatch.setattr(retention, "_delete", killed)
    with pytest.raises(KeyboardInterrupt):
        delete_old(now=NOW)
    assert Execution.objects.count() == 1_000
    monkeypatch.setattr(retention, "_delete", delete)

    def run(_: int) -> int:
        try:
            return delete_old(now=NOW)[EXECUTIONS.table]
        finally:
            connection.close()

    cache.delete(retention._key(EXECUTIONS))
    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(run, range(2))) == 990
    assert set(Execution.objects.values_list("pk", flat=True)) == {row.pk for row in kept}

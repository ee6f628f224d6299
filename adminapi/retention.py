"""Delete old executions, notifications and expired sessions in small batches.

Kept however old: of each task the last ten executions, each that told something, and what was told of those that are
kept; audit entries and the figures' totals, which do not need the rows.

A walk goes through the rows in the order of their age, once a day; the place it has come to lies in the cache. So what
is kept is not looked at again every hour, and what is lost with the cache is one walk's place.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from prometheus_client import Counter
from redis.exceptions import RedisError

from core.ops.metrics import REGISTRY

DELETED = Counter("torale_retention_deleted_total", "Rows deleted for their age", ["kind"], registry=REGISTRY)
logger = logging.getLogger(__name__)

KEPT_OF_EACH_TASK = 10
BATCH = 500
# Time limit of one job; the next goes on from there.
BUDGET_SECONDS = 20.0
WALK_EVERY = timedelta(days=1)
_START = datetime(1, 1, 1, tzinfo=UTC), uuid.UUID(int=0)

Place = tuple[datetime, uuid.UUID]


@dataclass(frozen=True)
class Kind:
    """A kind of rows. `age` and `id` order `table`; `delete` deletes those of `ids` that need not be kept."""

    table: str
    age: str
    delete: str

    @property
    def page(self) -> str:
        return f"""
        SELECT {self.age}, id FROM {self.table}
        WHERE {self.age} < %(before)s AND ({self.age}, id) > (%(at)s, %(id)s) ORDER BY {self.age}, id LIMIT {BATCH}
        """  # noqa: S608 - our own names


EXECUTIONS = Kind(
    table="tasks_app_execution",
    age="started_at",
    delete=f"""
    WITH old AS (
        SELECT execution.id FROM tasks_app_execution execution
        WHERE execution.id = ANY(%(ids)s) AND execution.completed_at IS NOT NULL AND execution.notification IS NULL
        AND NOT EXISTS (SELECT FROM notifications_notification told WHERE told.execution_id = execution.id)
        AND NOT EXISTS (SELECT FROM tasks_app_task task WHERE task.last_execution_id = execution.id)
        AND {KEPT_OF_EACH_TASK} = (SELECT count(*) FROM (
            SELECT FROM tasks_app_execution newer WHERE newer.task_id = execution.task_id
            AND (newer.created_at, newer.id) > (execution.created_at, execution.id) LIMIT {KEPT_OF_EACH_TASK}
        ) newer)
        FOR UPDATE SKIP LOCKED
    )
    DELETE FROM tasks_app_execution USING old WHERE tasks_app_execution.id = old.id
    """,  # noqa: S608
)
NOTIFICATIONS = Kind(
    table="notifications_notification",
    age="created_at",
    delete="""
    WITH old AS (
        SELECT told.id FROM notifications_notification told
        WHERE told.id = ANY(%(ids)s) AND told.status <> 'pending'
        AND NOT EXISTS (SELECT FROM tasks_app_execution execution WHERE execution.id = told.execution_id)
        AND NOT EXISTS (SELECT FROM notifications_notification part WHERE part.digest_id = told.id)
        FOR UPDATE SKIP LOCKED
    ), attempts AS (
        DELETE FROM notifications_attempt USING old WHERE notification_id = old.id
    )
    DELETE FROM notifications_notification USING old WHERE notifications_notification.id = old.id
    """,
)
API_KEYS = Kind(
    table="accounts_apikey",
    age="revoked_at",
    delete="DELETE FROM accounts_apikey WHERE id = ANY(%(ids)s) AND revoked_at IS NOT NULL",
)
REVOKED_KEYS_KEPT = timedelta(days=90)


def delete_old(*, now: datetime, clock: Callable[[], float] = monotonic) -> Mapping[str, int]:
    """Go on deleting what is older than `TORALE_RETENTION_DAYS`, for `BUDGET_SECONDS`; returns how many of what.

    Any number may do so at once. Sessions that have run out, and keys that were revoked long ago, are deleted in any
    case.
    """
    begun = clock()

    def spent(share: float) -> Callable[[], bool]:
        return lambda: clock() > begun + BUDGET_SECONDS * share

    deleted = {Session._meta.db_table: _delete_sessions(now, is_over=spent(0.25))}
    revoked_before = now - REVOKED_KEYS_KEPT
    deleted[API_KEYS.table] = _walk(API_KEYS, revoked_before, now=now, is_over=spent(0.35))
    if settings.TORALE_RETENTION_DAYS:
        before = now - timedelta(days=settings.TORALE_RETENTION_DAYS)
        for kind, share in ((EXECUTIONS, 0.75), (NOTIFICATIONS, 1.0)):
            deleted[kind.table] = _walk(kind, before, now=now, is_over=spent(share))
    for table, count in deleted.items():
        DELETED.labels(table).inc(count)
    logger.info("deleted for their age", extra={"fields": deleted})
    return deleted


def _walk(kind: Kind, before: datetime, *, now: datetime, is_over: Callable[[], bool]) -> int:
    begun, place = _kept_place(kind, now)
    deleted = 0
    while not is_over():
        page = _page(kind, before, place)
        if not page:
            break
        deleted += _delete(kind, [row_id for _, row_id in page])
        place = page[-1]
        _keep_place(kind, begun, place)
    return deleted


def _page(kind: Kind, before: datetime, place: Place) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(kind.page, {"before": before, "at": place[0], "id": place[1]})
        return list(cursor.fetchall())


def _delete(kind: Kind, ids: list[uuid.UUID]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        # With this the triggers keep the totals of deleted rows.
        cursor.execute("SET LOCAL torale.purging = 'on'")
        cursor.execute(kind.delete, {"ids": ids})
        return int(cursor.rowcount)


def _delete_sessions(now: datetime, *, is_over: Callable[[], bool]) -> int:
    deleted = 0
    while not is_over():
        expired = list(Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:BATCH])
        count, _ = Session.objects.filter(pk__in=expired).delete()
        deleted += count
        if len(expired) < BATCH:
            break
    return deleted


def _kept_place(kind: Kind, now: datetime) -> tuple[datetime, Place]:
    """Return the start of the current walk and the place it has come to."""
    with suppress(RedisError):
        kept: Any = cache.get(_key(kind))
        if kept and now - kept[0] < WALK_EVERY:
            return kept[0], kept[1]
    return now, _START


def _keep_place(kind: Kind, begun: datetime, place: Place) -> None:
    with suppress(RedisError):
        cache.set(_key(kind), (begun, place), timeout=WALK_EVERY.total_seconds())


def _key(kind: Kind) -> str:
    return f"retention:{kind.table}"

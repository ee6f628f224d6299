"""Database and Redis: they answer, have the versions that Torale needs, and their clocks agree."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from adminapi.doctor.finding import Problem, doubt, fault
from adminapi.models import AuditEntry
from core.jobs import heartbeat

OLDEST_POSTGRESQL = 14
TWO_ROLES = "Give the application a role of its own: docs/self-hosting.md, “A role that migrates, and one that works”."
OLDEST_REDIS = 6
MOST_DRIFT_SECONDS = 2.0


def database(now: datetime) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
    if version < OLDEST_POSTGRESQL:
        yield fault(f"PostgreSQL is version {version}.", f"Move to PostgreSQL {OLDEST_POSTGRESQL} or newer.")


def redis(now: datetime) -> Iterator[Problem]:
    about: Any = heartbeat.client().info()
    version = int(about["redis_version"].partition(".")[0])
    if version < OLDEST_REDIS:
        yield fault(f"Redis is version {version}.", f"Move to Redis {OLDEST_REDIS} or newer.")
    policy = about.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield fault(
            f"Redis drops keys when its memory is full (maxmemory-policy {policy}), jobs and limits among them.",
            "Set maxmemory-policy to noeviction in Redis' configuration.",
        )
    if not about.get("aof_enabled"):
        yield doubt(
            "Redis keeps no log of writes (appendonly): after its restart what was queued is found again, but late.",
            "Set appendonly to yes in Redis' configuration.",
        )


def migrations(now: datetime) -> Iterator[Problem]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        first, _ = missing[0]
        yield fault(f"{len(missing)} migrations are not applied, from {first} on.", "Run ./script/manage migrate.")


def clocks(now: datetime) -> Iterator[Problem]:
    """Compare clocks. Each is read between two readings of our own, so that the time of the query is no drift."""
    for name, read in (("database", _database_time), ("Redis", _redis_time)):
        before = time.time()
        there = read()
        drift = max(before - there, there - time.time(), 0.0)
        if drift > MOST_DRIFT_SECONDS:
            yield fault(
                f"The {name}'s clock is {drift:.1f} s away from this machine's.",
                "Have all machines keep their time by NTP: leases and schedules compare it.",
            )


def application_role(now: datetime) -> Iterator[Problem]:
    """See that no statement which the application is made to run could rewrite the audit log."""
    name, is_superuser, may_rewrite = _powers()
    if is_superuser:
        yield doubt(f"The application works as {name}, a superuser of the database.", TWO_ROLES)
    elif may_rewrite:
        yield doubt(f"The application works as {name}, who may change and empty the audit log.", TWO_ROLES)


def _powers() -> tuple[str, bool, bool]:
    """Return the application's role, if it is a superuser, and if it may change or empty the audit log."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, rolsuper,
            pg_has_role(relowner, 'USAGE') OR has_table_privilege(relation.oid, 'UPDATE, DELETE, TRUNCATE')
            FROM pg_class relation, pg_roles WHERE relation.oid = %s::regclass AND rolname = current_user
            """,
            [AuditEntry._meta.db_table],
        )
        name, is_superuser, may_rewrite = cursor.fetchone()
    return name, is_superuser, may_rewrite


def _database_time() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        return float(cursor.fetchone()[0])


def _redis_time() -> float:
    seconds, microseconds = heartbeat.client().time()  # type: ignore[misc]
    return float(seconds) + float(microseconds) / 1_000_000

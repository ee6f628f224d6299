"""Checks of `manage.py doctor`, in order. A check is a function in this package and a line in CHECKS."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError
from redis.exceptions import RedisError

from adminapi.doctor import configuration, connections, running, work
from adminapi.doctor.finding import Check, Level

__all__ = ["CHECKS", "Finding", "Level", "examine"]

DATABASE, REDIS, MIGRATIONS = "database", "redis", "migrations"
CHECKS = (
    Check("settings", "The settings make sense", configuration.settings_make_sense),
    Check("public", "What is open to the world is fit for it", configuration.fit_for_the_world),
    Check("provider", "There is a search provider", configuration.search_provider),
    Check(DATABASE, "The database answers", connections.database),
    Check(REDIS, "Redis answers, and keeps what it is given", connections.redis),
    Check(MIGRATIONS, "The database has the form that this version needs", connections.migrations, needs=DATABASE),
    Check(
        "role",
        "The application's role in the database has only what it needs",
        connections.application_role,
        needs=MIGRATIONS,
    ),
    Check("clocks", "The clocks agree", connections.clocks, needs=DATABASE),
    Check("disk", "There is room on the disk", running.disk),
    Check("processes", "Workers and schedulers give signs of life", running.processes, needs=REDIS),
    Check("queues", "The queues are short", running.queues, needs=REDIS),
    Check("orphans", "Each schedule has its task", work.schedules_without_tasks, needs=MIGRATIONS),
    Check("timeless", "Each active task has a time", work.tasks_without_schedules, needs=MIGRATIONS),
    Check("states", "Tasks and schedules agree on what is to run", work.disagreements, needs=MIGRATIONS),
    Check("overdue", "What is due is begun", work.overdue_schedules, needs=MIGRATIONS),
    Check("stuck", "Executions are taken", work.stuck_executions, needs=MIGRATIONS),
    Check("leases", "No execution outlives its lease", work.expired_leases, needs=MIGRATIONS),
    Check("outbox", "Notifications are delivered", work.stuck_notifications, needs=MIGRATIONS),
    Check("webhooks", "Webhooks are enabled", work.disabled_webhooks, needs=MIGRATIONS),
    Check("configuration", "The provider takes our settings", work.configuration_errors, needs=MIGRATIONS),
)
IF_AWAY = {
    DATABASE: "Start ./script/server, or let DATABASE_URL name a PostgreSQL that runs.",
    REDIS: "Start ./script/server, or let REDIS_URL name a Redis that runs.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check. `remedy` says how to mend the problem; it is empty where all is well."""

    check: str
    level: Level
    text: str
    remedy: str = ""


def examine(*, now: datetime) -> Iterator[Finding]:
    """Run each check whose needs answer. Changes nothing and raises nothing."""
    away: set[str] = set()
    for check in CHECKS:
        found = [] if check.needs in away else _made(check, now=now)
        # Without tables no other check of the database can run. After any other fault it can.
        if found is None or check.needs in away or (found and check.name == MIGRATIONS):
            away.add(check.name)
        if found is None:
            yield Finding(check.name, Level.FAULT, f"{check.says}: that could not be found out.", _remedy(check))
        elif check.needs not in away:
            yield from found or [Finding(check.name, Level.GOOD, check.says)]


def _made(check: Check, *, now: datetime) -> list[Finding] | None:
    """Return the findings of a check, or None if the part that it asked did not answer."""
    try:
        return [Finding(check.name, problem.level, problem.text, problem.remedy) for problem in check.ask(now)]
    except (DatabaseError, InterfaceError, RedisError, OSError):
        return None


def _remedy(check: Check) -> str:
    return IF_AWAY.get(check.name, "See the servers' logs.")

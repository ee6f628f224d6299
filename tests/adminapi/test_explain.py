"""Figures and first pages on a million executions: the very statements that they run, explained by the database."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts.models import User
from adminapi import selectors
from bench import seed
from tests import invariants
from tests.adminapi.explained import explain, statements_of
from tests.conftest import client_of, member

# Of few rows there must be some of each kind: no statement is run for a page that is empty.
SMALL, LARGE = seed.Size(tasks=10, executions=3_000, users=3), seed.Size()
MOST_MILLISECONDS = 50
ADDRESSES = (
    "stats",
    "queries",
    "queries?active_only=true",
    "executions",
    *(f"executions?hours=8760&status={status}" for status in ("success", "failed", "cancelled", "retrying", "running")),
    "executions?hours=8760&limit=100",
    "errors",
    "errors?hours=8760",
    "temporal/workflows",
    "temporal/schedules",
    "temporal/schedules?include_paused=true",
    "users",
    "users?active_only=true",
)
DASHBOARD: dict[str, Callable[[], object]] = {
    "hours": lambda: selectors.executions_by_hour(now=timezone.now(), hours=48),
    "last hour": lambda: selectors.executions_since(timezone.now() - timedelta(hours=1)),
    "late": lambda: selectors.late_schedules(now=timezone.now(), limit=10),
    "outbox": lambda: selectors.outbox(now=timezone.now()),
    "worst": lambda: selectors.worst_queries(limit=10),
    "errors": lambda: selectors.latest_errors(now=timezone.now(), limit=10),
}
Work = Callable[[], object]


def asking(client: APIClient, address: str) -> Work:
    def ask() -> None:
        answer = client.get(f"/admin/{address}")
        assert answer.status_code == 200, answer.content

    return ask


def works() -> dict[str, Work]:
    admin = client_of(member("root@example.com", User.Role.ADMIN))
    admin.get("/admin/stats")  # is seen, and so is the key, for the next minute
    return {address: asking(admin, address) for address in ADDRESSES} | DASHBOARD


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE accounts_user, django_celery_beat_clockedschedule, adminapi_hourlytotal,"
            " adminapi_querytotal, adminapi_statetotal, adminapi_journalentry, adminapi_auditentry CASCADE"
        )


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """How many statements each takes among few rows; from then on there are a million."""
    with django_db_blocker.unblock():
        try:
            seed.seed(SMALL)
            with connection.cursor() as cursor:
                assert invariants.broken(cursor) == []
            found = {name: len(statements_of(work)) for name, work in works().items()}
            empty()
            seed.seed(LARGE)
            yield found
        finally:
            empty()


def test_figures_and_first_pages_cost_the_same_however_much_there_is(costs: dict[str, int], db: None) -> None:
    for name, work in works().items():
        statements = statements_of(work)
        explained = [explain(statement) for statement in statements]

        assert len(statements) == costs[name], (name, statements)
        for each in explained:
            assert "tasks_app_execution" not in each.scanned, each.sql
        assert sum(each.milliseconds for each in explained) < MOST_MILLISECONDS, (name, explained)

"""How the admin API answers whatever it is asked for, and figures that agree across its answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tasks_app.models import Execution
from tasks_app.pipeline import errors
from tasks_app.services import executions, outcomes, tasks
from tests.adminapi.make import HOUR, Platform, fail, get, succeed
from tests.conftest import member
from tests.tasks_app.make import make_task, outcome, taken

PATHS = ["stats", "queries", "executions", "errors", "temporal/workflows", "temporal/schedules", "users"]
LISTS = PATHS[1:]

# ── The figures agree ────────────────────────────────────────────────────────────────────────────


def assert_agreement(client: APIClient) -> None:
    stats, failures = get(client, "stats"), get(client, "errors", limit=100)
    day = stats["executions"]
    assert day["total_24h"] == day["success_24h"] + day["failed_24h"]
    assert failures["total"] == day["failed_24h"] == sum(failures["error_types"].values()) == len(failures["errors"])
    statuses = {status: get(client, "executions", status=status) for status in Execution.Status.values}
    for found in statuses.values():
        assert found["total"] == len(found["executions"])
    assert day["success_24h"] == statuses["success"]["total"]
    assert day["failed_24h"] == statuses["failed"]["total"] + statuses["retrying"]["total"]
    everything = get(client, "executions")["total"]
    assert everything == sum(found["total"] for found in statuses.values())
    assert everything == get(client, "temporal/workflows")["total"]
    assert_agreement_of_tasks(client, stats)


def assert_agreement_of_tasks(client: APIClient, stats: dict[str, Any]) -> None:
    counts = stats["tasks"]
    assert counts["total"] == counts["active"] + counts["paused"] + counts["completed"]
    assert get(client, "temporal/schedules")["total"] == counts["active"]
    assert get(client, "temporal/schedules", include_paused="true")["total"] == counts["total"]
    queries = get(client, "queries")["queries"]
    assert sum(query["total_tasks"] for query in queries) == counts["total"]
    assert sum(query["active_tasks"] for query in queries) == counts["active"]
    popular = [{"query": query["search_query"], "count": query["total_tasks"]} for query in queries]
    assert stats["popular_queries"] == popular
    users = get(client, "users")["users"]
    assert sum(user["tasks_count"] for user in users) == counts["total"]
    assert sum(user["active_tasks_count"] for user in users) == counts["active"]
    assert sum(user["executions_24h"] for user in users) == stats["executions"]["total_24h"]
    assert sum(user["notifications_7d"] for user in users) == stats["notifications"]["sent_7d"]


def changes(platform: Platform) -> Iterator[None]:
    now = platform.now
    yield
    claim = taken(platform.retrying, now=now + HOUR)
    yield
    outcomes.record_outcome(claim=claim, outcome=outcome(now=now), now=now + HOUR)
    yield
    tasks.update_task(owner=None, task_id=platform.phone.pk, changes={"search_query": "Stock?"}, now=now)
    yield
    executions.execute_now(owner=None, task_id=platform.cron.pk, force=False, now=now)
    yield
    tasks.delete_task(owner=None, task_id=platform.other_phone.pk)
    yield
    platform.stranger.delete()
    yield


def test_the_figures_agree_whatever_happens(as_admin: APIClient, platform: Platform) -> None:
    for _ in changes(platform):
        assert_agreement(as_admin)


# ── The manner of every answer ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PATHS)
def test_only_admins_are_answered(as_nobody: APIClient, as_owner: APIClient, path: str) -> None:
    bad = APIClient(headers={"Authorization": "Bearer sk_wrong"})
    answers = [client.get(f"/admin/{path}") for client in (as_nobody, bad, as_owner)]

    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [
        (401, "Authorization header missing"),
        (401, "Invalid API key"),
        (403, "Admin access required"),
    ]
    assert answers[0]["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", PATHS)
def test_a_slash_at_the_end_makes_no_difference(as_admin: APIClient, path: str) -> None:
    bare, slashed = (as_admin.get(address) for address in (f"/admin/{path}", f"/admin/{path}/"))

    assert (bare.status_code, slashed.status_code) == (200, 200)
    assert bare.json().keys() == slashed.json().keys()


PAGES = {
    "page=0": "greater_than_equal",
    "page=10001": "less_than_equal",
    "page=x": "int_parsing",
    "limit=0": "greater_than_equal",
    "limit=101": "less_than_equal",
}


@pytest.mark.parametrize("path", LISTS)
def test_a_page_that_cannot_be_is_refused(as_admin: APIClient, path: str) -> None:
    for query, kind in PAGES.items():
        answer = as_admin.get(f"/admin/{path}?{query}")
        assert answer.status_code == 422
        (problem,) = answer.json()["detail"]
        assert (problem["type"], problem["loc"]) == (kind, ["query", query.partition("=")[0]])


FILTERS = {
    "executions?hours=0": "greater_than_equal",
    "executions?hours=8761": "less_than_equal",
    "executions?hours=day": "int_parsing",
    "executions?status=done": "enum",
    "errors?hours=0": "greater_than_equal",
    "temporal/workflows?hours=8761": "less_than_equal",
    "temporal/schedules?include_paused=perhaps": "bool_parsing",
    "users?active_only=2": "bool_parsing",
}


def test_a_filter_that_cannot_be_is_refused(as_admin: APIClient) -> None:
    for address, kind in FILTERS.items():
        answer = as_admin.get(f"/admin/{address}")
        assert answer.status_code == 422
        assert [problem["type"] for problem in answer.json()["detail"]] == [kind]


@pytest.mark.parametrize("path", LISTS)
def test_pages_hold_every_row_once(as_admin: APIClient, platform: Platform, path: str) -> None:
    (name,) = {"queries", "executions", "errors", "workflows", "schedules", "users"} & set(get(as_admin, path))
    whole = get(as_admin, path)

    pages = [get(as_admin, path, page=page, limit=2)[name] for page in range(1, 6)]

    assert [row for page in pages for row in page] == whole[name]
    assert [len(page) for page in pages] == sorted((len(page) for page in pages), reverse=True)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_costs_as_many_queries_at_any_length(as_admin: APIClient, path: str, now: datetime) -> None:
    counts = []
    for n in range(2):
        for m in range(3):
            owner = member(f"{n}-{m}@example.com")
            succeed(make_task(owner, search_query=f"{n} {m}?", now=now - HOUR), at=now - HOUR)
            fail(make_task(owner, now=now - HOUR), errors.NetworkError("no route"), at=now - HOUR)
        get(as_admin, path)
        with CaptureQueriesContext(connection) as queries:
            get(as_admin, path)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 14

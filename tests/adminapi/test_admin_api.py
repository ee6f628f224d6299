"""The admin API, field by field as it is documented."""

import hashlib
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiKey, User
from notifications.messages import Event
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tests.adminapi.make import HOUR, SECOND, Platform, get, told


def in_json(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


# ── Each answer, as documented ───────────────────────────────────────────────────────────────────


def test_stats(as_admin: APIClient, platform: Platform, now: datetime) -> None:
    User.objects.filter(pk=platform.owner.pk).update(last_seen_at=now - 24 * 29 * HOUR, created_at=now - 200 * HOUR)
    User.objects.filter(pk=platform.stranger.pk).update(last_seen_at=now - 24 * 31 * HOUR)

    assert get(as_admin, "stats") == {
        "users": {"total": 3, "active_30d": 2, "new_7d": 2},
        "tasks": {"total": 4, "active": 2, "paused": 1, "completed": 1},
        "executions": {"total_24h": 5, "success_24h": 2, "failed_24h": 3, "avg_duration_ms": 3000},
        "notifications": {"sent_24h": 1, "sent_7d": 2},
        "popular_queries": [
            {"query": "iPhone?", "count": 2},
            *sorted([{"query": "Stock?", "count": 1}, {"query": "Done?", "count": 1}], key=_by_book),
        ],
    }


def _by_book(popular: dict[str, Any]) -> str:
    return hashlib.md5(popular["query"].encode()).hexdigest()


def test_stats_of_nothing_are_zero(as_admin: APIClient) -> None:
    found = get(as_admin, "stats")

    assert found["tasks"] == {"total": 0, "active": 0, "paused": 0, "completed": 0}
    assert found["executions"] == {"total_24h": 0, "success_24h": 0, "failed_24h": 0, "avg_duration_ms": 0}
    assert found["notifications"] == {"sent_24h": 0, "sent_7d": 0}
    assert found["popular_queries"] == []


def test_queries(as_admin: APIClient, platform: Platform) -> None:
    found = get(as_admin, "queries")

    assert {name: found[name] for name in ("total", "page", "limit")} == {"total": 3, "page": 1, "limit": 50}
    assert found["queries"][0] == {
        "search_query": "iPhone?",
        "total_tasks": 2,
        "active_tasks": 1,
        "total_executions": 4,
        "success_rate": 0.75,
        "avg_duration_ms": 35333,
    }
    assert {query["search_query"]: query["success_rate"] for query in found["queries"]} == {
        "iPhone?": 0.75,
        "Stock?": 0,
        "Done?": 0,
    }


def test_executions(as_admin: APIClient, platform: Platform) -> None:
    found = get(as_admin, "executions")

    assert {name: found[name] for name in ("total", "page", "limit")} == {"total": 7, "page": 1, "limit": 50}
    started = [execution["started_at"] for execution in found["executions"]]
    assert started == sorted(started, reverse=True)
    (good,) = (execution for execution in found["executions"] if execution["id"] == str(platform.good.pk))
    assert good == {
        "id": str(platform.good.pk),
        "task_id": str(platform.phone.pk),
        "user_email": "alice@example.com",
        "search_query": "iPhone?",
        "status": "success",
        "condition_met": False,
        "duration_ms": 4000,
        "started_at": in_json(platform.now - 3 * HOUR),
        "completed_at": in_json(platform.now - 3 * HOUR + 4 * SECOND),
    }


def test_executions_of_a_status(as_admin: APIClient, platform: Platform) -> None:
    counts = {"success": 2, "failed": 2, "retrying": 1, "cancelled": 1, "running": 1, "pending": 0}
    for status, count in counts.items():
        found = get(as_admin, "executions", status=status)
        assert [execution["status"] for execution in found["executions"]] == [status] * count
        assert found["total"] == count


def test_executions_of_more_hours(as_admin: APIClient, platform: Platform) -> None:
    assert get(as_admin, "executions", hours=26)["total"] == 8
    assert get(as_admin, "executions", hours=1, status="success")["total"] == 0


def test_workflows(as_admin: APIClient, platform: Platform) -> None:
    found = get(as_admin, "temporal/workflows")

    assert set(found) == {"workflows", "total"}
    assert found["total"] == len(found["workflows"]) == 7
    by_execution = {workflow["temporal_ui_url"].rpartition("/")[2]: workflow for workflow in found["workflows"]}
    good = platform.good
    assert by_execution[str(good.pk)] == {
        "workflow_id": f"task-{good.task_id}-{int(good.scheduled_for.timestamp())}",
        "workflow_type": "monitoring_workflow",
        "status": "COMPLETED",
        "start_time": in_json(platform.now - 3 * HOUR),
        "close_time": in_json(platform.now - 3 * HOUR + 4 * SECOND),
        "execution_duration_ms": 4000,
        "temporal_ui_url": f"{settings.FLOWER_URL}/task/{good.pk}",
        "admin_url": f"{settings.PUBLIC_URL}/admin/tasks_app/execution/{good.pk}/change/",
    }
    statuses = {
        platform.failed: "FAILED",
        platform.timed_out: "TIMED_OUT",
        platform.retrying: "RUNNING",
        platform.running: "RUNNING",
        platform.cancelled: "CANCELED",
    }
    assert {execution: by_execution[str(execution.pk)]["status"] for execution in statuses} == statuses
    for workflow in found["workflows"]:
        is_open = workflow["status"] == "RUNNING"
        assert (workflow["close_time"] is None) is is_open
        assert (workflow["execution_duration_ms"] is None) is is_open


def test_schedules(as_admin: APIClient, platform: Platform) -> None:
    found = get(as_admin, "temporal/schedules")

    assert set(found) == {"schedules", "total"}
    assert found["total"] == 2
    Task.objects.filter(pk=platform.phone.pk).update(next_run=datetime(2030, 5, 7, 9, 3, tzinfo=platform.now.tzinfo))
    schedules = {each["task_id"]: each for each in get(as_admin, "temporal/schedules")["schedules"]}
    entry = platform.phone.periodic_task_id
    assert schedules[str(platform.phone.pk)] == {
        "schedule_id": f"task-{platform.phone.pk}",
        "task_id": str(platform.phone.pk),
        "user_email": "alice@example.com",
        "cron": "3 9 7 5 *",
        "is_paused": False,
        "recent_executions": 2,
        "next_run_time": "2030-05-07T09:03:00Z",
        "temporal_ui_url": f"{settings.PUBLIC_URL}/admin/django_celery_beat/periodictask/{entry}/change/",
    }
    assert schedules[str(platform.cron.pk)]["cron"] == "0 9 * * *"


def test_paused_schedules_come_last_and_only_if_asked_for(as_admin: APIClient, platform: Platform) -> None:
    found = get(as_admin, "temporal/schedules", include_paused="true")

    assert found["total"] == 4
    assert [each["is_paused"] for each in found["schedules"]] == [False, False, True, True]
    assert [each["next_run_time"] for each in found["schedules"][2:]] == [None, None]
    soonest = [each["next_run_time"] for each in found["schedules"][:2]]
    assert soonest == sorted(soonest)


def test_errors(as_admin: APIClient, platform: Platform) -> None:
    found = get(as_admin, "errors")

    assert set(found) == {"errors", "total", "error_types"}
    assert found["total"] == 3
    assert found["error_types"] == {"NetworkError": 1, "TimeoutError": 1, "RateLimitError": 1}
    by_id = {error["execution_id"]: error for error in found["errors"]}
    assert by_id[str(platform.retrying.pk)] == {
        "execution_id": str(platform.retrying.pk),
        "task_id": str(platform.cron.pk),
        "user_email": "charlie@example.com",
        "search_query": "Stock?",
        "error_message": "Slow down.",
        "error_type": "RateLimitError",
        "retry_count": 1,
        "will_retry": True,
        "occurred_at": in_json(platform.now - HOUR / 4 + 2 * SECOND),
    }
    assert by_id[str(platform.failed.pk)]["will_retry"] is False
    assert by_id[str(platform.failed.pk)]["occurred_at"] == in_json(platform.now - HOUR + 2 * SECOND)


def test_users(as_admin: APIClient, platform: Platform, now: datetime) -> None:
    User.objects.filter(pk=platform.owner.pk).update(last_seen_at=now, created_at=now - HOUR, clerk_user_id="user_2abc")
    found = get(as_admin, "users")

    assert {name: found[name] for name in ("total", "page", "limit")} == {"total": 3, "page": 1, "limit": 50}
    by_email = {user["email"]: user for user in found["users"]}
    assert by_email["alice@example.com"] == {
        "id": str(platform.owner.pk),
        "email": "alice@example.com",
        "clerk_user_id": "user_2abc",
        "state": "active",
        "tasks_count": 2,
        "active_tasks_count": 1,
        "executions_24h": 1,
        "notifications_7d": 2,
        "created_at": in_json(now - HOUR),
        "last_login": in_json(now),
    }
    assert by_email["charlie@example.com"]["last_login"] is None
    assert by_email["charlie@example.com"]["clerk_user_id"] is None


def test_active_users_only(as_admin: APIClient, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)

    everybody, active = get(as_admin, "users"), get(as_admin, "users", active_only="true")

    assert {user["email"]: user["state"] for user in everybody["users"]}["alice@example.com"] == "inactive"
    assert (everybody["total"], active["total"]) == (2, 1)
    assert [user["email"] for user in active["users"]] == ["root@example.com"]


def test_what_no_user_was_told_of_a_task_is_no_notification_sent(as_admin: APIClient, owner: User) -> None:
    test = told(owner, at=timezone.now())
    Notification.objects.filter(pk=test.pk).update(event=Event.WEBHOOK_TEST, task_id=None, execution_id=None)

    assert get(as_admin, "stats")["notifications"] == {"sent_24h": 0, "sent_7d": 0}
    assert {user["notifications_7d"] for user in get(as_admin, "users")["users"]} == {0}


# ── Deactivating ─────────────────────────────────────────────────────────────────────────────────


def test_deactivating_shuts_a_user_out(as_admin: APIClient, as_owner: APIClient, platform: Platform) -> None:
    path = f"/admin/users/{platform.owner.pk}/deactivate"

    answer = as_admin.patch(path)

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "User deactivated successfully",
        "user_id": str(platform.owner.pk),
        "tasks_paused": 1,
    }
    assert as_owner.get("/api/v1/tasks").status_code == 401
    assert not ApiKey.objects.filter(user=platform.owner, revoked_at=None).exists()
    assert Execution.objects.get(pk=platform.running.pk).status == "cancelled"
    assert get(as_admin, "stats")["tasks"] == {"total": 4, "active": 1, "paused": 2, "completed": 1}
    again = as_admin.patch(path)
    assert (again.status_code, again.json()["tasks_paused"]) == (200, 0)


def test_nobody_deactivates_themselves(as_admin: APIClient, admin: User) -> None:
    answer = as_admin.patch(f"/admin/users/{admin.pk}/deactivate")

    assert (answer.status_code, answer.json()) == (400, {"detail": "You cannot deactivate your own account."})
    assert User.objects.get(pk=admin.pk).is_active


@pytest.mark.parametrize("user_id", ["00000000-0000-4000-8000-000000000000", "7", "not-an-id"])
def test_nobody_can_be_deactivated_who_is_not_there(as_admin: APIClient, user_id: str) -> None:
    answer = as_admin.patch(f"/admin/users/{user_id}/deactivate")

    assert (answer.status_code, answer.json()) == (404, {"detail": "User not found"})

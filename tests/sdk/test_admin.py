"""`client.admin`, every method, and `torale admin`, before the real server."""

import json
import re

import pytest
from django.utils import timezone

from accounts.models import ApiKey, User
from tasks_app.models import Execution
from tasks_app.pipeline.errors import ProviderError
from tasks_app.services import outcomes
from tests.sdk.cli import Cli, finished, key, torale
from tests.sdk.conftest import Connect
from tests.tasks_app.make import begin, make_task, taken
from torale import ForbiddenError, NotFoundError, ToraleClient, ValidationError

__all__ = ["key", "torale"]


@pytest.fixture
def admins(connect: Connect, admin: User) -> ToraleClient:
    return connect(admin)


@pytest.fixture
def failed(owner: User) -> Execution:
    """One of the owner's executions has failed, after one that found the condition met."""
    now = timezone.now()
    task = make_task(owner, now=now)
    finished(task)
    execution = begin(task, now=now)
    error = ProviderError("The search failed")
    outcomes.record_failure(claim=taken(execution, now=now), error=error, now=now)
    return execution


def test_figures_are_read_as_attributes_and_as_items(admins: ToraleClient, failed: Execution) -> None:
    stats = admins.admin.get_stats()
    assert stats.users.total == stats["users"]["total"] == 2
    assert (stats.tasks.active, stats.executions.total_24h, stats.executions.failed_24h) == (1, 2, 1)
    assert stats.popular_queries[0].count == 1


def test_executions_and_errors_are_listed(admins: ToraleClient, failed: Execution) -> None:
    assert admins.admin.get_executions(status="success", hours=1, page=1, limit=5).total == 1
    assert {one.status for one in admins.admin.iter_executions()} == {"success", "retrying"}

    errors = admins.admin.get_errors(hours=6)
    assert (errors.total, errors.error_types) == (1, {"ProviderError": 1})
    [failure] = admins.admin.iter_errors(hours=6)
    assert (failure.execution_id, failure.user_email, failure.will_retry) == (str(failed.pk), "alice@example.com", True)
    with pytest.raises(ValidationError) as refused:
        admins.admin.get_errors(hours=0)
    assert set(refused.value.fields) == {"hours"}


def test_queries_workflows_and_schedules_are_listed(admins: ToraleClient, failed: Execution) -> None:
    assert admins.admin.get_queries(page=1, limit=5).queries == list(admins.admin.iter_queries())
    assert admins.admin.get_queries().queries[0].total_executions == 2
    workflows = admins.admin.get_temporal_workflows(limit=10)
    assert workflows.workflows == list(admins.admin.iter_temporal_workflows())
    assert workflows.workflows[0].workflow_id.startswith(f"task-{failed.task_id}-")
    schedules = admins.admin.get_temporal_schedules(include_paused=True, limit=10)
    assert [one.task_id for one in schedules.schedules] == [str(failed.task_id)]
    assert list(admins.admin.iter_temporal_schedules()) == schedules["schedules"]


def test_a_user_is_deactivated(admins: ToraleClient, connect: Connect, owner: User, failed: Execution) -> None:
    [alice] = [user for user in admins.admin.iter_users(active_only=True) if user.email == owner.email]
    assert admins.admin.deactivate_user(alice).tasks_paused == 1
    assert admins.admin.deactivate_user(alice.id) == {
        "message": "User deactivated successfully",
        "user_id": alice.id,
        "tasks_paused": 0,
    }
    states = {user.id: user.state for user in admins.admin.get_users(page=1, limit=100).users}
    assert states[alice.id] == "inactive"
    with pytest.raises(NotFoundError):
        admins.admin.deactivate_user("770e8400-e29b-41d4-a716-446655440000")


def test_it_is_for_admins(client: ToraleClient) -> None:
    with pytest.raises(ForbiddenError, match="Admin access required"):
        client.admin.get_stats()


def test_the_command_line_shows_both(
    torale: Cli, admin: User, failed: Execution, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert torale("admin", "stats", code=1) == "torale: Admin access required: this key's owner is no admin."
    monkeypatch.setenv("TORALE_API_KEY", ApiKey.issue(user=admin, name="tests")[0])

    shown = torale("admin", "stats")
    assert re.search(r"^Executions in 24 h  2 \(1 failed, 50.0%\)$", shown, re.MULTILINE)
    assert re.search(r"^1 +When is the next iPhone being released\?$", shown, re.MULTILINE)
    assert json.loads(torale("admin", "stats", "--json"))["users"]["total"] == 2

    errors = torale("admin", "errors", "--hours", "6")
    assert re.search(r"ProviderError  alice@example.com  .*  1, goes on$", errors, re.MULTILINE)
    assert errors.endswith("1 in 6 h: 1 ProviderError")
    Execution.objects.filter(pk=failed.pk).delete()
    assert torale("admin", "errors", "--limit", "5") == "No execution failed in 24 h."

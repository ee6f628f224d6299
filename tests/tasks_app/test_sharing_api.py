"""Sharing through the front door: what everybody reads of a public task, what they do not, and where it is found."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from notifications.services import ChannelConfigs, WebhookConfig
from tasks_app.api import sharing_views
from tasks_app.api.serializers import ExecutionSerializer, TaskSerializer
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes, sharing, view_counts
from tests.conftest import member
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

TASKS = "/api/v1/tasks"
SECRETS = ("reader@example.com", "hooks.example.com", "value-of-a-header", "what went wrong", "usage", "tokens")
CHANNELS = ChannelConfigs(
    email="reader@example.com",
    webhook=WebhookConfig(url="https://hooks.example.com/x", headers={"X-Custom": "value-of-a-header"}),
)


@pytest.fixture(autouse=True)
def _own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_counts, "KEY", f"torale:views:{uuid.uuid4()}")


@pytest.fixture
def task(owner: User) -> Task:
    """A public task with all there is to hide: channels, an execution that cost something, one that failed."""
    task = make_task(owner, channels=CHANNELS)
    found(task)
    wrong = errors.ConfigurationError("what went wrong")
    outcomes.record_failure(claim=taken(begin(task)), error=wrong, now=NOW)
    return shared(task)


def shared(task: Task) -> Task:
    return sharing.set_visibility(owner=task.owner, task_id=task.pk, is_public=True, now=NOW)


def found(task: Task, verdict: Verdict = Verdict.MET, *, minutes: int = 0, **decision: Any) -> Execution:
    now = NOW + timedelta(minutes=minutes)
    execution = begin(task, now=now)
    outcomes.record_outcome(claim=taken(execution, now=now), outcome=outcome(verdict, now=now, **decision), now=now)
    return execution


# ── Visibility and forks ─────────────────────────────────────────────────────────────────────────


def test_visibility_is_answered_as_it_is_now(as_owner: APIClient, owner: User) -> None:
    path = f"{TASKS}/{make_task(owner).pk}/visibility"
    for is_public in (True, True, False):
        answer = as_owner.patch(path, {"is_public": is_public}, format="json")
        assert (answer.status_code, answer.json()) == (200, {"is_public": is_public})


@pytest.mark.parametrize(
    ("body", "kind"), [({}, "missing"), ({"is_public": None}, "bool_type"), ({"is_public": "true"}, "bool_type")]
)
def test_a_visibility_that_is_no_boolean_changes_nothing(as_owner: APIClient, task: Task, body: Any, kind: str) -> None:
    answer = as_owner.patch(f"{TASKS}/{task.pk}/visibility", body, format="json")
    assert answer.status_code == 422
    assert [(problem["type"], problem["loc"]) for problem in answer.json()["detail"]] == [(kind, ["body", "is_public"])]
    assert Task.objects.get().is_public


def test_a_fork_is_answered_as_the_new_owners_task(as_stranger: APIClient, stranger: User, task: Task) -> None:
    answer = as_stranger.post(f"{TASKS}/{task.pk}/fork")
    made = answer.json()

    assert answer.status_code == 200
    assert list(made) == list(TaskSerializer._declared_fields)
    assert (made["name"], made["state"], made["is_public"]) == ("iPhone (Copy)", "paused", False)
    assert (made["user_id"], made["forked_from_task_id"]) == (str(stranger.pk), str(task.pk))
    assert (made["notifications"], made["last_execution"], made["next_run"]) == ([], None, None)
    assert as_stranger.get(f"{TASKS}/{task.pk}").json()["subscriber_count"] == 1
    assert as_stranger.get(f"{TASKS}/{made['id']}").status_code == 200


@pytest.mark.parametrize("body", [{"name": None}, {"name": ""}, {"name": "n" * 201}, {"name": 1}])
def test_a_fork_with_a_bad_name_is_refused_by_name(as_stranger: APIClient, task: Task, body: Any) -> None:
    answer = as_stranger.post(f"{TASKS}/{task.pk}/fork", body, format="json")
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "name"])


def test_a_name_that_is_taken_is_a_conflict(as_stranger: APIClient, task: Task) -> None:
    path = f"{TASKS}/{task.pk}/fork"
    assert as_stranger.post(path, {"name": "Mine"}, format="json").status_code == 200
    assert as_stranger.post(path, {"name": "Mine"}, format="json").status_code == 409


# ── Public reads ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["nobody", "stranger"])
def other(request: pytest.FixtureRequest, as_nobody: APIClient, as_stranger: APIClient) -> APIClient:
    return as_nobody if request.param == "nobody" else as_stranger


def test_others_read_a_public_task_without_what_is_private(other: APIClient, as_owner: APIClient, task: Task) -> None:
    path = f"{TASKS}/{task.pk}"
    own, read = as_owner.get(path).json(), other.get(path).json()

    hidden: dict[str, Any] = {"notifications": [], "notification_email": None, "webhook_url": None}
    hidden |= {"told_by": [], "context": None}
    own["last_execution"]["error_message"] = None
    assert read == own | hidden


def test_others_read_its_executions_and_notifications(other: APIClient, as_owner: APIClient, task: Task) -> None:
    for below, most in (("executions", 2), ("notifications", 1)):
        path = f"{TASKS}/{task.pk}/{below}"
        own, answer = as_owner.get(path).json(), other.get(path)
        for execution in own:
            execution["error_message"] = None
            if execution["result"]:
                del execution["result"]["usage"], execution["result"]["unread"]
        assert answer.json() == own
        assert (len(own), answer["X-Total-Count"]) == (most, str(most))
        assert other.get(path, {"page": 1}).json()["items"] == own


def test_no_public_address_shows_what_is_private(as_nobody: APIClient, as_owner: APIClient, task: Task) -> None:
    below = f"{TASKS}/{task.pk}"
    api = (below, f"{below}/executions", f"{below}/notifications", "/api/v1/public/tasks", "/api/v1/public/feed")
    pages = (f"/tasks/{task.pk}", f"/tasks/{task.pk}/rss")
    for path in (*api, *pages):
        shown = as_nobody.get(path).content.decode()
        assert str(task.pk) in shown
        assert [secret for secret in SECRETS if secret in shown] == [], path
    assert [secret for secret in SECRETS if secret not in as_owner.get(f"{below}/executions").content.decode()] == [
        "reader@example.com",
        "hooks.example.com",
        "value-of-a-header",
    ]


@pytest.mark.parametrize("below", ["", "/executions", "/notifications"])
def test_a_private_task_is_no_task_to_others(other: APIClient, owner: User, below: str) -> None:
    answer = other.get(f"{TASKS}/{make_task(owner).pk}{below}")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Task not found"})


@pytest.mark.parametrize("below", ["", "/executions", "/notifications"])
def test_a_deactivated_users_public_task_is_no_task(other: APIClient, task: Task, below: str) -> None:
    User.objects.filter(pk=task.owner_id).update(is_active=False)
    assert other.get(f"{TASKS}/{task.pk}{below}").status_code == 404
    assert other.get("/api/v1/public/tasks").json()["total"] == 0
    assert other.get("/api/v1/public/feed").json()["total"] == 0
    assert other.get(f"/tasks/{task.pk}/rss").status_code == 404


@pytest.mark.parametrize("below", ["", "/executions", "/notifications"])
def test_a_bad_credential_is_refused_on_public_addresses_too(as_nobody: APIClient, task: Task, below: str) -> None:
    as_nobody.credentials(HTTP_AUTHORIZATION="Bearer sk_wrong")
    for path in (f"{TASKS}/{task.pk}{below}", "/api/v1/public/tasks", "/api/v1/public/feed"):
        answer = as_nobody.get(path)
        assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid API key"})


@pytest.mark.parametrize(("method", "below"), [("put", ""), ("delete", ""), ("post", "/execute"), ("post", "/fork")])
def test_changing_a_public_task_needs_a_credential(as_nobody: APIClient, task: Task, method: str, below: str) -> None:
    answer = getattr(as_nobody, method)(f"{TASKS}/{task.pk}{below}", {}, format="json")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Authorization header missing"})


# ── Views ────────────────────────────────────────────────────────────────────────────────────────


def test_reads_by_others_are_counted_and_those_of_the_owner_are_not(
    as_owner: APIClient, as_stranger: APIClient, as_nobody: APIClient, task: Task
) -> None:
    path = f"{TASKS}/{task.pk}"
    for client in (as_owner, as_stranger, as_nobody):
        client.get(path)
    as_nobody.head(path)
    as_nobody.get(f"{path}/executions")
    as_nobody.get(f"/tasks/{task.pk}/rss")
    view_counts.flush()
    assert as_owner.get(path).json()["view_count"] == 2

    as_nobody.get(f"/tasks/{task.pk}")
    as_nobody.get(f"/tasks/{task.pk}", REMOTE_ADDR="203.0.113.7")
    view_counts.flush()
    assert as_owner.get(path).json()["view_count"] == 3


def test_a_private_task_is_not_counted(as_stranger: APIClient, owner: User) -> None:
    as_stranger.get(f"{TASKS}/{make_task(owner).pk}")
    assert view_counts.flush() == 0


# ── Discovery ────────────────────────────────────────────────────────────────────────────────────


def listed(client: APIClient, **query: Any) -> list[str]:
    return [task["name"] for task in client.get("/api/v1/public/tasks", query).json()["items"]]


def test_public_tasks_are_found_by_age_and_by_popularity(as_nobody: APIClient, owner: User) -> None:
    for number, name in enumerate(["old", "viewed", "forked", "new"]):
        shared(make_task(owner, name=name, now=NOW + timedelta(minutes=number)))
    make_task(owner, name="private")
    Task.objects.filter(name="viewed").update(view_count=9)
    Task.objects.filter(name="forked").update(subscriber_count=1)

    assert listed(as_nobody) == listed(as_nobody, sort_by="recent") == ["new", "forked", "viewed", "old"]
    assert listed(as_nobody, sort_by="popular")[:2] == ["forked", "viewed"]
    assert listed(as_nobody, sort_by="popular", page=2, limit=1) == ["viewed"]


def test_discovery_answers_in_an_envelope(as_nobody: APIClient, task: Task) -> None:
    answer = as_nobody.get("/api/v1/public/tasks").json()
    assert list(answer) == ["items", "total", "page", "limit"]
    assert (answer["total"], answer["page"], answer["limit"]) == (1, 1, 20)
    assert answer["items"] == [as_nobody.get(f"{TASKS}/{task.pk}").json()]


@pytest.mark.parametrize("query", ["sort_by=best", "page=0", "limit=101", "page=10001", "limit=x", "sort_by="])
def test_an_unknown_query_value_is_refused(as_nobody: APIClient, query: str) -> None:
    answer = as_nobody.get(f"/api/v1/public/tasks?{query}")
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["query", query.partition("=")[0]])


def test_the_feed_holds_what_public_tasks_have_told_the_newest_first(as_nobody: APIClient, owner: User) -> None:
    first, second = (shared(make_task(owner, name=name)) for name in ("first", "second"))
    told = [found(first, minutes=1), found(second, minutes=2)]
    found(first, Verdict.NOT_MET, minutes=3)
    found(second, Verdict.MET, minutes=4, notify=False)
    found(make_task(owner, name="private"), minutes=5)

    answer = as_nobody.get("/api/v1/public/feed").json()
    assert [item["execution"]["id"] for item in answer["items"]] == [str(execution.pk) for execution in told[::-1]]
    assert (answer["total"], answer["page"], answer["limit"]) == (2, 1, 20)
    newest = answer["items"][0]
    assert newest["task"]["name"] == "second"
    assert newest["execution"]["notification"] == "It is out."
    assert set(newest["execution"]) == set(ExecutionSerializer._declared_fields)


def test_the_feed_is_bounded(as_nobody: APIClient, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_views, "FEED_LENGTH", 2)
    task = shared(make_task(owner))
    for minutes in range(3):
        found(task, minutes=minutes)
    answer = as_nobody.get("/api/v1/public/feed?limit=1&page=2").json()
    assert (answer["total"], len(answer["items"])) == (2, 1)
    assert as_nobody.get("/api/v1/public/feed?limit=1&page=3").json()["items"] == []


@pytest.mark.parametrize("tasks", [1, 6])
@pytest.mark.parametrize(
    "path", ["/api/v1/public/tasks", "/api/v1/public/tasks?sort_by=popular", "/api/v1/public/feed"]
)
def test_discovery_takes_two_queries(
    as_nobody: APIClient, django_assert_num_queries: Any, path: str, tasks: int
) -> None:
    for number in range(tasks):
        found(shared(make_task(member(f"{number}@example.com"), channels=CHANNELS)))
    with django_assert_num_queries(2):
        assert len(as_nobody.get(path).json()["items"]) == tasks


def test_public_reads_take_as_many_queries_as_the_owners(
    as_nobody: APIClient, task: Task, django_assert_num_queries: Any
) -> None:
    for below, queries in (("", 1), ("/executions", 2), ("/notifications", 2)):
        with django_assert_num_queries(queries):
            as_nobody.get(f"{TASKS}/{task.pk}{below}")

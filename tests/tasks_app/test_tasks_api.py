"""`/api/v1/tasks`: what `reference/tasks.txt` and the contract promise, to the letter."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from rest_framework.test import APIClient

from accounts.models import User
from tasks_app.models import Execution, Task
from tests.conftest import client_of
from tests.tasks_app.make import NOW, begin, make_task

TASKS = "/api/v1/tasks"
QUERY = "When is the next iPhone being released?"
DOCUMENTED_ORDER = [
    "id",
    "user_id",
    "name",
    "search_query",
    "condition_description",
    "state",
    "next_run",
    "is_public",
    "view_count",
    "subscriber_count",
    "forked_from_task_id",
    "last_known_state",
    "last_execution_id",
    "last_execution",
    "notifications",
    "state_changed_at",
    "created_at",
    "updated_at",
    "immediate_execution_error",
]
ADDED = {"schedule", "notification_email", "webhook_url", "condition_understood", "hint", "told_by", "context"}
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NOBODYS = uuid.UUID("550e8400-e29b-41d4-a716-446655440000")


def create(client: APIClient, **fields: Any) -> dict[str, Any]:
    answer = client.post(TASKS, {"search_query": QUERY} | fields, format="json")
    assert answer.status_code == 200, answer.content
    created: dict[str, Any] = answer.json()
    return created


def refused(client: APIClient, method: str, path: str, body: Any = None, status: int = 422) -> Any:
    answer = getattr(client, method)(path, body, format="json")
    assert answer.status_code == status, answer.content
    return answer.json()["detail"]


# ── Create ───────────────────────────────────────────────────────────────────────────────────────


def test_a_new_task_is_answered_with_the_documented_fields_in_the_documented_order(as_owner: APIClient) -> None:
    created = create(as_owner)

    assert [key for key in created if key not in ADDED] == DOCUMENTED_ORDER
    assert set(created) - set(DOCUMENTED_ORDER) == ADDED


def test_a_new_task_needs_only_a_search_query(as_owner: APIClient, owner: User) -> None:
    created = create(as_owner)

    assert created["user_id"] == str(owner.pk)
    assert created["name"] == "New Monitor"
    assert created["search_query"] == created["condition_description"] == QUERY
    assert created["state"] == "active"
    assert created["schedule"] is None
    assert created["notifications"] == []
    assert created["updated_at"] is created["immediate_execution_error"] is created["last_execution"] is None
    assert created["is_public"] is False


@pytest.mark.parametrize("condition", [None, "", "  "])
def test_a_condition_with_nothing_in_it_is_the_search_query(as_owner: APIClient, condition: str | None) -> None:
    assert create(as_owner, condition_description=condition)["condition_description"] == QUERY


def test_times_are_written_in_utc_and_whole_seconds(as_owner: APIClient) -> None:
    created = create(as_owner)

    for field in ("next_run", "state_changed_at", "created_at"):
        assert TIMESTAMP.fullmatch(created[field])


def test_a_new_active_task_runs_in_a_minute(as_owner: APIClient) -> None:
    before = timezone.now()
    task = Task.objects.get(pk=create(as_owner)["id"])

    assert task.next_run is not None
    assert before <= task.next_run - timedelta(minutes=1) <= timezone.now()


def test_a_new_paused_task_has_no_next_run(as_owner: APIClient) -> None:
    assert create(as_owner, state="paused")["next_run"] is None


def test_a_cron_expression_sets_the_first_run(as_owner: APIClient) -> None:
    created = create(as_owner, schedule="0 9 * * *")

    assert created["schedule"] == "0 9 * * *"
    assert created["next_run"].endswith("T09:00:00Z")


def test_text_is_kept_as_it_was_sent(as_owner: APIClient) -> None:
    assert create(as_owner, name=" Ünïcode \t🚀 ")["name"] == " Ünïcode \t🚀 "


def test_channels_are_shown_as_they_were_sent(as_owner: APIClient) -> None:
    channels = [
        {"type": "email", "address": "alice@example.com"},
        {"type": "webhook", "url": "https://hooks.example.com/x", "method": "PUT", "headers": {"X-Custom": "value"}},
    ]
    created = create(as_owner, notifications=channels)

    assert created["notifications"] == channels
    assert created["notification_email"] == "alice@example.com"
    assert created["webhook_url"] == "https://hooks.example.com/x"


def test_unknown_fields_are_ignored(as_owner: APIClient) -> None:
    assert create(as_owner, id=str(NOBODYS), nonsense=[1])["id"] != str(NOBODYS)


def test_run_immediately_starts_an_execution(as_owner: APIClient) -> None:
    created = create(as_owner, run_immediately=True)

    assert created["immediate_execution_error"] is None
    assert created["last_execution"]["status"] == "pending"
    assert created["last_execution_id"] == created["last_execution"]["id"]


def test_a_paused_task_runs_immediately_once_and_stays_paused(as_owner: APIClient) -> None:
    created = create(as_owner, run_immediately=True, state="paused")

    assert (created["state"], created["next_run"]) == ("paused", None)
    assert created["last_execution"]["trigger"] == "manual"


def test_more_tasks_than_one_may_have_are_refused(as_owner: APIClient, settings: Any) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 1
    create(as_owner)

    assert "1 tasks" in refused(as_owner, "post", TASKS, {"search_query": QUERY}, 403)


# ── List ─────────────────────────────────────────────────────────────────────────────────────────


def test_tasks_are_listed_as_a_bare_array_newest_first(as_owner: APIClient) -> None:
    names = [create(as_owner, name=name)["name"] for name in ("first", "second", "third")]
    answer = as_owner.get(TASKS)

    assert [task["name"] for task in answer.json()] == names[::-1]
    assert answer["X-Total-Count"] == "3"
    assert "immediate_execution_error" not in answer.json()[0]


def test_a_list_holds_no_one_elses_tasks(as_owner: APIClient, as_stranger: APIClient) -> None:
    create(as_stranger)

    assert as_owner.get(TASKS).json() == []


@pytest.mark.parametrize("state", ["active", "paused", "completed"])
def test_tasks_are_filtered_by_state(as_owner: APIClient, owner: User, state: str) -> None:
    make_task(owner, state="active")
    make_task(owner, state="paused")
    make_task(owner, state="completed")

    answer = as_owner.get(TASKS, {"state": state})
    assert [task["state"] for task in answer.json()] == [state]
    assert answer["X-Total-Count"] == "1"


def test_a_page_comes_in_an_envelope(as_owner: APIClient, owner: User) -> None:
    for number in range(21):
        make_task(owner, name=str(number), now=NOW + timedelta(seconds=number))

    assert as_owner.get(TASKS, {"page": 2}).json()["items"][0]["name"] == "0"
    envelope = as_owner.get(TASKS, {"page": 1, "limit": 2}).json()
    assert [task["name"] for task in envelope.pop("items")] == ["20", "19"]
    assert envelope == {"total": 21, "page": 1, "limit": 2}


def test_a_page_past_the_end_is_empty(as_owner: APIClient) -> None:
    create(as_owner)

    assert as_owner.get(TASKS, {"page": 10_000}).json() == {"items": [], "total": 1, "page": 10_000, "limit": 20}


def test_a_limit_cuts_the_bare_array_and_not_the_count(as_owner: APIClient) -> None:
    create(as_owner)
    newest = create(as_owner)
    answer = as_owner.get(TASKS, {"limit": 1})

    assert [task["id"] for task in answer.json()] == [newest["id"]]
    assert answer["X-Total-Count"] == "2"


@pytest.mark.parametrize(
    ("query", "field", "kind"),
    [
        ("page=0", "page", "greater_than_equal"),
        ("page=10001", "page", "less_than_equal"),
        ("page=", "page", "int_parsing"),
        ("page=1.0", "page", "int_parsing"),
        ("page=%D9%A1", "page", "int_parsing"),
        ("page=99999999999999999999", "page", "int_parsing"),
        ("limit=abc", "limit", "int_parsing"),
        ("limit=101", "limit", "less_than_equal"),
        ("limit=-1", "limit", "greater_than_equal"),
        ("state=running", "state", "enum"),
        ("state=", "state", "enum"),
        ("state=%00", "state", "enum"),
        ("state=%FF", "state", "enum"),
    ],
)
def test_an_unknown_query_value_is_refused_by_name(as_owner: APIClient, query: str, field: str, kind: str) -> None:
    (problem,) = refused(as_owner, "get", f"{TASKS}?{query}")

    assert (problem["type"], problem["loc"]) == (kind, ["query", field])


# ── Get, update, delete ──────────────────────────────────────────────────────────────────────────


def test_a_task_is_read_with_its_last_execution(as_owner: APIClient, owner: User) -> None:
    task = make_task(owner)
    execution = begin(task)
    read = as_owner.get(f"{TASKS}/{task.pk}").json()

    assert read["last_execution_id"] == read["last_execution"]["id"] == str(execution.pk)
    assert read["last_execution"]["task_id"] == read["id"] == str(task.pk)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_an_update_changes_what_is_given_alone(as_owner: APIClient, method: str) -> None:
    created = create(as_owner, name="Old", schedule="0 9 * * *")
    answer = getattr(as_owner, method)(f"{TASKS}/{created['id']}", {"name": "New"}, format="json")

    assert answer.status_code == 200
    changed = answer.json()
    assert TIMESTAMP.fullmatch(changed["updated_at"])
    created.pop("immediate_execution_error")
    assert changed == created | {"name": "New", "updated_at": changed["updated_at"]}


def test_a_condition_can_be_given_back_to_the_search_query(as_owner: APIClient) -> None:
    created = create(as_owner, condition_description="It is out")
    answer = as_owner.put(f"{TASKS}/{created['id']}", {"condition_description": None}, format="json")

    assert answer.json()["condition_description"] == QUERY


def test_a_cron_schedule_can_be_given_back_to_the_agent(as_owner: APIClient) -> None:
    created = create(as_owner, schedule="0 9 * * *")

    assert as_owner.put(f"{TASKS}/{created['id']}", {"schedule": None}, format="json").json()["schedule"] is None


def test_channels_are_replaced_by_an_update(as_owner: APIClient) -> None:
    created = create(as_owner, notifications=[{"type": "webhook", "url": "https://hooks.example.com/x"}])
    path = f"{TASKS}/{created['id']}"

    email = [{"type": "email", "address": "alice@example.com"}]
    changed = as_owner.put(path, {"notifications": email}, format="json").json()
    assert (changed["notifications"], changed["webhook_url"]) == (email, None)
    assert as_owner.put(path, {"notifications": []}, format="json").json()["notifications"] == []


def test_a_transition_that_is_none_is_refused_and_changes_nothing(as_owner: APIClient) -> None:
    created = create(as_owner, state="paused")
    path = f"{TASKS}/{created['id']}"

    detail = refused(as_owner, "put", path, {"state": "completed", "name": "New"}, 400)
    assert detail == "Invalid state transition: paused -> completed"
    assert as_owner.get(path).json()["name"] == created["name"]


def test_a_task_is_paused_and_made_active_again(as_owner: APIClient) -> None:
    path = f"{TASKS}/{create(as_owner)['id']}"

    assert as_owner.put(path, {"state": "paused"}, format="json").json()["next_run"] is None
    assert as_owner.put(path, {"state": "active"}, format="json").json()["next_run"] is not None


def test_a_deleted_task_is_gone_with_its_schedule(as_owner: APIClient) -> None:
    path = f"{TASKS}/{create(as_owner)['id']}"
    answer = as_owner.delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert refused(as_owner, "get", path, status=404) == "Task not found"
    assert not PeriodicTask.objects.exists()


# ── Who, and under which address ─────────────────────────────────────────────────────────────────

OPERATIONS = [
    ("get", ""),
    ("put", ""),
    ("patch", ""),
    ("delete", ""),
    ("post", "/execute"),
    ("get", "/executions"),
    ("get", "/notifications"),
]


@pytest.mark.parametrize(("method", "below"), OPERATIONS)
@pytest.mark.parametrize("task_id", [str(NOBODYS), "1", "not-an-id", f"{{{NOBODYS}}}", NOBODYS.hex, "%00", "%FF%FE"])
def test_an_unknown_or_malformed_id_is_no_task(as_owner: APIClient, method: str, below: str, task_id: str) -> None:
    assert refused(as_owner, method, f"{TASKS}/{task_id}{below}", {}, 404) == "Task not found"


@pytest.mark.parametrize(("method", "below"), OPERATIONS)
def test_another_users_task_is_no_task(as_stranger: APIClient, owner: User, method: str, below: str) -> None:
    task = make_task(owner, name="Mine")

    assert refused(as_stranger, method, f"{TASKS}/{task.pk}{below}", {"name": "Theirs"}, 404) == "Task not found"
    task.refresh_from_db()
    assert task.name == "Mine"
    assert not Execution.objects.exists()


def test_the_admin_role_does_not_open_other_peoples_tasks(admin: User, owner: User) -> None:
    assert refused(client_of(admin), "get", f"{TASKS}/{make_task(owner).pk}", status=404) == "Task not found"


@pytest.mark.parametrize(("method", "below"), [*OPERATIONS, ("options", ""), ("head", "")])
def test_every_address_answers_with_and_without_a_trailing_slash(
    as_owner: APIClient, owner: User, method: str, below: str
) -> None:
    statuses = set()
    for slash in ("", "/"):
        answer = getattr(as_owner, method)(f"{TASKS}/{make_task(owner).pk}{below}{slash}", {}, format="json")
        statuses.add(answer.status_code)

    assert statuses == ({204} if method == "delete" else {200})


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_list_answers_with_and_without_a_trailing_slash(as_owner: APIClient, slash: str) -> None:
    assert as_owner.post(TASKS + slash, {"search_query": QUERY}, format="json").status_code == 200
    assert len(as_owner.get(TASKS + slash).json()) == 1
    assert as_owner.head(TASKS + slash)["X-Total-Count"] == "1"


def test_options_tells_the_methods_and_nothing_else(as_owner: APIClient) -> None:
    answer = as_owner.options(TASKS)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


# ── Queries ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tasks", [1, 10])
def test_a_list_takes_one_query_beside_the_credential(
    as_owner: APIClient, owner: User, tasks: int, django_assert_num_queries: Any
) -> None:
    for _ in range(tasks):
        begin(make_task(owner))
    as_owner.get(TASKS)  # the key's last use is written down at most once a minute

    with django_assert_num_queries(2):
        assert len(as_owner.get(TASKS).json()) == tasks


def test_a_task_takes_one_query_beside_the_credential(
    as_owner: APIClient, owner: User, django_assert_num_queries: Any
) -> None:
    path = f"{TASKS}/{make_task(owner).pk}"
    as_owner.get(path)

    with django_assert_num_queries(2):
        as_owner.get(path)


@pytest.mark.parametrize("state", ["active", "paused"])
def test_a_create_takes_one_query_beside_the_credential(
    as_owner: APIClient, state: str, django_assert_num_queries: Any
) -> None:
    create(as_owner)

    with django_assert_num_queries(2):
        create(as_owner, state=state)


ITS_OWN, ANOTHERS = "alice@example.com", "reader@example.com"
WEBHOOK = {"type": "webhook", "url": "https://hooks.example.com/in"}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked, but for where its transaction begins and ends."""
    sent = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize(("address", "queries"), [(ITS_OWN, 4), (ANOTHERS, 6)])
def test_a_create_with_both_channels_takes_six_queries_at_most_beside_the_credential(
    as_owner: APIClient, address: str, queries: int
) -> None:
    create(as_owner)

    with CaptureQueriesContext(connection) as captured:
        create(as_owner, notifications=[{"type": "email", "address": address}, WEBHOOK])
    assert len(statements(captured)) == 1 + queries


def test_a_create_that_may_be_sent_again_takes_six_queries_beside_the_credential(as_owner: APIClient) -> None:
    create(as_owner)

    body = {"search_query": QUERY, "notifications": [{"type": "email", "address": ITS_OWN}]}
    with CaptureQueriesContext(connection) as captured:
        as_owner.post(TASKS, body, format="json", headers={"Idempotency-Key": "one"})
    assert len(statements(captured)) == 1 + 6


@pytest.mark.parametrize(("changes", "queries"), [({"name": "Renamed"}, 3), ({"state": "paused"}, 5)])
def test_a_change_locks_writes_and_reads_the_task_whatever_it_has(
    as_owner: APIClient, changes: dict[str, str], queries: int
) -> None:
    told = [{"type": "email", "address": ITS_OWN}, WEBHOOK]
    path = f"{TASKS}/{create(as_owner, notifications=told)['id']}"
    begin(Task.objects.get())
    with CaptureQueriesContext(connection) as captured:
        as_owner.put(path, changes, format="json")
    assert len(statements(captured)) == 1 + queries, captured.captured_queries


def test_an_execution_by_hand_takes_five_queries_and_one_more_for_what_gives_way(
    as_owner: APIClient, owner: User
) -> None:
    path = f"{TASKS}/{make_task(owner).pk}/execute?force=true"
    as_owner.get(TASKS)
    for queries in (5, 6):
        with CaptureQueriesContext(connection) as captured:
            as_owner.post(path)
        assert len(statements(captured)) == 1 + queries, captured.captured_queries

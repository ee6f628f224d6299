"""Whatever is registered in the Django admin: its lists cost the same at any length, and every page of it opens."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.admin import OperatorAdmin, counting
from notifications.models import EmailAddress
from tasks_app.models import Task
from tests.adminapi.rows import MAKERS, make

REGISTERED = list(admin.site._registry.items())
PAGES = pytest.mark.parametrize(
    ("model", "model_admin"), REGISTERED, ids=[model._meta.label for model, _ in REGISTERED]
)
LISTS = pytest.mark.parametrize("model", [model for model, _ in REGISTERED], ids=lambda model: model._meta.label)
SECRET = ("sesame", "whsec_", "digest", "pbkdf2")


@pytest.fixture
def operator(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def address(model: type[Model], page: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries(operator: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert operator.get(path).status_code == 200
    return len(captured)


@PAGES
def test_every_page_is_audited_and_bounded(model: type[Model], model_admin: "ModelAdmin[Any]") -> None:
    assert isinstance(model_admin, OperatorAdmin)
    assert model in MAKERS


@LISTS
def test_a_list_asks_as_many_questions_at_60_rows_as_at_3(operator: Client, model: type[Model]) -> None:
    make(model, 3)
    queries(operator, address(model))
    few = queries(operator, address(model))
    make(model, 57)
    assert queries(operator, address(model)) == few


@PAGES
def test_every_filter_search_and_detail_opens(
    operator: Client, model: type[Model], model_admin: "ModelAdmin[Any]"
) -> None:
    row = make(model, 2)[0]
    changelist = operator.get(address(model)).context["cl"]
    for chosen in changelist.filter_specs:
        for choice in chosen.choices(changelist):
            if "query_string" in choice:
                assert operator.get(address(model) + choice["query_string"]).status_code == 200
        for name in (name for name in chosen.expected_parameters() if name and name.endswith(("_from_0", "_from"))):
            assert operator.get(address(model), {name: "2026-01-01"}).status_code == 200
    for term in ("a b", "alice@example.com", "00000000-0000-0000-0000-000000000000", "'\"\\ & | !\0"):
        assert operator.get(address(model), {"q": term}).status_code == 200
    detail = operator.get(address(model, "change", row.pk))
    assert detail.status_code == 200
    assert not [secret for secret in SECRET if secret in detail.content.decode()]


@PAGES
def test_every_operation_asks_before_it_acts(
    operator: Client, model: type[Model], model_admin: "ModelAdmin[Any]"
) -> None:
    assert isinstance(model_admin, OperatorAdmin)
    row = make(model, 1)[0]
    for operation in model_admin.operations:
        asked = operator.get(address(model, operation.name, row.pk))
        assert asked.status_code == 200
        assert operation.warning in asked.content.decode()
        assert operator.post(address(model, operation.name, row.pk)).status_code == 302


@pytest.mark.parametrize(
    ("model", "term", "found"),
    [(Task, "TAS", 1), (Task, "none", 0), (Task, "user", 0), (Task, "USER@", 0), (EmailAddress, "User", 1)],
)
def test_a_search_finds_what_it_is_for(operator: Client, model: type[Model], term: str, found: int) -> None:
    make(model, 1)
    assert operator.get(address(model), {"q": term}).context["cl"].result_count == found


def test_tasks_are_found_by_their_owners_address(operator: Client) -> None:
    (task, _) = make(Task, 2)
    assert isinstance(task, Task)
    listed = operator.get(address(Task), {"q": task.owner.email.upper()}).context["cl"].result_list
    assert list(listed) == [task]


def test_no_more_rows_are_counted_than_are_worth_it(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "CAP", 4)
    make(Task, 6)
    with CaptureQueriesContext(connection) as captured:
        page = operator.get(address(Task)).content.decode()
    assert "4+" in page
    counts = [query["sql"] for query in captured if "COUNT(*)" in query["sql"] and "tasks_app_task" in query["sql"]]
    assert len(counts) == 1
    assert "LIMIT 5" in counts[0]


def test_more_than_are_changed_at_once_are_refused_whole(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.admin.operations.MAX_AT_ONCE", 2)
    rows = make(Task, 3)
    chosen = {"action": "pause", "_selected_action": [rows[0].pk], "select_across": "1"}
    answer = operator.post(address(Task), chosen, follow=True)
    assert "More than 2 are selected" in answer.content.decode()
    assert not Task.objects.filter(state="paused").exists()

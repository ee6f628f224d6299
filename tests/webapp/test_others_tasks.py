"""Pages and forms of a private task, asked for in another person's session: there is no such task."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from tasks_app.models import Task
from tests.tasks_app.make import make_task
from tests.test_isolation import methods_of
from webapp.urls import urlpatterns


def asked() -> Iterator[tuple[str, str]]:
    for entry in urlpatterns:
        route = str(entry.pattern)
        if "<uuid:task_id>" in route:
            methods = methods_of(entry.callback) or {"GET"}
            yield from ((method, route) for method in sorted(methods))


@pytest.mark.parametrize(("method", "route"), list(asked()))
def test_the_task_of_another_person_is_not_there(
    client: Client, owner: User, stranger: User, method: str, route: str
) -> None:
    task = make_task(owner, name="known to its owner alone")
    client.force_login(stranger)
    path = "/" + re.sub(r"<uuid:task_id>", str(task.pk), route)
    fields = {"do": "pause", "search_query": "Mine now?", "task": str(task.pk)}
    answer = client.get(path) if method == "GET" else client.post(path, fields)

    assert answer.status_code == 404
    assert task.name not in answer.content.decode()
    assert Task.objects.get().state == "active"


def test_several_at_once_are_ones_own(client: Client, owner: User, stranger: User) -> None:
    task = make_task(owner)
    client.force_login(stranger)
    for wanted in ("pause", "run", "delete"):
        page = client.post("/tasks", {"do": wanted, "sure": "1", "task": str(task.pk)}, follow=True)
        assert "Tick the tasks first." in page.content.decode()
    assert Task.objects.get().state == "active"
    assert client.get("/alerts", {"task": str(task.pk)}).status_code == 404

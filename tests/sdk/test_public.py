"""`client.public`, every method, before the real server."""

import pytest
from django.utils import timezone

from accounts.models import User
from tasks_app.models import Task
from tasks_app.pipeline.types import Verdict
from tests.sdk.cli import finished
from tests.sdk.conftest import Connect
from tests.tasks_app.make import make_task
from torale import ToraleClient, ValidationError


@pytest.fixture
def shared(client: ToraleClient, owner: User) -> list[str]:
    """The ids of three public tasks, the newest first; there is a private one too."""
    tasks = [make_task(owner, now=timezone.now()) for _ in range(4)]
    for task in tasks[:3]:
        client.tasks.set_visibility(str(task.pk), is_public=True)
    return [str(task.pk) for task in reversed(tasks[:3])]


def test_public_tasks_are_listed_for_others(connect: Connect, stranger: User, shared: list[str]) -> None:
    public = connect(stranger).public
    assert [task.id for task in public.tasks()] == shared
    assert [task.id for task in public.tasks(sort_by="recent", page=2, limit=2)] == shared[2:]
    assert {task.notification_email for task in public.iter_tasks()} == {None}


def test_the_popular_ones_come_first_if_asked(connect: Connect, stranger: User, shared: list[str]) -> None:
    other = connect(stranger)
    other.tasks.fork(shared[-1])
    assert [task.id for task in other.public.tasks(sort_by="popular", limit=1)] == shared[-1:]
    assert next(other.public.iter_tasks(sort_by="popular")).id == shared[-1]


def test_what_public_tasks_have_told_is_read(connect: Connect, stranger: User, shared: list[str]) -> None:
    for task in reversed(shared):
        finished(Task.objects.get(pk=task), verdict=Verdict.MET)
    public = connect(stranger).public
    assert [told.task.id for told in public.feed()] == shared
    assert [told["execution"]["task_id"] for told in public.feed(page=2, limit=1)] == shared[1:2]
    assert [told.execution.condition_met for told in public.iter_feed()] == [True] * 3


def test_what_is_pushed_on_to_the_next_page_comes_once(
    client: ToraleClient, shared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for task in shared:
        finished(Task.objects.get(pk=task), verdict=Verdict.MET)
    monkeypatch.setattr("torale.pages.PAGE_LENGTH", 2)
    walked = client.public.iter_feed()
    told = [next(walked)]
    finished(Task.objects.get(pk=shared[0]), verdict=Verdict.MET)
    told += walked
    assert len({one.execution.id for one in told}) == len(told) == 3


def test_no_other_order_is_accepted(client: ToraleClient) -> None:
    with pytest.raises(ValidationError) as refused:
        client.public.tasks(sort_by="oldest")  # type: ignore[arg-type]
    assert set(refused.value.fields) == {"sort_by"}

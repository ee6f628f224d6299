"""`client.tasks`, every method, before the real server."""

from typing import Any
from unittest import mock

import pytest
import requests
from django.utils import timezone

from accounts.models import User
from core.api.rates import Rate
from tasks_app.models import Execution
from tasks_app.pipeline.errors import PipelineError
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes
from tests.accounts.limiting import limited
from tests.inquiring import DraftingProvider, apart, at_once, provider
from tests.pipeline.make import evaluation
from tests.sdk.conftest import Connect
from tests.tasks_app.make import begin, make_task, outcome, taken
from torale import (
    APIError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    RateLimitError,
    ToraleClient,
    ValidationError,
    WaitTimeoutError,
)
from torale import tasks as client_tasks

__all__ = ["apart", "at_once", "limited", "provider"]
QUERY = "When is the next iPhone being released?"
ALICE = {"type": "email", "address": "alice@example.com"}


def ended(execution: Execution, **given: Any) -> None:
    """What a worker would do."""
    now = timezone.now()
    claim = taken(execution, now=now)
    outcomes.record_outcome(claim=claim, outcome=outcome(now=now, **given), now=now)


def test_a_task_is_created_read_changed_and_deleted(client: ToraleClient, owner: User) -> None:
    task = client.tasks.create(
        QUERY, name="iPhone", condition_description="A date", schedule="0 9 * * *", notifications=[ALICE]
    )
    assert (task.name, task["condition_description"], task.schedule, task.user_id) == (
        "iPhone",
        "A date",
        "0 9 * * *",
        str(owner.pk),
    )
    assert task.notification_email == "alice@example.com"

    changed = client.tasks.update(task, name="Apple", state="paused", schedule=None, notifications=[])
    assert (changed.name, changed.state, changed.schedule, changed.notifications) == ("Apple", "paused", None, [])
    assert client.tasks.get(task.id).items() <= changed.items()

    other = client.tasks.create(QUERY)
    assert (other.name, other.condition_description) == ("New Monitor", QUERY)
    assert [one.id for one in client.tasks.list()] == [other.id, task.id]
    assert [one.id for one in client.tasks.list(state="paused")] == [task.id]

    client.tasks.delete(task)
    with pytest.raises(NotFoundError, match="Task not found"):
        client.tasks.get(task)


def test_a_create_by_the_same_key_is_one_task(client: ToraleClient) -> None:
    first, again = (client.tasks.create(QUERY, idempotency_key="order-7") for _ in range(2))
    assert first == again
    assert len(client.tasks.list()) == 1
    with pytest.raises(ValidationError) as refused:
        client.tasks.create("Another", idempotency_key="order-7")
    assert refused.value.fields == {"Idempotency-Key": "This key was used for another request"}


def test_a_create_whose_answer_is_lost_is_sent_again_and_made_once(
    client: ToraleClient, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    send = requests.Session.request
    lost: list[str] = []

    def lossy(*args: Any, **given: Any) -> Any:
        answer = send(*args, **given)
        if not lost:
            lost.append(answer.json()["id"])
            raise requests.ConnectionError
        return answer

    monkeypatch.setattr(requests.Session, "request", lossy)
    assert client.tasks.create(QUERY).id == lost[0]
    assert [task.id for task in client.tasks.list()] == lost


def test_what_cannot_be_is_told_by_field(client: ToraleClient) -> None:
    with pytest.raises(ValidationError) as refused:
        client.tasks.create("", schedule="soon")
    assert set(refused.value.fields) == {"search_query", "schedule"}
    task = client.tasks.create(QUERY, state="paused")
    with pytest.raises(ValidationError, match="Invalid state transition: paused -> completed") as bad:
        client.tasks.update(task, state="completed")
    assert (bad.value.status, bad.value.fields) == (400, {})


def test_others_tasks_are_not_there_until_they_are_public(
    client: ToraleClient, connect: Connect, stranger: User
) -> None:
    other = connect(stranger)
    task = client.tasks.create(QUERY, name="iPhone", notifications=[ALICE])
    with pytest.raises(NotFoundError):
        other.tasks.get(task)

    assert client.tasks.set_visibility(task, is_public=True) is True
    assert other.tasks.get(task).notifications == []
    copies = [other.tasks.fork(task), other.tasks.fork(task, name="Mine")]
    assert [copy.name for copy in copies] == ["iPhone (Copy)", "Mine"]
    assert [copy.forked_from_task_id for copy in copies] == [task.id, task.id]
    with pytest.raises(ConflictError):
        other.tasks.fork(task, name="Mine")
    assert client.tasks.set_visibility(task, is_public=False) is False


def test_an_execution_is_followed_to_its_end(client: ToraleClient, owner: User) -> None:
    task = make_task(owner)
    execution = client.tasks.execute(task.pk)
    assert (execution.status, execution.is_over) == ("pending", False)
    with pytest.raises(ConflictError, match="already running or pending"):
        client.tasks.execute(task.pk)
    with pytest.raises(WaitTimeoutError, match="still pending after 0 s") as late:
        client.tasks.wait(execution, timeout=0)
    assert late.value.execution.id == execution.id

    def work(seconds: float) -> None:
        if seconds > client_tasks.FIRST_LOOK:
            ended(Execution.objects.get(pk=execution.id), verdict=Verdict.MET)

    with mock.patch("torale.tasks.time.sleep", work):
        over = client.tasks.wait(execution)
    assert (over.id, over.status, over.condition_met) == (execution.id, "success", True)
    assert over.notification == "It is out."
    assert over.result is not None
    assert over.result.sources[0].url == "https://apple.example/news"
    assert client.tasks.wait(over) is over

    forced = client.tasks.execute(task.pk)
    client.tasks.execute(task.pk, force=True)
    assert client.tasks.wait(forced).status == "cancelled"
    client.tasks.delete(str(task.pk))
    with pytest.raises(NotFoundError):
        client.tasks.wait(forced)


def test_executions_and_notifications_are_listed_newest_first(client: ToraleClient, owner: User) -> None:
    task = make_task(owner)
    for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.MET):
        ended(begin(task, now=timezone.now()), verdict=verdict)

    assert [one.condition_met for one in client.tasks.executions(task.pk)] == [True, False, True]
    assert [one.condition_met for one in client.tasks.notifications(task.pk)] == [True, True]
    assert len(client.tasks.executions(task.pk, limit=2)) == 2
    assert list(client.tasks.iter_executions(task.pk)) == client.tasks.executions(task.pk)
    assert list(client.tasks.iter_notifications(task.pk)) == client.tasks.notifications(task.pk)


def test_pages_are_read_as_they_are_needed(client: ToraleClient, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torale.pages.PAGE_LENGTH", 2)
    made = [make_task(owner, now=timezone.now()) for _ in range(5)]
    walk = client.tasks.iter_tasks()
    first = next(walk)
    make_task(owner, now=timezone.now())

    assert [first.id, *(task.id for task in walk)] == [str(task.pk) for task in reversed(made)]
    assert list(client.tasks.iter_tasks(state="completed")) == []


@pytest.mark.parametrize("number", [4, 5])
def test_who_empties_a_list_while_it_is_read_misses_nothing(
    client: ToraleClient, owner: User, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr("torale.pages.PAGE_LENGTH", 2)
    made = [make_task(owner, now=timezone.now()) for _ in range(number)]
    for task in client.tasks.iter_tasks(state="active"):
        client.tasks.update(task, state="paused")
    assert client.tasks.list(state="active") == []

    deleted = []
    for task in client.tasks.iter_tasks():
        client.tasks.delete(task)
        deleted.append(task.id)
    assert deleted == [str(task.pk) for task in reversed(made)]
    assert client.tasks.list() == []


@pytest.mark.usefixtures("at_once")
def test_a_question_is_tried_out(client: ToraleClient, provider: DraftingProvider) -> None:
    provider.judges = evaluation(verdict=Verdict.NOT_MET)
    found = client.tasks.preview(QUERY, condition_description="A date")
    assert (found.condition_met, found["confidence"]) == (False, provider.judges.confidence)
    assert found.grounding_sources[0].url == provider.finds.sources[0].url


@pytest.mark.usefixtures("at_once")
def test_a_suggestion_can_be_created_as_it_is_and_changed(client: ToraleClient) -> None:
    suggestion = client.tasks.suggest("Tell me when the PS5 is back in stock at https://shop.example/ps5")
    assert (suggestion.name, suggestion.schedule) == ("PS5 is back in stock", None)
    task = client.tasks.create(**suggestion)
    assert task.condition_description == suggestion.condition_description

    assert client.tasks.suggest("every day at 9", current_task=task).schedule == "0 9 * * *"


@pytest.mark.usefixtures("at_once")
def test_a_preview_that_fails_is_an_error_of_ours(client: ToraleClient, provider: DraftingProvider) -> None:
    provider.error = PipelineError("The search failed")
    with pytest.raises(APIError) as failed:
        client.tasks.preview(QUERY)
    assert failed.value.status == 502


def test_a_bad_key_is_told(url: str) -> None:
    with pytest.raises(AuthenticationError, match="Invalid API key"):
        ToraleClient("sk_wrong", url).tasks.list()


def test_a_limit_is_told_with_its_time(client: ToraleClient, limited: Any) -> None:
    limited.TORALE_RATE_LIMITS = (Rate(1, 3600),)
    client.tasks.list()
    with pytest.raises(RateLimitError, match="Rate limit exceeded") as refused:
        client.tasks.list()
    assert refused.value.retry_after is not None
    assert 3500 < refused.value.retry_after <= 3600

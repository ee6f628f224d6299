"""What one execution costs its worker: few statements, and no connection while the provider is waited for."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.models import User
from tasks_app import jobs
from tasks_app.models import Execution
from tasks_app.pipeline import runner
from tasks_app.pipeline.types import Outcome
from tasks_app.services import outcomes
from tests.conftest import member
from tests.tasks_app.make import begin, make_task, outcome


def answered(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The provider's answer is there at once; filled with whether a connection was held when it was asked."""
    held: list[bool] = []

    def answer(*_: Any, **__: Any) -> Outcome:
        held.append(connection.connection is not None)
        return outcome()

    monkeypatch.setattr(runner, "answer", answer)
    return held


def test_an_execution_takes_six_statements(
    owner: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    answered(monkeypatch)
    execution = begin(make_task(owner))
    Execution.objects.update(trigger="schedule")
    with django_assert_num_queries(6 + 2):  # two are the savepoint that a test turns the transaction into
        jobs.run_execution(str(execution.pk))
    assert Execution.objects.get().status == "success"


def test_an_answer_outlasts_a_database_that_is_away_for_a_moment(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answered(monkeypatch)
    execution = begin(make_task(owner))
    record, away = outcomes.record_outcome, iter([OperationalError("away"), InterfaceError("closed")])

    def recorded(**claimed: Any) -> bool:
        for error in away:
            raise error
        return record(**claimed)

    monkeypatch.setattr(outcomes, "record_outcome", recorded)
    monkeypatch.setattr(jobs, "RECORD_AGAIN_AFTER", (0.0, 0.0, 0.0))
    jobs.run_execution(str(execution.pk))
    assert Execution.objects.get().status == "success"
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_the_provider_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    held = answered(monkeypatch)
    with transaction.atomic():
        execution = begin(make_task(member("alice@example.com")))
    jobs.run_execution(str(execution.pk))
    assert held == [False]
    assert Execution.objects.get().status == "success"

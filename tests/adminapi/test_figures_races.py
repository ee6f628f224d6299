"""The books when two do something at once: nobody waits for figures, and none is counted for the wrong query."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User
from adminapi import books
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import Limits
from tasks_app.services import outcomes, tasks
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(hours=1)


def beside(work: Callable[[], object]) -> threading.Thread:
    """Begin `work` on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waiting() -> None:
    """Until somebody waits for a row."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple') LIMIT 1"
            )
            if cursor.fetchone():
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    pytest.fail("nobody waits")


@pytest.fixture
def retrying(owner: User) -> Execution:
    execution = begin(make_task(owner))
    outcomes.record_failure(claim=taken(execution), error=errors.NetworkError("no route"), now=NOW)
    return execution


def ask_otherwise(task: Task) -> None:
    tasks.update_task(owner=None, task_id=task.pk, changes={"search_query": "Something else?"}, now=NOW)


def test_who_ends_an_execution_does_not_wait_for_who_ends_another_of_the_same_query(owner: User) -> None:
    first, second = (taken(begin(make_task(owner))) for _ in range(2))

    with transaction.atomic():
        outcomes.record_outcome(claim=first, outcome=outcome(), now=NOW)
        books.fold()
        other = beside(lambda: outcomes.record_outcome(claim=second, outcome=outcome(), now=NOW))
        other.join(timeout=5)
        assert not other.is_alive()

    assert books.differences() == []


def try_again() -> None:
    dispatch.claim_due(now=LATER, limit=10, limits=Limits())


def test_a_retry_whose_query_is_being_changed_begins_after_the_change(retrying: Execution) -> None:
    with transaction.atomic():
        ask_otherwise(retrying.task)
        beside(try_again).join()
    assert Execution.objects.get().status == "retrying"

    try_again()
    assert Execution.objects.get().status == "pending"
    assert books.differences() == []


def test_a_query_that_changes_while_a_retry_begins_takes_along_what_is_left(retrying: Execution) -> None:
    with transaction.atomic():
        try_again()
        change = beside(lambda: ask_otherwise(retrying.task))
        waiting()
    change.join()

    assert Execution.objects.get().status == "pending"
    assert Task.objects.get().search_query == "Something else?"
    assert books.differences() == []


def test_two_readers_at_once_fold_each_entry_once(owner: User) -> None:
    for _ in range(20):
        make_task(owner)

    readers = [beside(lambda: books.fold(limit=3)) for _ in range(8)]
    for reader in readers:
        reader.join()

    assert books.differences() == []


def test_what_is_due_begins_while_the_books_are_written(owner: User) -> None:
    make_task(owner)
    written, release = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            books.fold()
            written.set()
            release.wait(10)

    writer = beside(write)
    assert written.wait(10)
    assert len(dispatch.claim_due(now=LATER, limit=10, limits=Limits()).execution_ids) == 1
    release.set()
    writer.join()

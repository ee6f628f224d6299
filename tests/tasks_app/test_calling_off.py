"""A worker lets go of an execution that nobody wants any more, within seconds."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from core import work
from tasks_app import jobs
from tasks_app.models import Execution
from tasks_app.pipeline.types import Deadline
from tasks_app.services import calling_off, executions, tasks
from tests.conftest import member
from tests.doubles.pages import Pages
from tests.tasks_app.make import begin, make_task, taken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slow_page(settings: Settings) -> Iterator[Pages]:
    settings.SEARCH_PROVIDER = "web"
    with Pages() as pages:
        pages.delay = 60
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        yield pages


def run(execution: Execution) -> None:
    try:
        jobs.run_execution(str(execution.pk))
    finally:
        connection.close()


def test_a_deleted_task_frees_its_thread(slow_page: Pages) -> None:
    task = make_task(member("alice@example.com"), search_query=slow_page.url("/slow"))
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(run, begin(task))
        wait_for(slow_page)
        tasks.delete_task(owner=task.owner, task_id=task.pk)
        assert ends_within_seconds(running)
    assert not Execution.objects.exists()


def test_a_paused_task_frees_its_thread(slow_page: Pages) -> None:
    task = make_task(member("alice@example.com"), search_query=slow_page.url("/slow"))
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(run, begin(task))
        wait_for(slow_page)
        with transaction.atomic():
            executions.cancel_open(task=task, now=timezone.now())
        assert ends_within_seconds(running)
    assert Execution.objects.get().status == "cancelled"


def test_one_query_looks_after_all_and_leaves_those_that_are_wanted(django_assert_num_queries: Any) -> None:
    task = make_task(member("alice@example.com"))
    other = make_task(task.owner)
    with calling_off.watched(taken(begin(task)), Deadline.after(60)):
        with calling_off.watched(taken(begin(other)), Deadline.after(60)), django_assert_num_queries(1):
            calling_off.look()
        work.current().check()


def test_what_misses_its_deadline_is_ended() -> None:
    claim = taken(begin(make_task(member("alice@example.com"))))
    with calling_off.watched(claim, Deadline.after(-60)):
        calling_off.look()
        with pytest.raises(work.CalledOffError):
            work.current().check()


def wait_for(pages: Pages) -> None:
    until = time.monotonic() + 10
    while not pages.asked:
        assert time.monotonic() < until
        time.sleep(0.01)


def ends_within_seconds(running: "Future[None]") -> bool:
    """Look once, as a worker does each second."""
    calling_off.look()
    begun = time.monotonic()
    running.result(timeout=5)
    return time.monotonic() - begun < 2

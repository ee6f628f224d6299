"""The database backend: a lost connection is noticed, and timestamps are what Django makes of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from config import statements
from config.postgres.base import DatabaseWrapper


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_ended_is_not_usable() -> None:
    other = connection.copy()
    other.ensure_connection()
    try:
        assert other.is_usable()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [other.connection.info.backend_pid])
            cursor.execute("SELECT pg_sleep(0.1)")
        assert not other.is_usable()
    finally:
        other.close()


def _run(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@pytest.mark.parametrize("run", [_run, lambda sql: statements.run(sql, [])])
@pytest.mark.django_db(transaction=True)
def test_the_request_after_a_lost_connection_opens_another(
    run: Callable[[str], list[tuple[Any, ...]]],
) -> None:
    ((lost,),) = run("SELECT pg_backend_pid()")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s), pg_sleep(0.1)", [lost])
    finally:
        other.close()
    ours: Any = connection
    ours.health_check_enabled, ours.health_check_done = True, False
    assert run("SELECT pg_backend_pid()") != [(lost,)]


def test_that_it_is_usable_is_seen_without_a_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    connection.ensure_connection()
    with django_assert_num_queries(0):
        assert connection.is_usable()


def test_a_prepared_statement_reads_times_in_utc(db: None) -> None:
    rows = statements.run("SELECT '2026-03-01 13:00:00+01'::timestamptz", [])
    assert rows == [(datetime(2026, 3, 1, 12, tzinfo=UTC),)]


def test_a_statement_is_planned_once_for_a_connection(db: None) -> None:
    for number in range(8):
        assert statements.run("SELECT %s::int AS planned_once", [number]) == [(number,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%planned_once%'")
        assert cursor.fetchone() == (1,)


def test_what_is_prepared_is_seen_with_its_values_where_queries_are_looked_at(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        for number in range(8):
            statements.run("SELECT %s::int AS seen", [number])
    assert [query["sql"] for query in captured] == [f"SELECT {number}::int AS seen" for number in range(8)]


def test_what_is_prepared_is_rolled_back_and_goes_on_after_an_error(db: None) -> None:
    with pytest.raises(DataError), transaction.atomic():
        statements.run("SELECT 1 / %s::int", [0])
    assert statements.run("SELECT 1 / %s::int", [1]) == [(1,)]


@pytest.fixture
def pooled() -> Iterator[Any]:
    """As in a worker's thread: a connection of a pool that has one."""
    ours: Any = connection
    options = ours.settings_dict["OPTIONS"] | {"pool": {"min_size": 0, "max_size": 1, "timeout": 5}}
    wrapper = DatabaseWrapper(ours.settings_dict | {"OPTIONS": options, "CONN_MAX_AGE": 0}, alias="pooled")
    try:
        yield wrapper
    finally:
        wrapper.close()
        wrapper.close_pool()


def _process_of(wrapper: Any) -> int:
    ((process,),) = wrapper.run_prepared("SELECT pg_backend_pid()", [])
    return int(process)


@pytest.mark.django_db(transaction=True)
def test_a_pool_gives_out_no_lost_connection(pooled: Any) -> None:
    lost = _process_of(pooled)
    pooled.close()
    _run(f"SELECT pg_terminate_backend({lost}), pg_sleep(0.1)")
    assert _process_of(pooled) != lost


@pytest.mark.django_db(transaction=True)
def test_a_pool_looks_at_a_connection_without_a_query(pooled: Any) -> None:
    process = _process_of(pooled)
    pooled.close()
    pooled.ensure_connection()
    ((last,),) = _run(f"SELECT query FROM pg_stat_activity WHERE pid = {process}")
    assert last == "SELECT pg_backend_pid()"

"""The database backend: a lost connection is noticed, and a statement is prepared once, whatever becomes of that."""

import gc
import threading
import uuid
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import DataError, NotSupportedError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from core.db import statements
from core.db.backend.base import DatabaseWrapper
from core.db.backend.prepared import PreparedStatements


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


@pytest.mark.parametrize("had_error", [False, True])
@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_between_two_requests_is_replaced_whatever_the_first_had(had_error: bool) -> None:
    ((lost,),) = _run("SELECT pg_backend_pid()")
    ours: Any = connection
    ours.health_check_enabled, ours.close_at, ours.errors_occurred = True, None, had_error
    ours.close_if_unusable_or_obsolete()
    assert ours.connection is not None
    _end(lost)
    assert _run("SELECT pg_backend_pid()") != [(lost,)]


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


@pytest.mark.django_db(transaction=True)
def test_what_is_prepared_first_in_a_transaction_belongs_to_it() -> None:
    with transaction.atomic():
        statements.run("INSERT INTO auth_group (name) VALUES (%s)", ["gone again"])
        transaction.set_rollback(True)
    assert statements.run("SELECT name FROM auth_group", []) == []


@pytest.mark.django_db(transaction=True)
def test_a_rollback_forgets_nothing_that_is_prepared() -> None:
    for number in range(3):
        assert statements.run("SELECT 'kept'", []) == [("kept",)]
        with CaptureQueriesContext(connection):  # by psycopg's cursor, which would prepare it
            assert [statements.run("SELECT 'often'", []) for _ in range(6)] == [[("often",)]] * 6
        with pytest.raises(DataError), transaction.atomic():
            statements.run("SELECT 1 / %s::int", [0])
        assert _number_prepared("SELECT 'kept'") == 1, number


def _number_prepared(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement = %s", [sql])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_what_the_server_has_forgotten_is_prepared_anew() -> None:
    for _ in range(3):
        assert statements.run("SELECT 'known'", []) == [("known",)]
        _do("DEALLOCATE ALL")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_ends_where_the_server_has_forgotten_and_the_next_goes_on() -> None:
    statements.run("SELECT 'known'", [])
    _do("DEALLOCATE ALL")
    with pytest.raises(OperationalError, match="does not exist"), transaction.atomic():
        statements.run("SELECT 'known'", [])
    with transaction.atomic():
        assert statements.run("SELECT 'known'", []) == [("known",)]


@pytest.mark.django_db(transaction=True)
def test_what_is_prepared_outlives_a_migration_of_its_table() -> None:
    _do("CREATE TEMPORARY TABLE migrated AS SELECT 1 AS one")
    try:
        assert statements.run("SELECT * FROM migrated", []) == [(1,)]
        _do("ALTER TABLE migrated ADD two text DEFAULT 'b'")
        assert statements.run("SELECT * FROM migrated", []) == [(1, "b")]
    finally:
        _do("DROP TABLE migrated")


def _do(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_statement_takes_values_of_any_type_in_turn(db: None) -> None:
    for value in (None, 7, None, 70_000, 7_000_000_000, datetime(2026, 3, 1, tzinfo=UTC), uuid.uuid4(), 7):
        assert statements.run("SELECT %s", [value]) == [(value,)]


def _raw_connection() -> Any:
    connection.ensure_connection()
    return connection.connection


def test_what_is_too_much_to_be_kept_prepared_is_answered_all_the_same(db: None) -> None:
    few, raw = PreparedStatements(most=1), _raw_connection()
    assert [few.run(raw, f"SELECT {number}, %s::int", [number]) for number in range(5)] == [[(n, n)] for n in range(5)]
    assert [_number_prepared(f"SELECT {number}, $1::int") for number in range(5)] == [1, 0, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_or_forgotten_takes_no_place() -> None:
    few, raw = PreparedStatements(most=1), _raw_connection()
    for number in range(3):
        with pytest.raises(psycopg.errors.UndefinedTable):
            few.run(raw, f"SELECT * FROM nowhere_{number}", [])
        assert few.run(raw, "SELECT 'one of one'", []) == [("one of one",)]
        assert _number_prepared("SELECT 'one of one'") == 1
        _do("DEALLOCATE ALL")


def test_two_who_prepare_on_one_connection_are_not_in_each_others_way(db: None) -> None:
    first, second = PreparedStatements(), PreparedStatements()
    for number in range(3):
        assert first.run(_raw_connection(), f"SELECT 'first', {number}", []) == [("first", number)]
        assert second.run(_raw_connection(), f"SELECT 'second', {number}", []) == [("second", number)]


def test_what_the_server_cannot_do_is_an_error_of_the_program(db: None) -> None:
    with pytest.raises(NotSupportedError), transaction.atomic():
        statements.run("SELECT count(*) FROM auth_group FOR UPDATE", [])


def test_no_rows_are_kept_after_they_are_read(db: None) -> None:
    few = PreparedStatements()
    assert few.run(_raw_connection(), "SELECT 1", []) == [(1,)]
    assert few._transformer.pgresult is None


def test_a_connection_that_is_closed_is_freed_at_once(db: None) -> None:
    other: Any = connection.copy()
    other.run_prepared("SELECT 1", [])
    held = weakref.ref(other.connection)
    gc.disable()
    try:
        other.close()
        assert held() is None
    finally:
        gc.enable()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_while_it_waits_says_so_at_once() -> None:
    ((process,),) = statements.run("SELECT pg_backend_pid()", [])
    killer = threading.Timer(0.2, _end, [process])
    killer.start()
    with pytest.raises(OperationalError, match=r"terminating connection|server closed"):
        statements.run("SELECT pg_sleep(%s)", [60])
    killer.join()
    connection.close_if_unusable_or_obsolete()
    assert statements.run("SELECT pg_backend_pid()", []) != [(process,)]


def _end(process: int) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    other.close()


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
def test_what_is_prepared_stays_with_a_connection_of_a_pool(pooled: Any) -> None:
    for _ in range(3):
        [(number,)] = pooled.run_prepared("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'count'", [])
        pooled.close()
    assert number == 1


@pytest.mark.django_db(transaction=True)
def test_a_pool_looks_at_a_connection_without_a_query(pooled: Any) -> None:
    process = _process_of(pooled)
    pooled.close()
    pooled.ensure_connection()
    ((last,),) = _run(f"SELECT query FROM pg_stat_activity WHERE pid = {process}")
    assert last == "SELECT pg_backend_pid()"


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_ends_closes_its_connection_at_once() -> None:
    used: list[tuple[Any, int]] = []

    def use() -> None:
        wrapper: Any = connection.copy()
        used.append((wrapper, _process_of(wrapper)))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    [(wrapper, process)] = used  # still held, as a reference cycle would
    assert wrapper.connection is None
    assert _run(f"SELECT pg_sleep(0.1), count(*) FROM pg_stat_activity WHERE pid = {process}") == [("", 0)]


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_ends_gives_the_pool_its_connection_back(pooled: Any) -> None:
    used: list[Any] = []

    def use() -> None:
        used.append(DatabaseWrapper(pooled.settings_dict, alias=pooled.alias))
        used[-1].run_prepared("SELECT 1", [])

    for _ in range(3):  # the pool has one
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
        assert used[-1].connection is None

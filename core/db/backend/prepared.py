"""Prepared statements of a connection, each sent and awaited by one call of libpq's.

psycopg's cursor takes many steps for this, and other threads can run between them. That is a third to a half of a
statement's time in Python, more under load. psycopg itself must prepare nothing (`prepare_threshold`): after a rollback
it would deallocate all statements, these too.
"""

import secrets
from typing import Any

from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg import Connection, OperationalError
from psycopg._queries import PostgresQuery
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

Row = tuple[Any, ...]
# The server keeps a plan for each as long as the connection lasts.
MOST = 200
# Django's adapters except for times: Django sets their zone in Python, but the connection's zone is UTC already.
ADAPTERS = AdaptersMap(get_adapters_template(use_tz=True, timezone=None))
ADAPTERS.register_loader("timestamptz", TimestamptzLoader)


class PreparedStatements:
    """Prepared statements of one psycopg connection, which one thread uses at a time."""

    def __init__(self, *, most: int = MOST) -> None:
        self._transformer = Transformer(ADAPTERS)
        # Unique, since several connections behind a pooler may share one server session.
        self._prefix = f"torale_{secrets.token_hex(6)}"
        # Keyed by types too: the same SQL is another statement for values of other types.
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._made, self._most = 0, most

    def run(self, connection: Connection[Any], sql: str, values: Any) -> list[Row]:
        """Return all rows; none if the statement returns no columns. Raises psycopg's errors.

        Raises OperationalError if the statement is gone or outdated within a transaction, which must then be retried.
        """
        query = PostgresQuery(self._transformer)
        query.convert(sql, values)
        is_known = (query.query, query.types) in self._names
        try:
            return self._run(connection, query)
        except (InvalidSqlStatementName, FeatureNotSupported) as unfit:
            if not is_known:
                raise
            self._forget(unfit)
            if connection.pgconn.transaction_status != TransactionStatus.IDLE:
                raise _as_operational_error(unfit) from unfit
            return self._run(connection, query)

    def _run(self, connection: Connection[Any], query: PostgresQuery) -> list[Row]:
        server: Any = connection.pgconn
        _begin(connection)
        if name := self._names.get((query.query, query.types)) or self._name(server, query):
            result = server.exec_prepared(name, query.params, query.formats)
        else:
            result = server.exec_params(query.query, query.params, query.types, query.formats)
        return self._rows(_checked(server, result))

    def _name(self, server: Any, query: PostgresQuery) -> bytes | None:
        """Prepare the statement and return its name; None at the limit of statements."""
        if self._made >= self._most:
            return None
        name = f"{self._prefix}_{self._made}".encode()
        _checked(server, server.prepare(name, query.query, query.types))
        self._names[query.query, query.types] = name
        self._made += 1
        return name

    def _forget(self, unfit: Exception) -> None:
        """Forget all names: a pooler has switched the server session, or a migration has changed a table."""
        self._names.clear()
        if isinstance(unfit, InvalidSqlStatementName):
            self._prefix, self._made = f"torale_{secrets.token_hex(6)}", 0

    def _rows(self, result: Any) -> list[Row]:
        if result.status != ExecStatus.TUPLES_OK:
            return []
        self._transformer.set_pgresult(result)
        try:
            return self._transformer.load_rows(0, result.ntuples, tuple)
        finally:
            self._transformer.set_pgresult(None)  # or it would keep the rows


def _begin(connection: Connection[Any]) -> None:
    """Begin a transaction, as psycopg's cursor does before the first statement."""
    server = connection.pgconn
    if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
        _checked(server, server.exec_(connection._get_tx_start_command()))


def _checked(server: Any, result: Any) -> Any:
    """Return `result`. Raises the server's error, OperationalError if the connection is lost."""
    if server.status != ConnStatus.OK:
        raise OperationalError(server.get_error_message())
    if result.status == ExecStatus.FATAL_ERROR:
        raise error_from_result(result)
    return result


def _as_operational_error(unfit: InvalidSqlStatementName | FeatureNotSupported) -> OperationalError:
    error = OperationalError(str(unfit))
    error.sqlstate = unfit.sqlstate
    return error

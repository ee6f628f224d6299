"""The prepared statements of a connection: each is sent and waited for by one call of libpq's.

psycopg's cursor does the same in many steps. In each of them another thread may run, after which this one waits for its
turn: a third to a half of a statement's time in Python, and more in a process with much to do. psycopg itself must
prepare nothing (`prepare_threshold`): after a rollback it would let the server forget everything, and these with it.
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
# For each the server keeps a plan as long as the connection lasts.
MOST = 200
# Django's, but for times: it sets their zone in Python, value by value, and the connection's is UTC already.
ADAPTERS = AdaptersMap(get_adapters_template(use_tz=True, timezone=None))
ADAPTERS.register_loader("timestamptz", TimestamptzLoader)


class PreparedStatements:
    """Those of one connection of psycopg's, which one thread uses at a time."""

    def __init__(self, *, most: int = MOST) -> None:
        self._transformer = Transformer(ADAPTERS)
        # Nobody else's: behind a pooler several connections may be one.
        self._prefix = f"torale_{secrets.token_hex(6)}"
        # A statement has another name for values of other types; null has none.
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._made, self._most = 0, most

    def run(self, connection: Connection[Any], sql: str, values: Any) -> list[Row]:
        """All rows; none where there are no columns. Raises psycopg's errors.

        OperationalError where this transaction has to be made anew, for what was prepared is gone or no longer fits.
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
                raise _anew(unfit) from unfit
            return self._run(connection, query)

    def _run(self, connection: Connection[Any], query: PostgresQuery) -> list[Row]:
        server: Any = connection.pgconn
        _begin(connection)
        if name := self._names.get((query.query, query.types)) or self._name(server, query):
            result = server.exec_prepared(name, query.params, query.formats)
        else:
            result = server.exec_params(query.query, query.params, query.types, query.formats)
        return self._rows(_answered(server, result))

    def _name(self, server: Any, query: PostgresQuery) -> bytes | None:
        """Prepares it for values of these types, unless too many have been."""
        if self._made >= self._most:
            return None
        name = f"{self._prefix}_{self._made}".encode()
        _answered(server, server.prepare(name, query.query, query.types))
        self._names[query.query, query.types] = name
        self._made += 1
        return name

    def _forget(self, unfit: Exception) -> None:
        """A pooler has put another server behind this connection, or a migration has changed a table meanwhile."""
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
    """Begins a transaction where psycopg would, which leaves that to the first statement."""
    server = connection.pgconn
    if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
        _answered(server, server.exec_(connection._get_tx_start_command()))


def _answered(server: Any, result: Any) -> Any:
    """Raises what the server says, OperationalError where it is lost."""
    if server.status != ConnStatus.OK:
        raise OperationalError(server.get_error_message())
    if result.status == ExecStatus.FATAL_ERROR:
        raise error_from_result(result)
    return result


def _anew(unfit: InvalidSqlStatementName | FeatureNotSupported) -> OperationalError:
    error = OperationalError(str(unfit))
    error.sqlstate = unfit.sqlstate
    return error

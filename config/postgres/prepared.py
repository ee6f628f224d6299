"""The prepared statements of a connection: each is sent and waited for by one call of libpq's.

psycopg's cursor does the same in many steps. In each of them another thread may run, after which this one waits for its
turn: half of a statement's time in Python, and more in a process with much to do. psycopg itself must prepare nothing
(`prepare_threshold`): after a rollback it would let the server forget everything, and these with it.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from psycopg import OperationalError
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

Row = tuple[Any, ...]
# For each the server keeps a plan as long as the connection lasts.
MOST = 200
# For all connections: behind a pooler several may be one, and what is forgotten here may still be there.
_numbers = count(1)


@dataclass
class Prepared:
    """One statement; it has another name for values of other types, as null has none."""

    transformer: Any
    query: PostgresQuery
    names: dict[tuple[int, ...], bytes] = field(default_factory=dict)
    knows_its_columns: bool = False


class PreparedStatements:
    """Those of `connection`, one of psycopg's, which one thread uses at a time; `context` says how values are read."""

    def __init__(self, connection: Any, context: Any, *, most: int = MOST) -> None:
        self._connection, self._server, self._context = connection, connection.pgconn, context
        self._most = most
        self._prepared: dict[str, Prepared] = {}

    def run(self, sql: str, values: Any) -> list[Row]:
        """All rows; none where there are no columns. Raises psycopg's errors.

        OperationalError where this transaction has to be made anew, for what was prepared is gone or no longer fits.
        """
        try:
            return self._run(sql, values)
        except (InvalidSqlStatementName, FeatureNotSupported) as unfit:
            # A pooler has put another server behind this connection, or a migration has changed a table meanwhile.
            self._prepared.clear()
            if self._server.transaction_status != TransactionStatus.IDLE:
                raise OperationalError(str(unfit)) from unfit
            return self._run(sql, values)

    def _run(self, sql: str, values: Any) -> list[Row]:
        prepared = self._prepared.get(sql) or self._read(sql, values)
        query = prepared.query
        query.dump(values)
        self._begin()
        name = prepared.names.get(query.types) or self._name(prepared)
        if name:
            result = self._server.exec_prepared(name, query.params, query.formats)
        else:
            result = self._server.exec_params(query.query, query.params, query.types, query.formats)
        return self._rows(prepared, self._answered(result))

    def _begin(self) -> None:
        """Begins a transaction where psycopg would, which leaves that to the first statement."""
        if not self._connection.autocommit and self._server.transaction_status == TransactionStatus.IDLE:
            self._answered(self._server.exec_(self._connection._get_tx_start_command()))

    def _read(self, sql: str, values: Any) -> Prepared:
        transformer = Transformer(self._context)
        query = PostgresQuery(transformer)
        query.convert(sql, values)
        self._prepared[sql] = Prepared(transformer, query)
        return self._prepared[sql]

    def _name(self, prepared: Prepared) -> bytes | None:
        """Prepares it for values of these types, unless too many have been."""
        if self._most <= 0:
            return None
        self._most -= 1
        name, query = f"torale_{next(_numbers)}".encode(), prepared.query
        self._answered(self._server.prepare(name, query.query, query.types))
        prepared.names[query.types] = name
        return name

    def _answered(self, result: Any) -> Any:
        """Raises what the server says, OperationalError where it is lost."""
        if self._server.status != ConnStatus.OK:
            raise OperationalError(self._server.get_error_message())
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result, encoding=self._connection.info.encoding)
        return result

    def _rows(self, prepared: Prepared, result: Any) -> list[Row]:
        if result.status != ExecStatus.TUPLES_OK:
            return []
        prepared.transformer.set_pgresult(result, set_loaders=not prepared.knows_its_columns)
        prepared.knows_its_columns = True
        try:
            return prepared.transformer.load_rows(0, result.ntuples, tuple)  # type: ignore[no-any-return]
        finally:
            prepared.transformer.set_pgresult(None, set_loaders=False)  # or it would keep the rows

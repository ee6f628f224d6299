"""The prepared statements of a connection: each is sent and waited for by one call of libpq's.

psycopg's cursor does the same in many steps. In each of them another thread may run, after which this one waits for its
turn: half of a statement's time in Python, and more in a process with much to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

# The stubs describe psycopg 2.
ServerBindingCursor: Any = base.ServerBindingCursor

Row = tuple[Any, ...]
# For each the server keeps a plan as long as the connection lasts; psycopg lets go of those that are too many.
MOST = 200


@dataclass
class Prepared:
    """One statement; it has another name for values of other types, as null has none."""

    transformer: Any
    query: PostgresQuery
    names: dict[tuple[int, ...], bytes] = field(default_factory=dict)
    knows_its_columns: bool = False


class PreparedStatements:
    """Those of `connection`, one of psycopg's, which one thread uses at a time."""

    def __init__(self, connection: Any, *, most: int = MOST) -> None:
        self.cursor = ServerBindingCursor(connection)
        # Django's sets the time zone in Python, value by value; the connection's is UTC already.
        self.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        self._connection, self._server = connection, connection.pgconn
        self._most, self._number = most, 0
        self._prepared: dict[str, Prepared] = {}

    def run(self, sql: str, values: Any) -> list[Row]:
        """All rows; none where there are no columns. Raises psycopg's errors."""
        if not self._would_begin():
            prepared = self._prepared.get(sql) or self._read(sql, values)
            query = prepared.query
            query.dump(values)
            if name := prepared.names.get(query.types) or self._name(prepared):
                return self._rows(prepared, self._asked(self._server.exec_prepared(name, query.params, query.formats)))
        return self.by_cursor(lambda: self.cursor.execute(sql, values))

    def by_cursor(self, execute: Callable[[], object]) -> list[Row]:
        """What `execute` has this cursor find."""
        execute()
        return list(self.cursor.fetchall()) if self.cursor.pgresult.nfields else []

    def _would_begin(self) -> bool:
        """Whether psycopg sends BEGIN first."""
        return not self._connection.autocommit and self._server.transaction_status == TransactionStatus.IDLE

    def _read(self, sql: str, values: Any) -> Prepared:
        transformer = Transformer(self.cursor)
        query = PostgresQuery(transformer)
        query.convert(sql, values)
        self._prepared[sql] = Prepared(transformer, query)
        return self._prepared[sql]

    def _name(self, prepared: Prepared) -> bytes | None:
        """Prepares it for values of these types, unless too many have been."""
        if self._number >= self._most:
            return None
        self._number += 1
        name, query = f"torale_{self._number}".encode(), prepared.query
        self._asked(self._server.prepare(name, query.query, query.types))
        prepared.names[query.types] = name
        return name

    def _asked(self, result: Any) -> Any:
        """What the server has answered. Raises OperationalError where it is lost, and whatever it says."""
        if self._server.status != ConnStatus.OK:
            raise OperationalError(self._server.get_error_message())
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result)
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

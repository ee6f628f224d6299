"""Found by Django at this name."""

import select
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg.types.datetime import TimestamptzLoader

# The stubs describe psycopg 2.
ServerBindingCursor: Any = base.ServerBindingCursor


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """As it would be written out; of a statement that it has prepared, psycopg keeps no text."""
        if isinstance(cursor, ServerBindingCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    _preparing: Any = None

    def is_usable(self) -> bool:
        """Whether the server still holds the connection, without a round trip.

        A server says nothing unasked, so what can be read from an idle connection is its farewell.
        """
        if self.connection is None or self.connection.closed:
            return False
        looking = select.poll()
        looking.register(self.connection.fileno(), select.POLLIN)
        return not looking.poll(0)

    def run_prepared(self, sql: str, values: Any) -> list[tuple[Any, ...]]:
        """All rows of a statement that the server parses and plans once for a connection, not at each execution.

        They are read by one cursor for the whole life of a connection, which knows the types of its values by then.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self._preparing is None or self._preparing.connection is not self.connection:
            self._preparing = self._preparing_cursor()
        cursor: Any = self._prepare_cursor(self._preparing)  # type: ignore[attr-defined]  # missing in the stubs
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if self._preparing.pgresult.nfields else []

    def _preparing_cursor(self) -> Any:
        with self.wrap_database_errors:
            raw = ServerBindingCursor(self.connection)
        # Django's sets the time zone in Python, value by value; the connection's is UTC already.
        raw.adapters.register_loader("timestamptz", TimestamptzLoader)
        return raw

"""Found by Django at this name."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
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

    def is_usable(self) -> bool:
        """Whether the server still holds the connection, without a round trip.

        A server says nothing unasked, so what can be read from an idle connection is its farewell.
        """
        if self.connection is None or self.connection.closed:
            return False
        looking = select.poll()
        looking.register(self.connection.fileno(), select.POLLIN)
        return not looking.poll(0)

    @contextmanager
    def preparing_cursor(self) -> Iterator[Any]:
        """A cursor whose statements the server parses and plans once for a connection, not at each execution."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            raw = ServerBindingCursor(self.connection)
            # Django's sets the time zone in Python, value by value; the connection's is UTC already.
            raw.adapters.register_loader("timestamptz", TimestamptzLoader)
        with self._prepare_cursor(raw) as cursor:  # type: ignore[attr-defined]  # missing in the stubs
            yield cursor

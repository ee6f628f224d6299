"""The backend's classes, in the module where Django looks for them."""

import select
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import OperationalError
from psycopg.types.datetime import TimestamptzLoader

from core.db.backend.prepared import PreparedStatements
from core.db.thread_end import close_at_thread_end

# The stubs describe psycopg 2.
ServerBindingCursor: Any = base.ServerBindingCursor


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """Return the statement with its values. psycopg keeps no text of a prepared one."""
        if isinstance(cursor, ServerBindingCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.allow_thread_sharing:
            close_at_thread_end(self)
        return connection

    def is_usable(self) -> bool:
        return self.connection is not None and _is_held(self.connection)

    def close_if_unusable_or_obsolete(self) -> None:
        """End a request. The next one checks the connection again, since it may come much later."""
        super().close_if_unusable_or_obsolete()
        self.health_check_done = False

    @property
    def pool(self) -> Any:
        """Return Django's pool with a check without a round trip; Django's own sends a query."""
        pool = super().pool
        if pool is not None:
            pool._check = _refuse_lost
        return pool

    def run_prepared(self, sql: str, values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a statement that the server parses and plans once a connection."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self.queries_logged or self.execute_wrappers:
            return self._run_with_django_cursor(sql, values)
        # The checks of Django's cursor wrapper, without its layers, which take as long as the query.
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return _statements_of(self.connection).run(self.connection, sql, values)

    def _run_with_django_cursor(self, sql: str, values: Any) -> list[tuple[Any, ...]]:
        """Run through Django's cursor; used while query logging or execute_wrappers are active."""
        with self.wrap_database_errors:
            raw = ServerBindingCursor(self.connection)
        raw.adapters.register_loader("timestamptz", TimestamptzLoader)
        with self._prepare_cursor(raw) as cursor:  # type: ignore[attr-defined]  # not in the stubs
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []


def _statements_of(connection: Any) -> PreparedStatements:
    """Return the statements of a connection. They live as long as it, since a pool passes it from thread to thread."""
    if not hasattr(connection, "torale_statements"):
        connection.torale_statements = PreparedStatements()
    return connection.torale_statements  # type: ignore[no-any-return]


def _is_held(connection: Any) -> bool:
    """Return True if the server has not closed the connection, without a round trip.

    A server sends nothing unasked, so bytes on an idle connection mean that it is closing.
    """
    if connection.closed:
        return False
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return not looking.poll(0)


def _refuse_lost(connection: Any) -> None:
    if not _is_held(connection):
        connection.close()  # or the pool would keep it
        raise OperationalError("the server has closed the connection")

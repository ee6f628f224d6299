"""Two roles in the database: one owns it and migrates, the other works with only what it needs.

The application's role can neither change tables nor switch off triggers, and in an append-only table it adds rows and
reads them. A flaw in a statement of ours, such as an injection, gets no further.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

# Tables, views and sequences outside of extensions. A sequence of a column follows its table.
_FOREIGN_RELATIONS = """
SELECT relation.oid::regclass::text FROM pg_class relation
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
AND relowner <> %(owner)s::regrole AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = relation.oid AND deptype IN ('a', 'i', 'e')
    AND (deptype = 'e' OR relkind = 'S')
)
"""
_FOREIGN_ROUTINES = """
SELECT routine.oid::regprocedure::text FROM pg_proc routine
WHERE pronamespace = 'public'::regnamespace AND proowner <> %(owner)s::regrole AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = routine.oid AND deptype = 'e'
)
"""
_USUAL_RIGHTS = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
_ATTRIBUTES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


@dataclass(frozen=True, slots=True)
class Role:
    """A role that may connect. Without a password the one that it has stays."""

    name: str
    password: str = field(default="", repr=False)


def make(connection: psycopg.Connection[Any], *, owner: Role, application: Role) -> None:
    """Make both roles, or set them right, and give the owner all of this database, whoever had it before.

    `connection` is a superuser's; everything happens in one transaction, and may be repeated. Raises ValueError when
    the two roles and the superuser are not three.
    """
    if len({owner.name, application.name, connection.info.user}) < 3:
        raise ValueError("The owner, the application and the superuser need three roles.")
    with connection.transaction(), connection.cursor() as cursor:
        for role in (owner, application):
            _make_role(cursor, role)
        _give_database(cursor, owner)
        _give_contents(cursor, owner)
        # Rights that everybody has by default: temporary tables, and tables of their own before PostgreSQL 15.
        database = sql.Identifier(connection.info.dbname)
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
        cursor.execute(grant.format(database, sql.Identifier(application.name)))


def grant(cursor: Any, *, application: str, append_only: Iterable[str], read_only: Iterable[str]) -> None:
    """Let the role `application` work with all tables, but only add to `append_only` and read `read_only`.

    To be called as the tables' owner, in a transaction, after each migration.
    """
    role = sql.Identifier(application)
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    for kind, rights in _USUAL_RIGHTS.items():
        words = sql.SQL(rights), sql.SQL(kind), role
        cursor.execute(sql.SQL("GRANT {} ON ALL {} IN SCHEMA public TO {}").format(*words))
        # A table that a later migration makes anew is in use before that migration's grants.
        cursor.execute(sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON {} TO {}").format(*words))
    for tables, rights in ((append_only, "SELECT, INSERT"), (read_only, "SELECT")):
        for name in tables:
            table = sql.Identifier(name)
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(table, role))
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), table, role))


def _make_role(cursor: psycopg.Cursor[Any], role: Role) -> None:
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role.name])
    verb = "CREATE" if cursor.fetchone() is None else "ALTER"
    statement = sql.SQL("{} ROLE {} {}").format(sql.SQL(verb), sql.Identifier(role.name), sql.SQL(_ATTRIBUTES))
    if role.password:
        # Hashed here, that no log of statements shows it.
        hashed = cursor.connection.pgconn.encrypt_password(role.password.encode(), role.name.encode())
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(hashed.decode()))
    cursor.execute(statement)


def _give_database(cursor: psycopg.Cursor[Any], owner: Role) -> None:
    database, role = sql.Identifier(cursor.connection.info.dbname), sql.Identifier(owner.name)
    cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, role))
    # As in a new database since PostgreSQL 15: the schema is whose the database is.
    cursor.execute("ALTER SCHEMA public OWNER TO pg_database_owner")


def _give_contents(cursor: psycopg.Cursor[Any], owner: Role) -> None:
    for kind, foreign in (("TABLE", _FOREIGN_RELATIONS), ("ROUTINE", _FOREIGN_ROUTINES)):
        cursor.execute(foreign, {"owner": sql.Identifier(owner.name).as_string(cursor)})
        for (name,) in cursor.fetchall():
            # A name as PostgreSQL has quoted it; ALTER TABLE takes views and sequences too.
            statement = sql.SQL("ALTER {} {} OWNER TO {}")
            cursor.execute(statement.format(sql.SQL(kind), sql.SQL(name), sql.Identifier(owner.name)))

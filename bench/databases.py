"""Databases side by side on one server, so that what differs between them is measured in turn."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql


@contextmanager
def copies(names: Sequence[str]) -> Iterator[None]:
    """Of the database that Django has been given, which must be at rest; dropped at the end."""
    origin = str(connection.settings_dict["NAME"])
    connection.close()
    try:
        for name in names:
            _order("CREATE DATABASE {} TEMPLATE {}", name, origin)
        yield
    finally:
        use(origin)
        connection.close()
        for name in names:
            _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def use(name: str) -> None:
    """What Django asks from now on, and what processes that are started are told, is this database."""
    connection.close()
    connection.settings_dict["NAME"] = name
    if url := os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()


def _order(statement: LiteralString, *names: str) -> None:
    """Neither statement may be given from within the database it is about."""
    parameters: dict[str, Any] = connection.get_connection_params()
    with psycopg.connect(**_plain(parameters) | {"dbname": "postgres"}, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: parameters[name] for name in ("host", "port", "user", "password") if name in parameters}

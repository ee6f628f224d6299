"""Databases side by side on one server, so that what differs between them is measured in turn."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection


@contextmanager
def copies(names: Sequence[str]) -> Iterator[None]:
    """Copy Django's database, which must be at rest. The copies are dropped at the end."""
    origin = str(connection.settings_dict["NAME"])
    connection.close()
    try:
        for name in names:
            _order(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(origin)}")
        yield
    finally:
        use(origin)
        for name in names:
            _order(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def use(name: str) -> None:
    """Use this database from now on, in Django and in processes that are started."""
    connection.close()
    connection.settings_dict["NAME"] = name
    if url := os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()


def _order(statement: str) -> None:
    """From outside the database that it is about, as Django's own test databases are made."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))

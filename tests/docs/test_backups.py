"""A backup leads back behind a migration: what `docs/backups.md` shows, without the containers around it."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from core.env import BASE_DIR
from launcher import embedded
from launcher.postgres import binaries
from tests import stack as stacks
from tests.docs.documents import console_lines

pytestmark = pytest.mark.stack

IN_POSTGRES = "docker compose exec -T postgres "
BACK_UP, *RESTORE = [
    line.removeprefix(IN_POSTGRES)
    for line in console_lines(BASE_DIR / "docs" / "backups.md")
    if line.startswith(IN_POSTGRES)
]
BEFORE, AFTER = ("adminapi", "0001_audit"), ("adminapi", "0002_ledger")
TABLES = "SELECT tablename FROM pg_tables WHERE tablename = 'adminapi_journalentry'"

RIGHTS = """
SELECT tableowner, has_table_privilege(role, tablename, 'INSERT'), has_table_privilege(role, tablename, 'UPDATE')
FROM pg_tables, (VALUES ('torale_app')) works (role) WHERE tablename = 'adminapi_auditentry'
"""


def test_a_backup_from_before_a_migration_is_restored_and_migrated_again(
    tmp_path: Path, prepared: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), stacks.running(tmp_path / "home", template=prepared) as stack:
        migrate(stack, BEFORE)
        run(stack, tmp_path, BACK_UP)
        migrate(stack, AFTER)
        for command in RESTORE:
            run(stack, tmp_path, command)
        assert stack.asked(TABLES) == []
        assert stack.asked(RIGHTS) == [("torale_owner", True, False)]
        migrate(stack, AFTER)
        assert stack.asked(TABLES) == [("adminapi_journalentry",)]


def run(stack: stacks.Stack, folder: Path, command: str) -> None:
    where = f"export PATH={shlex.quote(str(binaries()))}:$PATH PGHOST={shlex.quote(str(stack.installation.sockets))}"
    stack.run("bash", "-c", f"{where}; cd {shlex.quote(str(folder))}; {command}")


def migrate(stack: stacks.Stack, to: tuple[str, str]) -> None:
    with connected(stack) as alias:
        MigrationExecutor(connections[alias]).migrate([to])


@contextmanager
def connected(stack: stacks.Stack) -> Iterator[str]:
    """Django's connection to the database of a stack: to start a command takes longer than all of its migrations."""
    alias = "stack"
    connections[alias] = connection.copy(alias)
    owner = {"NAME": embedded.DATABASE, "USER": embedded.OWNER, "HOST": str(stack.installation.sockets)}
    connections[alias].settings_dict |= owner
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import ProgrammingError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import InsufficientPrivilege

from core.db import roles

ADDRESS = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


class Command(migrate.Command):
    """Django's `migrate`, as the owner of the database where `DATABASE_OWNER` names one.

    The application's role, which `DATABASES` names, is then given what it needs of the tables.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not settings.DATABASE_OWNER:
            super().handle(*args, **options)
            return
        application = connection.settings_dict["USER"]
        with _as_owner(connection, settings.DATABASE_OWNER):
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                _grant(connection, application)


@contextmanager
def _as_owner(connection: BaseDatabaseWrapper, owner: Mapping[str, Any]) -> Iterator[None]:
    ours = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({key: owner[key] for key in ADDRESS})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(ours)


def _grant(connection: BaseDatabaseWrapper, application: str) -> None:
    append_only = {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}
    read_only = {MigrationRecorder.Migration._meta.db_table}
    there = set(connection.introspection.table_names())
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            roles.grant(cursor, application=application, append_only=append_only & there, read_only=read_only & there)
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise CommandError(
                f"The role of DATABASE_OWNER_URL cannot give rights ({error.__cause__.diag.message_primary}):"
                " `manage.py make_roles` gives it all tables."
            ) from error
        raise

from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from core.db import roles
from core.env import env

URLS = SUPERUSER, OWNER, APPLICATION = "DATABASE_SUPERUSER_URL", "DATABASE_OWNER_URL", "DATABASE_URL"


class Command(BaseCommand):
    """Reads all three addresses from the environment; none of them is kept, and none is printed."""

    help = (
        f"Make the two roles that {OWNER} and {APPLICATION} name, with their passwords, and give the database to the"
        f" owner; {SUPERUSER} says as whom. May be repeated."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        urls = {name: env.str(name, default="") for name in URLS}
        if missing := [name for name, url in urls.items() if not url]:
            raise CommandError(f"{' and '.join(missing)} must be set: postgres://role:password@host:5432/database.")
        if len({env.db_url_config(url)["NAME"] for url in urls.values()}) > 1:
            raise CommandError(f"{', '.join(URLS)} must name one database.")
        owner, application = (_role(urls[name]) for name in (OWNER, APPLICATION))
        try:
            with psycopg.connect(urls[SUPERUSER], connect_timeout=5) as connection:
                roles.make(connection, owner=owner, application=application)
        except ValueError as error:
            raise CommandError(f"{error} Name different users in {', '.join(URLS)}.") from error
        except psycopg.Error as error:
            raise CommandError(f"The roles could not be made: {' '.join(str(error).split())}") from None
        self.stdout.write(f"{owner.name} owns the database, {application.name} works with it.")


def _role(url: str) -> roles.Role:
    parts = env.db_url_config(url)
    return roles.Role(parts["USER"], parts["PASSWORD"])

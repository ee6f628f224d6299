import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from adminapi import books


class Command(BaseCommand):
    """Compare the figures with the rows. Exits with 1 if any differed, even if it has been mended."""

    help = "Count anew what the figures of /admin/ are kept of, and say where they differ; nothing is locked meanwhile."
    requires_migrations_checks = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="Correct what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            found = books.differences()
            if options["rebuild"]:
                books.mend()
        for difference in found:
            changes = ", ".join(f"{name} {by:+}" for name, by in difference.figures.items())
            self.stdout.write(f"{difference.book} {' '.join(filter(None, difference.key))}: {changes}")
        if found:
            raise CommandError(f"{len(found)} differ{', and are mended' if options['rebuild'] else ''}.")
        self.stdout.write("All figures agree with the rows.")

"""Print the link for the first account, while there is none."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import first_account


class Command(BaseCommand):
    help = "Prints where the first account is made, with its code; nothing once somebody can sign in."

    def handle(self, **options: Any) -> None:
        if first_account.is_missing():
            self.stdout.write(f"{settings.PUBLIC_URL}/?code={first_account.code()}")

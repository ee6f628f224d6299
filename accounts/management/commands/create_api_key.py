"""Make an API key for a user, and the user where there is none."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import ApiKey, User
from core.net.email_address import folded


class Command(BaseCommand):
    help = "Makes an API key, and the user if needed, and prints the key, alone, on stdout. It is shown only here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose key it is; the address counts as verified")
        parser.add_argument("--admin", action="store_true", help="give that user the role admin")
        parser.add_argument("--name", default="command line", help="what the key is called in lists of keys")

    @transaction.atomic
    def handle(self, *, email: str, admin: bool, name: str, **options: Any) -> None:
        self._check(email, name)
        user = self._user(folded(email), admin=admin, now=timezone.now())
        key, _ = ApiKey.issue(user=user, name=name)
        self.stdout.write(key)

    def _check(self, email: str, name: str) -> None:
        try:
            User._meta.get_field("email").clean(email, None)
        except ValidationError as error:
            raise CommandError(f"{email!a} is not an email address.") from error
        longest = ApiKey._meta.get_field("name").max_length or 0
        if not name.strip() or not name.isprintable() or len(name) > longest:
            raise CommandError(f"--name must be 1 to {longest} printable characters.")

    def _user(self, email: str, *, admin: bool, now: datetime) -> User:
        user, _ = User.objects.get_or_create(email=email, defaults={"password": "!"})
        if not user.is_active:
            raise CommandError(f"{email} is deactivated: a key would not work. Activate the user in the admin first.")
        if admin:
            user.role = User.Role.ADMIN
        user.email_verified_at = user.email_verified_at or now
        user.save(update_fields=["role", "email_verified_at"])
        return user

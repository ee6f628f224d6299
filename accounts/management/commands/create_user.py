"""Make an account to sign in with at `/login`."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts import services
from accounts.models import User
from core.errors import ConflictError
from core.net.email_address import folded, refuse_confusable


class Command(BaseCommand):
    help = "Makes an account with a password. `changepassword EMAIL` gives one to an account that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address counts as verified")
        parser.add_argument("--admin", action="store_true", help="with the role admin")
        parser.add_argument("--password-stdin", action="store_true", help="read the password, one line, from stdin")

    def handle(self, *, email: str, admin: bool, password_stdin: bool, **options: Any) -> None:
        user = User(email=folded(email), role=User.Role.ADMIN if admin else User.Role.USER)
        try:
            validate_email(email)
            refuse_confusable(email)
            password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked()
            validate_password(password, user)
            services.open_account(email=user.email, password=password, role=user.role, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except ConflictError as error:
            raise CommandError(f"{error.message}: `changepassword {user.email}` sets its password.") from error
        self.stdout.write(f"{user.email} can sign in.")


def _asked() -> str:
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise CommandError("The two are not the same.")
    return password

"""The first account of an installation: who may make it, and the one change that does.

Until it exists, whoever reaches the page could take the installation over. So it is made from this machine itself, or
with a code that `./script/server` prints.
"""

import hmac
import ipaddress
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import ConflictError

CODE_LENGTH = 20
# Headers that a proxy adds: the peer is the proxy then, and not the person.
FORWARDING = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


def is_missing() -> bool:
    """Return True while nobody can sign in. Accounts of the demo and of API keys have no password."""
    has_password = ~Q(password="") & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return not User.objects.filter(has_password | Q(clerk_user_id__isnull=False)).exists()


def code() -> str:
    """Return the code that allows to make the first account from elsewhere. It follows from `SECRET_KEY`."""
    return salted_hmac("accounts.first_account", "code", algorithm="sha256").hexdigest()[:CODE_LENGTH]


def is_code(given: str) -> bool:
    return hmac.compare_digest(given.strip().encode(), code().encode())


def is_from_here(request: HttpRequest) -> bool:
    """Return True for a browser on this machine that asks an installation for this machine, through no proxy."""
    hosts = (request.META.get("REMOTE_ADDR", ""), request.get_host(), urlsplit(settings.PUBLIC_URL).netloc)
    is_direct = not any(name in request.META for name in FORWARDING)
    return is_direct and all(_is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    """Tell for an address or for `host:port`."""
    name = host if host.count(":") > 1 and not host.startswith("[") else urlsplit(f"//{host}").hostname or ""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def open_first_account(*, email: str, password: str, time_zone: str, now: datetime) -> User:
    """Make the first account, an admin's, whose address counts as verified. Raises ConflictError if there is one.

    An account of API keys with this address becomes the first account and keeps what it owns. The lock makes every
    other new account wait, so that of two at once one is the first.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {User._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        if not is_missing():
            raise ConflictError(_("This installation has its first account already: sign in."))
        user = User.objects.filter(email=email).first() or User(email=email)
        user.role, user.email_verified_at, user.time_zone = User.Role.ADMIN, now, time_zone
        user.set_password(password)
        user.save()
    return user

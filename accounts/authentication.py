"""Who makes a request: `Authorization: Bearer sk_…`."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User

# `last_used_at` is at most so far behind: not every request writes.
LAST_USED_PRECISION = timedelta(minutes=1)


class BearerAuthentication(BaseAuthentication):
    """An API key in the Authorization header (RFC 6750).

    A request without the header is anonymous; one with a bad key is refused, on public endpoints too.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, credential = header.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationFailed("Invalid API key")
        return _by_key(credential.strip())

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _by_key(key: str) -> tuple[User, ApiKey]:
    row = ApiKey.objects.usable(key).select_related("user").first()
    if row is None:
        raise AuthenticationFailed("Invalid API key")
    now = timezone.now()
    if row.last_used_at is None or row.last_used_at < now - LAST_USED_PRECISION:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row.user, row

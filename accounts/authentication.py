"""Authenticate requests by `Authorization: Bearer` with an API key (`sk_…`) or a session token of Clerk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts import limits
from accounts.clerk.errors import InvalidTokenError
from accounts.clerk.tokens import SessionToken, looks_like_token, verify
from accounts.lookup import usable_key
from accounts.models import SEEN_PRECISION, ApiKey, User
from core.errors import UnavailableError

Identity = tuple[User | AnonymousUser, ApiKey | SessionToken]


class CountedAuthentication(BaseAuthentication):
    """Authentication by the Authorization header (RFC 6750). `request.auth` is the credential.

    A request without the header is anonymous. A bad credential is refused, on public endpoints too. Every request is
    counted against its rate limit here, where its user becomes known.
    """

    def authenticate(self, request: Request) -> Identity | None:
        try:
            credential = _credential(request)
            if credential is None:
                limits.count_anonymous(request)
                return None
            return self.identify(request, credential)
        except AuthenticationFailed:
            limits.count_failure(request)
            raise

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def identify(self, request: Request, credential: str) -> Identity:
        """Return user and credential. Counts the request. Raises AuthenticationFailed."""
        raise NotImplementedError


class BearerAuthentication(CountedAuthentication):
    """Accept an API key, or a session token of a known user."""

    def identify(self, request: Request, credential: str) -> tuple[User, ApiKey | SessionToken]:
        return _by_token(request, credential) if looks_like_token(credential) else _by_key(request, credential)


class SessionTokenAuthentication(CountedAuthentication):
    """Accept only a session token. Its bearer need not be a known user yet."""

    def identify(self, request: Request, credential: str) -> tuple[AnonymousUser, SessionToken]:
        token = _verified(request, credential)
        limits.count_token(request, limits.token_subject(token.clerk_user_id))
        return AnonymousUser(), token


@contextmanager
def refused_if_invalid() -> Iterator[None]:
    try:
        yield
    except InvalidTokenError as error:
        raise AuthenticationFailed(error.message) from error


def _credential(request: Request) -> str | None:
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    if not header:
        return None
    scheme, _, credential = header.partition(" ")
    if scheme.lower() != "bearer":
        raise AuthenticationFailed("Invalid API key")
    return credential.strip()


def _verified(request: Request, credential: str) -> SessionToken:
    """Verify a session token. Raises AuthenticationFailed, and UnavailableError without Clerk's keys."""
    with refused_if_invalid():
        try:
            token = verify(credential)
        except UnavailableError:
            limits.count_anonymous(request)
            raise
    return token


def _by_token(request: Request, credential: str) -> tuple[User, SessionToken]:
    token = _verified(request, credential)
    subject = limits.token_subject(token.clerk_user_id)
    is_counted = limits.count_credential(request, subject)
    user = User.objects.filter(clerk_user_id=token.clerk_user_id).first()
    if user is None:
        raise AuthenticationFailed("No account yet: call POST /auth/sync-user first")
    if not user.is_active:
        raise AuthenticationFailed("Invalid token")
    if not is_counted:
        limits.count_user(request, subject, user.pk)
    user.note_seen(now=timezone.now())
    return user, token


def _by_key(request: Request, key: str) -> tuple[User, ApiKey]:
    digest = ApiKey.digest_of(key)
    subject = limits.key_subject(digest)
    is_counted = limits.count_credential(request, subject)
    row = usable_key(digest)
    if row is None:
        raise AuthenticationFailed("Invalid API key")
    if not is_counted:
        limits.count_user(request, subject, row.user_id)
    now = timezone.now()
    _note_use(row, now=now)
    row.user.note_seen(now=now)
    return row.user, row


def _note_use(key: ApiKey, *, now: datetime) -> None:
    stale = now - SEEN_PRECISION
    if key.last_used_at is None or key.last_used_at < stale:
        # The statement tests it again, so only one of many concurrent requests writes.
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)

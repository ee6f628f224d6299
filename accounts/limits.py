"""Rate limits: count each request in its windows, refuse it beyond a limit, and write the answer's headers.

A request is counted during authentication, when its user becomes known, and before the database is asked:

- with an API key against that key and its user, with a session token against its user, both as such and as a user of
  any credential; without a credential against the address;
- a bad credential counts against the address instead. Once an address has presented too many, a
  key from there that was not in use before is refused unseen. Keys in use go on working.

Only the database knows a key's user, so each process remembers the users of credentials that it has seen.
A request with an unseen credential is counted after the database has named the user, also in one round trip.

If Redis is away, requests pass uncounted, except those whose view is marked `fail_closed`.
Settings: `TORALE_RATE_LIMITS`, `TORALE_USER_RATE_LIMITS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from accounts import counters, metrics
from accounts.counters import CountersAwayError, Standing, Window
from core.api.rates import Rate
from core.errors import LimitExceededError, UnavailableError
from core.net.mailboxes import mailbox_of
from core.web.client_address import client_address, neighbourhood

MINUTE, HOUR, DAY = 60, 3600, 86400
# Default limit of a user, as a multiple of one key's limit.
KEYS_A_USER = 3
MAX_REMEMBERED = 20_000
AWAY = "Rate limits cannot be checked at the moment"
_NOTE = "torale.counted"

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Scope:
    """Requests that are counted together. `TORALE_RATE_LIMITS` changes adjustable limits or turns all off.

    `of_user`: all that one user asks, by whatever credentials. `TORALE_USER_RATE_LIMITS` has the figures, by default
    three times those of one key.
    """

    name: str
    rates: tuple[Rate, ...]
    is_adjustable: bool = False
    of_user: bool = False

    def windows(self, subject: str) -> list[Window]:
        return [Window(f"{self.name}:{subject}", rate) for rate in self._rates()]

    def _rates(self) -> tuple[Rate, ...]:
        of_key: tuple[Rate, ...] | None = settings.TORALE_RATE_LIMITS
        if of_key is None or (of_key and not self.is_adjustable):
            of_key = self.rates
        if not self.of_user:
            return of_key
        of_user: tuple[Rate, ...] | None = settings.TORALE_USER_RATE_LIMITS
        return of_user if of_user is not None else tuple(Rate(KEYS_A_USER * r.limit, r.seconds) for r in of_key)


API = Scope("api", (Rate(100, MINUTE), Rate(1_000, HOUR), Rate(10_000, DAY)), is_adjustable=True)
ADMIN = Scope("admin", (Rate(1_000, MINUTE), Rate(10_000, HOUR)), is_adjustable=True)
API_USER = Scope("api-user", API.rates, is_adjustable=True, of_user=True)
ADMIN_USER = Scope("admin-user", ADMIN.rates, is_adjustable=True, of_user=True)
BAD_CREDENTIALS = Scope("bad-credentials", API.rates, is_adjustable=True)
SIGN_IN = Scope("sign-in", (Rate(10, MINUTE),))
# Mails that anybody may request: to one mailbox, from one sender's address, and in all.
MAIL_TO = Scope("mail-to", (Rate(3, HOUR), Rate(6, DAY)))
MAIL_FROM = Scope("mail-from", (Rate(20, HOUR), Rate(50, DAY)))
MAIL_IN_ALL = Scope("mail-in-all", (Rate(300, HOUR), Rate(3_000, DAY)))


@dataclass(frozen=True, slots=True)
class Counted:
    """`windows` are those of the credential, or of the address; those of its user were counted in as well."""

    subject: str
    windows: Sequence[Window]
    standing: Standing


class Users:
    """Users of the credentials that this process has seen. A credential never changes its user."""

    def __init__(self) -> None:
        self._users: dict[str, UUID] = {}

    def get(self, subject: str) -> UUID | None:
        return self._users.get(subject)

    def remember(self, subject: str, user_id: UUID) -> None:
        if len(self._users) >= MAX_REMEMBERED:
            self._users.clear()
        self._users[subject] = user_id

    def forget(self, subject: str) -> None:
        self._users.pop(subject, None)


users = Users()


def fail_closed(handler: Handler) -> Handler:
    """Answer 503 instead of running unmetered while Redis is down: the handler costs money or opens a door."""
    handler.fails_closed = True  # type: ignore[attr-defined]
    return handler


def key_subject(digest: bytes) -> str:
    return f"key:{digest.hex()[:32]}"


def token_subject(clerk_user_id: str) -> str:
    return f"user:{clerk_user_id}"


def count_anonymous(request: HttpRequest) -> None:
    """Count an anonymous request. Raises LimitExceededError, and UnavailableError for a fail-closed view."""
    _count(request, _address(request))


def count_token(request: HttpRequest, subject: str) -> None:
    """Count a request against the bearer of a session token, who need not be a user here."""
    _count(request, subject)


def count_credential(request: HttpRequest, subject: str) -> bool:
    """Count a request against a credential and its user, if this process knows that; it may prove bad yet.

    Otherwise return False and leave the counting to `count_user`, unless too many bad ones came from its address.
    """
    user_id = users.get(subject)
    if user_id is None:
        _look(request, subject)
        return False
    _count(request, subject, gate=_gate(request), user_id=user_id)
    return True


def count_user(request: HttpRequest, subject: str, user_id: UUID) -> None:
    """Count a request against a credential that has just proved good, and its user."""
    users.remember(subject, user_id)
    _count(request, subject, user_id=user_id)


def count_failure(request: HttpRequest) -> None:
    """Count a request whose credential is bad against its address instead. Raises LimitExceededError."""
    windows, gate = API.windows(_address(request)), _gate(request)
    if gate is None:
        return
    counted = _counted(request)
    if counted:
        users.forget(counted.subject)
    try:
        standing = counters.count_instead(windows, of=counted.windows if counted else (), gate=gate)
    except CountersAwayError:
        metrics.UNCOUNTED.inc()
        return
    _settle(request, _address(request), windows, standing)


def take(scope: Scope, subject: str) -> None:
    """Count one use of something that must not happen uncounted. Raises LimitExceededError, UnavailableError."""
    take_all([(scope, subject)])


def take_all(counted: Sequence[tuple[Scope, str]]) -> None:
    """Count one use against several subjects, or against none if one is at its limit. Raises as `take` does."""
    windows = [window for scope, subject in counted for window in scope.windows(subject)]
    if not windows:
        return
    try:
        standing = counters.count(windows)
    except CountersAwayError as error:
        raise UnavailableError(AWAY) from error
    if not standing.passes:
        metrics.REFUSED.labels(counted[0][0].name).inc()
        raise LimitExceededError(standing.retry_after)


def use(user_id: UUID) -> None:
    """Count something costly that a user does on a page as one request of the API. Raises as `take` does."""
    take_all([(API, f"user:{user_id}"), (API_USER, str(user_id))])


def sign_in(address: str) -> None:
    """Count an attempt to sign in from `address`. Raises LimitExceededError, UnavailableError."""
    take(SIGN_IN, f"address:{neighbourhood(address)}")


def mail(job: str, *, to: str, address: str) -> None:
    """Count a mail that somebody at `address` has sent by `job`. Raises LimitExceededError, UnavailableError."""
    sender = f"{job}:address:{neighbourhood(address)}"
    take_all([(MAIL_TO, f"{job}:{mailbox_of(to)}"), (MAIL_FROM, sender), (MAIL_IN_ALL, job)])


def headers(request: HttpRequest) -> dict[str, str]:
    """Return the rate-limit headers of the answer to a counted request."""
    counted = _counted(request)
    if counted is None:
        return {}
    standing = counted.standing
    return {
        "X-RateLimit-Limit": str(standing.limit),
        "X-RateLimit-Remaining": str(standing.remaining),
        "X-RateLimit-Reset": str(standing.reset),
    }


def _count(request: HttpRequest, subject: str, *, gate: Window | None = None, user_id: UUID | None = None) -> None:
    of_credential, of_user = _scopes(request)
    windows = of_credential.windows(subject)
    every = windows + (of_user.windows(str(user_id)) if user_id else [])
    if every and not _is_unlimited(request):
        _settled(request, subject, windows, lambda: counters.count(every, gate=gate))


def _look(request: HttpRequest, subject: str) -> None:
    windows, gate = _scopes(request)[0].windows(subject), _gate(request)
    if gate is None or not windows or _is_unlimited(request):
        return
    try:
        standing = counters.look(windows, gate=gate)
    except CountersAwayError:
        return  # the next count logs it
    if not standing.passes:
        _settle(request, subject, windows, standing)


def _scopes(request: HttpRequest) -> tuple[Scope, Scope]:
    """Return the scopes of a credential and of its user."""
    return (ADMIN, ADMIN_USER) if request.path_info.startswith("/admin/") else (API, API_USER)


def _settled(request: HttpRequest, subject: str, windows: Sequence[Window], count: Callable[[], Standing]) -> None:
    try:
        standing = count()
    except CountersAwayError as error:
        if _fails_closed(_view(request), request.method or ""):
            raise UnavailableError(AWAY) from error
        metrics.UNCOUNTED.inc()
        return
    _settle(request, subject, windows, standing)


def _settle(request: HttpRequest, subject: str, windows: Sequence[Window], standing: Standing) -> None:
    request.META[_NOTE] = Counted(subject, windows, standing)
    if not standing.passes:
        metrics.REFUSED.labels(windows[0].name.partition(":")[0]).inc()
        raise LimitExceededError(standing.retry_after)


def _counted(request: HttpRequest) -> Counted | None:
    return request.META.get(_NOTE)


def _view(request: HttpRequest) -> object:
    return request.parser_context.get("view") if isinstance(request, Request) else None


def _is_unlimited(request: HttpRequest) -> bool:
    return getattr(_view(request), "is_unlimited", False)


def _fails_closed(view: object, method: str) -> bool:
    return getattr(getattr(view, method.lower(), None), "fails_closed", False)


def _address(request: HttpRequest) -> str:
    return f"address:{neighbourhood(client_address(request.META))}"


def _gate(request: HttpRequest) -> Window | None:
    """Return the window of an address's bad credentials; unseen ones are refused beyond it. None if limits are off."""
    return next(iter(BAD_CREDENTIALS.windows(_address(request))), None)

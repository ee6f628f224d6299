"""Rate limits: whom a request is counted against, how many may pass, and what the answer's headers say of it.

A request is counted while it is authenticated, as only then it shows whose it is, and before the database is asked:

- with an API key against that key, with a session token against its user, without a credential against the address;
- a credential that turns out to be bad counts against the address instead. Once an address has presented too many, a
  key from there that was not in use before is refused unseen; those that were go on working.

If Redis is away, requests pass uncounted, except those whose view is `strict`. Settings: `TORALE_RATE_LIMITS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from accounts import counters
from accounts.counters import CountersAwayError, Standing, Window
from config import metrics
from config.client_address import client_address, neighbourhood
from config.errors import LimitExceededError, UnavailableError
from config.rates import Rate
from core.net.mailboxes import mailbox_of

MINUTE, HOUR, DAY = 60, 3600, 86400
AWAY = "Rate limits cannot be checked at the moment"
_NOTE = "torale.counted"

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted together. `TORALE_RATE_LIMITS` changes the figures of those that are adjustable, or ends all."""

    name: str
    rates: tuple[Rate, ...]
    is_adjustable: bool = False

    def windows(self, subject: str) -> list[Window]:
        return [Window(f"{self.name}:{subject}", rate) for rate in self._rates()]

    def _rates(self) -> tuple[Rate, ...]:
        given: tuple[Rate, ...] | None = settings.TORALE_RATE_LIMITS
        if given is None or (given and not self.is_adjustable):
            return self.rates
        return given


API = Scope("api", (Rate(100, MINUTE), Rate(1_000, HOUR), Rate(10_000, DAY)), is_adjustable=True)
ADMIN = Scope("admin", (Rate(1_000, MINUTE), Rate(10_000, HOUR)), is_adjustable=True)
BAD_CREDENTIALS = Scope("bad-credentials", API.rates, is_adjustable=True)
SIGN_IN = Scope("sign-in", (Rate(10, MINUTE),))
# Mails that anybody may have sent: to one mailbox, for one sender's address, and in all.
MAIL_TO = Scope("mail-to", (Rate(3, HOUR), Rate(6, DAY)))
MAIL_FROM = Scope("mail-from", (Rate(20, HOUR), Rate(50, DAY)))
MAIL_IN_ALL = Scope("mail-in-all", (Rate(300, HOUR), Rate(3_000, DAY)))


@dataclass(frozen=True, slots=True)
class Counted:
    windows: Sequence[Window]
    standing: Standing


def strict(handler: Handler) -> Handler:
    """Of a view's method: what it does costs money or opens a door, and is not done uncounted."""
    handler.is_strict = True  # type: ignore[attr-defined]
    return handler


def count_anonymous(request: HttpRequest) -> None:
    """Raises LimitExceededError, and UnavailableError for a strict view while Redis is away; so do the next two."""
    _count(request, _address(request))


def count_user(request: HttpRequest, user_id: str) -> None:
    _count(request, f"user:{user_id}")


def count_key(request: HttpRequest, digest: bytes) -> None:
    """Count a request against the API key it presents, which may prove bad yet."""
    _count(request, f"key:{digest.hex()[:32]}", gate=_gate(request))


def count_failure(request: HttpRequest) -> None:
    """Count a request whose credential is bad against its address instead. Raises LimitExceededError."""
    windows, gate = API.windows(_address(request)), _gate(request)
    if gate is None:
        return
    counted = _counted(request)
    try:
        standing = counters.count_instead(windows, of=counted.windows if counted else (), gate=gate)
    except CountersAwayError:
        metrics.UNCOUNTED.inc()
        return
    _settle(request, windows, standing)


def take(scope: Scope, subject: str) -> None:
    """Count one use of something that is not done uncounted. Raises LimitExceededError, UnavailableError."""
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


def sign_in(address: str) -> None:
    """Count an attempt to sign in from `address`. Raises LimitExceededError, UnavailableError."""
    take(SIGN_IN, f"address:{neighbourhood(address)}")


def mail(job: str, *, to: str, address: str) -> None:
    """Count a mail that somebody at `address` has sent by `job`. Raises LimitExceededError, UnavailableError."""
    sender = f"{job}:address:{neighbourhood(address)}"
    take_all([(MAIL_TO, f"{job}:{mailbox_of(to)}"), (MAIL_FROM, sender), (MAIL_IN_ALL, job)])


def headers(request: HttpRequest) -> dict[str, str]:
    """What the answer to a request that was counted says of its limits."""
    counted = _counted(request)
    if counted is None:
        return {}
    standing = counted.standing
    return {
        "X-RateLimit-Limit": str(standing.limit),
        "X-RateLimit-Remaining": str(standing.remaining),
        "X-RateLimit-Reset": str(standing.reset),
    }


def _count(request: HttpRequest, subject: str, *, gate: Window | None = None) -> None:
    view = _view(request)
    scope = ADMIN if request.path_info.startswith("/admin/") else API
    windows = scope.windows(subject)
    if not windows or getattr(view, "is_unlimited", False):
        return
    try:
        standing = counters.count(windows, gate=gate)
    except CountersAwayError as error:
        if _is_strict(view, request.method or ""):
            raise UnavailableError(AWAY) from error
        metrics.UNCOUNTED.inc()
        return
    _settle(request, windows, standing)


def _settle(request: HttpRequest, windows: Sequence[Window], standing: Standing) -> None:
    request.META[_NOTE] = Counted(windows, standing)
    if not standing.passes:
        metrics.REFUSED.labels(windows[0].name.partition(":")[0]).inc()
        raise LimitExceededError(standing.retry_after)


def _counted(request: HttpRequest) -> Counted | None:
    return request.META.get(_NOTE)


def _view(request: HttpRequest) -> object:
    return request.parser_context.get("view") if isinstance(request, Request) else None


def _is_strict(view: object, method: str) -> bool:
    return getattr(getattr(view, method.lower(), None), "is_strict", False)


def _address(request: HttpRequest) -> str:
    return f"address:{neighbourhood(client_address(request.META))}"


def _gate(request: HttpRequest) -> Window | None:
    """How many bad credentials an address may present before unknown ones are refused; None where limits are off."""
    return next(iter(BAD_CREDENTIALS.windows(_address(request))), None)

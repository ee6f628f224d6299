"""Limit guesses at each account's password, from all places and on all pages together.

After 10 failures in 15 minutes, or 100 in a day, one guess is taken every five minutes. Guesses from a browser that has
signed in to the account before are counted apart, so that nobody can lock its owner out (OWASP, "Slow Down Online
Guessing Attacks with Device Cookies"). Addresses without an account are counted alike, and so give nothing away.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import counters, known_browsers, limits, sign_ins
from accounts.counters import CountersAwayError, Window
from accounts.limits import DAY, MINUTE, Scope
from core.api.rates import Rate
from core.errors import LimitExceededError

GUESSES = Scope("password-guesses", (Rate(10, 15 * MINUTE), Rate(100, DAY)))
SLOWED = Scope("password-guesses-slowed", (Rate(1, 5 * MINUTE),))


@contextmanager
def counted(request: HttpRequest, email: str) -> Iterator[None]:
    """Count a guess that the block checks. A ValidationError in the block is a failure, its end a success.

    Raises LimitExceededError, and UnavailableError while Redis is away; then the block does not run. The guess is
    counted before the block, so that concurrent guesses do not exceed the limit.
    """
    browser = known_browsers.id_for(request, email)
    subject = f"{f'browser:{browser}' if browser else 'anywhere'}:{known_browsers.digest_of(email)}"
    windows = _take(request, email, subject)
    try:
        yield
    except ValidationError:
        sign_ins.failed(request, account=email)
        raise
    try:
        counters.give_back(windows)
    except CountersAwayError:
        return


def _take(request: HttpRequest, email: str, subject: str) -> list[Window]:
    try:
        try:
            limits.take(GUESSES, subject)
        except LimitExceededError:
            limits.take(SLOWED, subject)
            return SLOWED.windows(subject)
    except LimitExceededError:
        sign_ins.refused(request, account=email)
        raise
    return GUESSES.windows(subject)

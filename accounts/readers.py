"""Identify readers of public tasks, and limit the pages that each may request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts import limits
from accounts.limits import HOUR, MINUTE, Scope
from accounts.pages.door import wait
from core.api.rates import Rate
from core.errors import LimitExceededError, UnavailableError
from core.web.client_address import client_address, neighbourhood

# Limits above what a person reads, for pages that cost queries and a template.
PAGES = Scope("pages", (Rate(120, MINUTE), Rate(1_200, HOUR)))

View = Callable[..., HttpResponseBase]


def reader_of(request: HttpRequest) -> str:
    """Return the user's id, or an anonymous reader's address; for IPv6 its /64."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{neighbourhood(client_address(request.META))}"


def bounded(view: View) -> View:
    """Decorate a view to answer 429 with `Retry-After` beyond the limit. Without Redis there is no limit."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limits.take(PAGES, reader_of(request))
        except LimitExceededError as error:
            return wait(request, status=429, seconds=error.retry_after)
        except UnavailableError:
            pass
        return view(request, *args, **kwargs)

    return answer

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts import limits
from accounts.pages.base import PrivatePage
from core.errors import LimitExceededError, UnavailableError
from core.web.client_address import client_address


class Door(PrivatePage):
    """Page that signs people in. Each attempt counts against the address, and none is allowed uncounted."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method == "POST":
                limits.sign_in(client_address(request.META))
            return super().dispatch(request, *args, **kwargs)
        except LimitExceededError as error:
            return wait(request, status=429, seconds=error.retry_after)
        except UnavailableError:
            return wait(request, status=503, seconds=None)


def wait(request: HttpRequest, *, status: int, seconds: int | None) -> HttpResponse:
    """Answer a request over a limit. `seconds` is the wait, or None if it is unknown."""
    page = render(request, "accounts/wait.html", {"seconds": seconds}, status=status)
    if seconds:
        page["Retry-After"] = str(seconds)
    return page

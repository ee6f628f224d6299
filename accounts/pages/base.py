"""Base classes of pages."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from accounts.models import User


class PrivatePage(View):
    """Page that no cache keeps, and whose form values appear in no error report."""

    http_method_names: tuple[str, ...] = ("get", "head", "post", "options")

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class FormPage(PrivatePage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """Page with one form."""


def signed_in(request: HttpRequest) -> User:
    """Return the user of a page that requires a sign-in."""
    return cast("User", request.user)


def bad_link(request: HttpRequest, purpose: str) -> HttpResponse:
    """Answer a bad link, whose `purpose` is "sign-up" or "reset"."""
    return render(request, "accounts/bad_link.html", {"purpose": purpose}, status=404)

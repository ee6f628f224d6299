"""What the pages have in common."""

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
    """Neither kept by any cache, nor shown with what was typed in by any error report."""

    http_method_names: tuple[str, ...] = ("get", "head", "post", "options")

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class FormPage(PrivatePage, FormView):  # type: ignore[type-arg]  # not generic at run time
    """One form, whose class says what is asked."""


def signed_in(request: HttpRequest) -> User:
    """Who looks at a page that is for signed-in people alone."""
    return cast("User", request.user)


def bad_link(request: HttpRequest, purpose: str) -> HttpResponse:
    """`purpose` is what the link was for: "sign-up" or "reset"."""
    return render(request, "accounts/bad_link.html", {"purpose": purpose}, status=404)

"""`/`: the first start, or what strangers see, or the way to one's tasks."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from accounts.pages.sign_up import is_open
from webapp.pages import first_start


class Home(View):
    """Offers the first account while there is none."""

    http_method_names = ("get", "head", "post", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect("my-tasks")
        if first_start.is_wanted(request):
            return first_start.FirstStart.as_view()(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return render(request, "webapp/home.html", {"signup_is_open": is_open()})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Lead a second one who asked for the first account to the sign-in."""
        return redirect("sign-in")

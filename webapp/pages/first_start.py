"""The first start: the first account of an installation, then one question."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import first_account, known_browsers
from accounts.pages.base import FormPage
from accounts.pages.door import Door
from core.errors import ConflictError
from webapp.forms.first_start import FirstAccountForm
from webapp.pages.base import TemplatePage

# Sentences are understood in English; each of these is judged without a model.
EXAMPLES = (
    "Tell me when Python 3.15 is released on https://www.python.org/downloads/",
    "Tell me when the page https://example.com/ changes",
    "Tell me when https://www.githubstatus.com/ says “incident”",
    "Tell me when the price at https://books.toscrape.com/ is below 20 pounds",
    "Tell me when the book at https://books.toscrape.com/ is in stock",
    "Tell me when a new entry appears at https://blog.python.org/",
)


class FirstStart(Door, FormPage):
    """Makes the first account and signs its owner in."""

    form_class = FirstAccountForm
    template_name = "webapp/first_start.html"

    def get_initial(self) -> dict[str, Any]:
        return {"code": self.request.GET.get("code", "")[: first_account.CODE_LENGTH]}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "needs_code": not first_account.is_from_here(self.request)}

    def form_valid(self, form: FirstAccountForm) -> HttpResponse:
        sent = form.cleaned_data
        try:
            user = first_account.open_first_account(
                email=sent["email"], password=sent["password"], time_zone=sent["time_zone"], now=timezone.now()
            )
        except ConflictError as error:
            messages.error(self.request, error.message)
            return redirect("sign-in")
        login(self.request, user, backend="django.contrib.auth.backends.ModelBackend")
        response = redirect("welcome")
        known_browsers.remember(self.request, response, user.email)
        return response


class Welcome(TemplatePage):
    """Asks what the person wants to know. The answer leads to a new task."""

    template_name = "webapp/welcome.html"
    extra_context = {"examples": EXAMPLES}


def is_wanted(request: HttpRequest) -> bool:
    """Return True for a visitor of an installation where nobody can sign in."""
    return not request.user.is_authenticated and first_account.is_missing()

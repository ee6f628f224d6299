"""Sign-up, where the operator allows it: confirm the address by mail, then choose a password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import dispatch, known_browsers, limits, links, services
from accounts.forms import SignUpForm
from accounts.models import User
from accounts.pages.base import FormPage, bad_link
from accounts.pages.door import Door
from core.errors import ConflictError
from core.web.client_address import client_address


def is_open() -> bool:
    return bool(settings.TORALE_SIGNUP == "open")


class SignUpPage(FormPage):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_open():
            return render(request, "accounts/sign_up_closed.html", status=404)
        return super().dispatch(request, *args, **kwargs)


class SignUp(Door, SignUpPage):
    form_class = SignUpForm
    template_name = "accounts/sign_up.html"

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        limits.mail(dispatch.SIGN_UP_JOB, to=email, address=client_address(self.request.META))
        dispatch.mail_later(dispatch.SIGN_UP_JOB, email)
        return render(self.request, "accounts/mail_sent.html", {"email": email, "purpose": "sign-up"})


class FinishSignUp(SignUpPage):
    """Page behind the link in the mail: the password creates the account."""

    form_class = SetPasswordForm
    template_name = "accounts/sign_up_finish.html"
    email: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.email = links.read_sign_up(request.GET)
        except links.BadLinkError:
            return bad_link(request, "sign-up")
        # Check for a used link first, since hashing the password is slow.
        if User.objects.filter(email=self.email).exists():
            messages.error(request, f"{services.ACCOUNT_EXISTS}.")
            return redirect("sign-in")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": User(email=self.email)}

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        password = form.cleaned_data["new_password1"]
        try:
            services.open_account(email=self.email, password=password, now=timezone.now())
        except ConflictError as error:
            messages.error(self.request, f"{error.message}.")
        else:
            messages.success(self.request, _("Your account is ready: sign in."))
        response = redirect("sign-in")
        known_browsers.remember(self.request, response, self.email)
        return response

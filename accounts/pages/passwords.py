"""Pages for a new password: by mail for a forgotten one, or by the old password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import dispatch, known_browsers, limits, links, notices, services
from accounts.forms import ChangePasswordForm, EmailForm, ResetPasswordForm
from accounts.models import User
from accounts.notices import Kind
from accounts.pages.base import FormPage, bad_link
from accounts.pages.door import Door
from core.web.client_address import client_address


class ForgotPassword(Door, FormPage):
    form_class = EmailForm
    template_name = "accounts/forgot_password.html"

    def form_valid(self, form: EmailForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        limits.mail(dispatch.RESET_JOB, to=email, address=client_address(self.request.META))
        dispatch.mail_later(dispatch.RESET_JOB, email)
        return render(self.request, "accounts/mail_sent.html", {"email": email, "purpose": "reset"})


class ResetPassword(FormPage):
    """Page behind the link in the mail.

    Unlike Django's own view it keeps nothing in the session: coming from a mail reader's site, a browser would not
    send the session's strict cookie.
    """

    form_class = ResetPasswordForm
    template_name = "accounts/reset_password.html"
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.user = links.read_reset(request.GET)
        except links.BadLinkError:
            return bad_link(request, "reset")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        services.set_password(
            user=self.user,
            password=form.cleaned_data["new_password1"],
            revoke_keys=form.cleaned_data.get("revoke_keys", False),
            place=notices.place_of(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, _("Your password is set: sign in with it."))
        response = redirect("sign-in")
        known_browsers.remember(self.request, response, self.user.email)
        return response


class ChangePassword(Door, PasswordChangeView):
    """Change the password. All sessions end except this browser's. Guesses are limited as at sign-in."""

    form_class = ChangePasswordForm
    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("settings")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("Your password is changed; other browsers are signed out."))
        with transaction.atomic():
            response = super().form_valid(form)
            if form.cleaned_data.get("revoke_keys"):
                services.revoke_all_keys(user=form.user, now=timezone.now())
            notices.tell(form.user, Kind.NEW_PASSWORD, **notices.place_of(self.request))
        known_browsers.remember(self.request, response, form.user.email)
        return response

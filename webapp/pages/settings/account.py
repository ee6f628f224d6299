"""`/settings`: the account, its language and its time zone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from accounts.models import User
from webapp.forms.settings import PersonForm
from webapp.middleware import language_of
from webapp.pages.base import Page


class Account(Page, UpdateView):  # type: ignore[type-arg]  # not generic at run time
    """One's own account, never another's: the address names no user."""

    form_class = PersonForm
    template_name = "webapp/settings/account.html"
    success_url = reverse_lazy("settings")

    def get_object(self, queryset: object = None) -> User:
        # A copy: a refused form must not change what the navigation says of the person.
        return User.objects.get(pk=self.person.pk)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.person.language = form.instance.language
        with translation.override(language_of(self.request)):
            messages.success(self.request, _("Saved."))
        return response

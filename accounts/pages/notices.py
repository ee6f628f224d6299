"""`/settings/notices`: choose the security notices that are mailed."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from accounts.forms import NoticesForm
from accounts.models import User
from accounts.pages.base import PrivatePage, signed_in


class Notices(LoginRequiredMixin, PrivatePage, UpdateView):  # type: ignore[type-arg]  # not generic at run time
    """Form for the signed-in user's own settings."""

    form_class = NoticesForm
    template_name = "accounts/notices.html"
    success_url = reverse_lazy("notices")

    def get_object(self, queryset: object = None) -> User:
        return signed_in(self.request)

    def form_valid(self, form: "ModelForm[User]") -> HttpResponse:
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)

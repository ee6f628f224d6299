"""`/settings/api-keys`: make a key, see it once, revoke it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits, services
from accounts.forms import KeyForm
from accounts.models import ApiKey
from accounts.pages.base import FormPage, PrivatePage, signed_in
from accounts.pages.door import wait
from core.errors import ForbiddenError, LimitExceededError, NotFoundError, UnavailableError


class ApiKeys(LoginRequiredMixin, FormPage):
    """List of keys and a form for a new one. Only the answer to the form shows the new key."""

    form_class = KeyForm
    template_name = "accounts/api_keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = list(services.listed_keys(signed_in(self.request)))
        return super().get_context_data(
            **kwargs,
            active=[key for key in keys if key.is_active],
            revoked=[key for key in keys if not key.is_active],
            most=services.MAX_ACTIVE_KEYS,
            base_url=settings.PUBLIC_URL,
        )

    def form_valid(self, form: KeyForm) -> HttpResponse:
        try:
            user = signed_in(self.request)
            limits.use(user.pk)
            key, row = services.issue_key(user=user, name=form.cleaned_data["name"])
        except ForbiddenError as error:
            form.add_error(None, f"{error.message}.")
            return self.form_invalid(form)
        except LimitExceededError as error:
            return wait(self.request, status=429, seconds=error.retry_after)
        except UnavailableError:
            return wait(self.request, status=503, seconds=None)
        return self.render_to_response(self.get_context_data(form=KeyForm(), made=row, key=key))


class RevokeApiKey(LoginRequiredMixin, PrivatePage):
    """Confirmation page for revoking a key. Works without scripts."""

    def get(self, request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
        return render(request, "accounts/revoke_api_key.html", {"key": self._key(key_id)})

    def post(self, request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
        key = self._key(key_id)
        services.revoke_key(user=key.user, key_id=key.pk, now=timezone.now())
        messages.success(request, _("“%(name)s” is revoked: it no longer opens anything.") % {"name": key.name})
        return redirect("api-key-page")

    def _key(self, key_id: uuid.UUID) -> ApiKey:
        try:
            return services.find_key(user=signed_in(self.request), key_id=key_id)
        except NotFoundError as error:
            raise Http404 from error

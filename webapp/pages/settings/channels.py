"""`/settings/channels`: where a person is told, unless a task says otherwise."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError, InvalidError
from notifications import services
from notifications.models import EmailAddress, NotificationDefaults, Webhook
from notifications.services import addresses
from notifications.services.webhooks import MASKED
from webapp.forms.settings import MailForm, WebhookForm
from webapp.pages.base import Page


class Channels(Page):
    """Shows the default channels and the addresses; each of its forms has a view of its own below."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer()

    def answer(self, *, secret: str | None = None, **forms: Any) -> HttpResponse:
        """Show the page, with a form that was refused in the place of a fresh one, or with a new secret."""
        webhook = Webhook.objects.default_of(self.person.pk).first()
        defaults = NotificationDefaults.objects.filter(owner=self.person).first()
        webhook_values = {"url": webhook.url if webhook else "", "enabled": not (webhook and webhook.disabled_at)}
        context = {
            "mail": MailForm(initial={"email": defaults is None or defaults.email}),
            "webhook_form": WebhookForm(initial=webhook_values),
            "webhook": webhook,
            "secret": secret,
            "addresses": EmailAddress.objects.verified_of(self.person),
            "unconfirmed": self.person.email_addresses.filter(confirmed_at=None, unsubscribed_at=None)[:100],
            **forms,
        }
        return render(self.request, "webapp/settings/channels.html", context)


class SaveMail(Channels):
    """Switches mail to the account's address on or off."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        is_on = "email" in request.POST
        NotificationDefaults.objects.update_or_create(owner=self.person, defaults={"email": is_on})
        messages.success(request, _("Saved."))
        return redirect("channels")


class SaveWebhook(Channels):
    """Sets or removes the default webhook. A new secret is in this answer, and in no other."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WebhookForm(request.POST)
        if not form.is_valid():
            return self.answer(webhook_form=form)
        url, is_on = form.cleaned_data["url"].strip(), form.cleaned_data["enabled"]
        try:
            config = services.parse([{"type": "webhook", "url": url}]).webhook if url else None
        except InvalidError as error:
            form.add_error("url", error.message)
            return self.answer(webhook_form=form)
        saved = services.set_default(owner=self.person, config=config, enabled=is_on, now=timezone.now())
        messages.success(request, _("Saved."))
        is_new = url and saved.secret not in (None, MASKED)
        return self.answer(secret=saved.secret) if is_new else redirect("channels")


class TestWebhook(Channels):
    """Sends an example to the default webhook."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            services.send_test(owner=self.person, now=timezone.now())
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("channels")
        messages.success(request, _("The test is on its way: its outcome is the first in this list."))
        return redirect("sent")


class RotateSecret(Channels):
    """Asks first, then shows the new secret once."""

    http_method_names = ("get", "head", "post", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "webapp/settings/rotate.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.answer(secret=services.rotate_secret(owner=self.person, now=timezone.now()).secret)


class RemoveAddress(Page):
    """Asks first: tasks that mail the address lose this channel."""

    def get(self, request: HttpRequest, address_id: uuid.UUID) -> HttpResponse:
        return render(request, "webapp/settings/remove_address.html", {"address": self._address(address_id)})

    def post(self, request: HttpRequest, address_id: uuid.UUID) -> HttpResponse:
        address = self._address(address_id)
        try:
            addresses.remove(owner=self.person, named=str(address.pk))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("%(address)s gets no more mail from you.") % {"address": address})
        return redirect("channels")

    def _address(self, address_id: uuid.UUID) -> EmailAddress:
        address = self.person.email_addresses.filter(pk=address_id, confirmed_at__isnull=False).first()
        if address is None:
            raise Http404
        return address

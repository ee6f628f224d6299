"""`/settings/sent`: everything that was sent to a person, and what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import ConflictError, NotFoundError
from notifications import services
from notifications.models import Notification
from webapp.forms.settings import SentForm
from webapp.pages.base import Page

PAGE_SIZE = 50


class Sent(Page):
    """The newest first; a search looks at receivers and names of tasks."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SentForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        found = Notification.objects.sends_of(self.person).filter(_matching(asked))
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        query = request.GET.copy()
        query.pop("page", None)
        context = {"form": form, "page": page, "query": query.urlencode(), "is_filtered": any(asked.values())}
        return render(request, "webapp/settings/sent.html", context)


def _matching(asked: dict[str, Any]) -> Q:
    condition = Q(**{name: asked[name] for name in ("status", "kind") if asked.get(name)})
    if words := asked.get("q", "").replace("\0", ""):
        condition &= Q(recipient__icontains=words) | Q(payload__task_name__icontains=words)
    return condition


class SendAgain(Page):
    """Delivers to a webhook once more."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, send_id: uuid.UUID) -> HttpResponse:
        try:
            services.redeliver(notification_id=send_id, owner=self.person, now=timezone.now())
        except NotFoundError as error:
            raise Http404 from error
        except ConflictError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("It is delivered again."))
        return redirect("sent")

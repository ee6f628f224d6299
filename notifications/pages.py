"""Pages behind links in mails. The links are signed, so the reader needs no account.

Mail scanners open links: only POST changes anything.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import links
from notifications.models import EmailAddress
from notifications.services import addresses


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the reader of an address agrees to get mail."""
    try:
        email_id = links.read_confirm(token)
    except links.BadLinkError as error:
        return _bad_link(request, error)
    if request.method == "POST":
        addresses.confirm(email_id=email_id, now=timezone.now())
    return _page(request, "confirm", email_id)


@never_cache
@csrf_exempt  # a mail reader posts here by itself (RFC 8058), without a cookie; the link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the reader of an address wants no more mail, or wants it again."""
    try:
        email_id = links.read_unsubscribe(token)
    except links.BadLinkError as error:
        return _bad_link(request, error)
    if request.method == "POST" and "again" in request.POST:
        addresses.subscribe_again(email_id=email_id)
    elif request.method == "POST":
        addresses.unsubscribe(email_id=email_id, now=timezone.now())
    return _page(request, "unsubscribe", email_id)


def _page(request: HttpRequest, name: str, email_id: UUID) -> HttpResponse:
    address = EmailAddress.objects.filter(id=email_id).first()
    if address is None:
        return _bad_link(request, links.BadLinkError())
    return render(request, f"notifications/{name}.html", {"address": address})


def _bad_link(request: HttpRequest, error: links.BadLinkError) -> HttpResponse:
    expired = isinstance(error, links.ExpiredLinkError)
    return render(request, "notifications/bad_link.html", {"expired": expired}, status=410 if expired else 404)

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.pages.sign_up import is_open


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to go from here."""
    return render(request, "accounts/home.html", {"base_url": settings.PUBLIC_URL, "signup_is_open": is_open()})

"""The language and the time zone of a page: those of the account, else the browser's language and UTC.

The API and the operators' admin stay English and UTC: programs and several operators read the same there.
"""

from collections.abc import Callable
from datetime import tzinfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

# Paths whose answers are the same for everybody.
COMMON = ("/api/", "/auth/", "/admin/", "/static/", "/metrics", "/openapi.json", "/redoc", "/docs")
FEED = "/rss"


class PageLocale:
    """Activate language and time zone for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(COMMON) or request.path_info.endswith(FEED):
            return self.get_response(request)
        language = language_of(request)
        with translation.override(language), timezone.override(_zone_of(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not request.user.is_authenticated:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language that the account names, else the best one of those that the browser asks for."""
    chosen = request.user.language if request.user.is_authenticated else ""
    known = {code for code, _ in settings.LANGUAGES}
    return chosen if chosen in known else translation.get_language_from_request(request)


def _zone_of(request: HttpRequest) -> tzinfo | None:
    return request.user.zone if request.user.is_authenticated else None

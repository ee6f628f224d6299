"""Rate-limit headers of the API's answers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts import limits
from core.errors import LimitExceededError

PREFIXES = ("/api/", "/auth/")


class RateLimitHeaders:
    """Add the headers, and count requests that reached no view of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match is None and request.path_info.startswith(PREFIXES):
            response = _counted(request, response)
        for name, value in limits.headers(request).items():
            response[name] = value
        return response


def _counted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    try:
        limits.count_anonymous(request)
    except LimitExceededError as error:
        headers = {"Retry-After": str(error.retry_after)}
        return JsonResponse({"detail": error.message}, status=429, headers=headers)
    return response

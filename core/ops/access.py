"""Access log and request metrics.

They leave out query strings, headers and bodies, which may hold secrets.
"""

import logging
import random
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from structlog.contextvars import bind_contextvars, reset_contextvars

from core.ops import metrics

logger = logging.getLogger(__name__)

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
STATIC, UNKNOWN, OTHER = "static", "unknown", "OTHER"
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class AccessLog:
    """Gives each request an id, by its `X-Request-ID` if valid, and records its result in log and metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun, request_id = perf_counter(), _request_id(request)
        before = bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
            _note(request, response, seconds=perf_counter() - begun)
        finally:
            reset_contextvars(**before)
        response["X-Request-ID"] = request_id
        return response


def _request_id(request: HttpRequest) -> str:
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"


def _note(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    method = request.method if request.method in METHODS else OTHER
    route, status = _route(request, response), response.status_code
    metrics.HTTP.labels(method, route, f"{status // 100}xx").observe(seconds)
    fields = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "user_id": _user_id(request),
    }
    logger.info("request", extra={"fields": fields})


def _route(request: HttpRequest, response: HttpResponse) -> str:
    """Return the URL pattern, not the path: metric labels must be bounded."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return STATIC if request.path_info.startswith(settings.STATIC_URL) and response.status_code < 400 else UNKNOWN


def _user_id(request: HttpRequest) -> str | None:
    """Return the user's id if already loaded: the log does not load a session of its own."""
    user: Any = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = request.__dict__.get("_cached_user")
    return str(user.pk) if user is not None and user.pk else None

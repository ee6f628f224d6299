"""Errors as the API answers them: `{"detail": …}` with the status of the kind of error."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import views
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from core.api.fields import problems
from core.api.wire import UnprocessableError
from core.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    LimitExceededError,
    NotFoundError,
    TooLateError,
    UnavailableError,
    UpstreamError,
)

logger = logging.getLogger(__name__)

STATUSES: dict[type[DomainError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    InvalidError: 400,
    LimitExceededError: 429,
    UpstreamError: 502,
    UnavailableError: 503,
    TooLateError: 504,
}
JSON, HTML = "application/json", "text/html"
UNAVAILABLE_PAGE = "<!doctype html><title>Unavailable</title><h1>Service temporarily unavailable</h1>"


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the response for an exception of a view; None for an unforeseen one, which becomes a bare 500."""
    response = views.exception_handler(_as_api_exception(error), dict(context))
    if response is not None and not (isinstance(response.data, dict) and "detail" in response.data):
        response.data = {"detail": response.data}
    return response


def _as_api_exception(error: Exception) -> Exception:
    match error:
        case ValidationError():
            return UnprocessableError(problems(error.detail, ["body"]))
        case DomainError():
            return _from_domain(error)
        case OperationalError() | InterfaceError():
            logger.error("The database did not answer", exc_info=error)
            return _from_domain(UnavailableError("Service temporarily unavailable"))
    return error


def _from_domain(error: DomainError) -> APIException:
    exception = APIException(error.message)
    exception.status_code = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
    if isinstance(error, LimitExceededError | UnavailableError):
        exception.wait = error.retry_after  # type: ignore[attr-defined]
    return exception


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400, "Bad request", lambda: defaults.bad_request(request, exception))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, "Forbidden", lambda: defaults.permission_denied(request, exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404, "Not found", lambda: defaults.page_not_found(request, exception))


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, 500, "Internal server error", lambda: defaults.server_error(request))


def unavailable(request: HttpRequest) -> HttpResponse:
    return _error(request, 503, "Service temporarily unavailable", lambda: HttpResponse(UNAVAILABLE_PAGE, status=503))


def _error(request: HttpRequest, status: int, detail: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer in JSON; in HTML outside the API to a client that prefers it."""
    is_api = request.path_info.startswith("/api/")
    if is_api or request.get_preferred_type([JSON, HTML]) != HTML:
        return JsonResponse({"detail": detail}, status=status)
    return page()

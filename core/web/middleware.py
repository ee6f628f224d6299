"""Middleware: optional trailing slashes, page security, sessions for pages, ETags."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.urls import is_valid_path

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Components of the admin evaluate expressions in attributes, and set styles.
ADMIN_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'; style-src 'self'", "script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"
)
API = "/api/"
# Headers of conditional requests.
CONDITIONS = frozenset(("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"))
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class OptionalTrailingSlash:
    """Serves `/path/` as `/path` if only the latter exists, without a redirect: clients write both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        bare = path.removesuffix("/")
        if bare and bare != path and not is_valid_path(path) and is_valid_path(bare):
            request.path_info = bare
        return self.get_response(request)


class PageSecurity:
    """Sets a page's Content-Security-Policy and Permissions-Policy, unless the page has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            is_admin = request.path_info.startswith("/admin/")
            policy = ADMIN_CONTENT_SECURITY_POLICY if is_admin else CONTENT_SECURITY_POLICY
            response.headers.setdefault("Content-Security-Policy", policy)
            response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class ForPages:
    """Skips a session middleware for the API, which has no session."""

    get_response: Callable[[HttpRequest], Any]

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(API):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]  # of the middleware that this is mixed into


class PageSessions(ForPages, SessionMiddleware):
    pass


class PageUsers(ForPages, AuthenticationMiddleware):
    pass


class PageMessages(ForPages, MessageMiddleware):
    pass


class ConditionalGet(ConditionalGetMiddleware):
    """Makes ETags by SHA-1, which processors support: Django's MD5 takes twice as long for a list."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        body = response.content if isinstance(response, HttpResponse) else b""
        if body and request.method == "GET" and self.needs_etag(response):
            response.headers.setdefault("ETag", f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"')
        is_asked = not CONDITIONS.isdisjoint(request.META)
        return super().process_response(request, response) if is_asked else response

    def needs_etag(self, response: HttpResponseBase) -> bool:
        return "Cache-Control" not in response.headers or super().needs_etag(response)
